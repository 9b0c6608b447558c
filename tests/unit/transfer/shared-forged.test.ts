import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { readProject } from "../../../src/catalog/projects.ts";
import { readErasureNotes } from "../../../src/catalog/shared-folders.ts";
import type { BackupPart } from "../../../src/model/backup.ts";
import type { SharedPart } from "../../../src/model/shared-folder.ts";
import { isWithin } from "../../../src/model/time-span.ts";
import { digestOf } from "../../../src/model/digest.ts";
import {
  idsOf,
  type makeFolderFiles,
  settle,
  sharedEvent as event,
  sharedEvents as range,
  START,
  type TestDevice,
  twoDevices,
} from "../../support/shared-devices.ts";
import { valueOf } from "../../support/open-catalog.ts";

const PROJECT = "shared-shop";
const HOUR = 3_600_000;

/** A device's files as somebody else who can write into the folder might have them. */
async function forging(files: ReturnType<typeof makeFolderFiles>, device: TestDevice) {
  const path = `lochan/${PROJECT}/${(await device.folder()).deviceId}`;
  const read = (name: string) =>
    JSON.parse(new TextDecoder().decode(files.bytes.get(`${path}/${name}`))) as Record<string, unknown>;
  const write = (name: string, value: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    files.bytes.set(`${path}/${name}`, bytes);
    return bytes;
  };
  return {
    list: (change: Record<string, unknown>) =>
      void write("manifest.json", { ...read("manifest.json"), ...change }),
    parts(change: (part: SharedPart) => SharedPart) {
      const list = read("manifest.json");
      const parts = (list["parts"] as SharedPart[]).map(change);
      write("manifest.json", { ...list, revision: Number(list["revision"]) + 1, parts });
    },
    async erasures(notes: readonly object[]) {
      const list = read("manifest.json");
      const part = list["erasures"] as BackupPart;
      const bytes = write(part.path, { version: 1, notes });
      const erasures = { ...part, sizeBytes: bytes.length, sha256: await digestOf(bytes) };
      write("manifest.json", { ...list, revision: Number(list["revision"]) + 1, erasures });
    },
  };
}

const spansOf = async ({ db }: TestDevice) => valueOf(await readProject(db, PROJECT)).erasedSpans;

describe("a clock that is ahead", () => {
  test("erases what is there, and nothing that is still to come, on any device", async () => {
    const { a, b } = await twoDevices();
    await a.append(range(0, 5));
    await settle(a, b);
    const now = Date.now();
    await a.erase({ from: START, before: now });
    await a.turns();
    // By the clock of b, that erasure reaches three hours further than now.
    valueOf(await b.turn({ now: now - 3 * HOUR }));
    expect(await b.ids()).toEqual([]);
    const later = event(900, { timestamp: now - HOUR });
    await b.append([later]);
    for (let turn = 0; turn < 4; turn++) {
      valueOf(await b.turn({ now: now - 2 * HOUR + turn * 60_000 }));
      valueOf(await a.turn());
    }
    expect(await b.ids()).toEqual(idsOf([later]));
    expect(await a.ids()).toEqual(idsOf([later]));
    expect(await spansOf(a)).toEqual(await spansOf(b));
    expect((await spansOf(a))!.some((span) => isWithin(span, START + HOUR))).toBe(true);
  });

  test("however far it is ahead, devices agree on what stays out", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 3));
    await a.turns();
    const erased = { before: 8.64e15 };
    await (await forging(files, a)).erasures([{ id: "aa", order: 1, erased, keepsOut: true }]);
    const now = Date.now();
    valueOf(await b.turn({ now }));
    expect(await spansOf(b)).toEqual([{ before: now }]);
    const [note, answer] = valueOf(await readErasureNotes(b.db, PROJECT));
    expect(note).toMatchObject({ id: "aa", erased });
    expect(answer).toMatchObject({ order: 2, letIn: { from: now, before: 8.64e15 } });
  });
});

describe("who counts further than can be counted", () => {
  test("by an erasure that would have the last word for ever is not believed, and named", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 3));
    await b.append(range(3, 6));
    await settle(a, b);
    const forge = await forging(files, a);
    for (const order of [Number.MAX_SAFE_INTEGER, 2]) {
      await forge.erasures([{ id: "aa", order, erased: { before: START + HOUR }, keepsOut: true }]);
      await b.turns();
      expect((await b.others())[0]?.waiting).toMatchObject([
        { reason: expect.stringContaining("counts further than it is long") },
      ]);
      expect(await b.ids()).toEqual(idsOf(range(0, 6)));
    }
    await forge.erasures([{ id: "aa", order: 1, erased: { before: START + HOUR }, keepsOut: true }]);
    await b.turns();
    expect(await b.ids()).toEqual([]);
    expect((await b.others())[0]?.waiting).toEqual([]);
  });

  test("by more erasures than others would read of this device is not believed, and named", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 3));
    await settle(a, b);
    const notes = Array.from({ length: 5_001 }, (_, at) => ({
      ...{ id: at.toString(16), order: at + 1, keepsOut: true },
      erased: { from: 10 * at, before: 10 * at + 1 },
    }));
    await (await forging(files, a)).erasures(notes);
    await b.turns();
    expect((await b.others())[0]?.waiting).toMatchObject([{ reason: expect.stringContaining("5000") }]);
    expect(valueOf(await readErasureNotes(b.db, PROJECT))).toEqual([]);
  });

  test("by a revision that no later list could pass is not believed, and what its device writes is read", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 3));
    await settle(a, b);
    const own = `lochan/${PROJECT}/${(await a.folder()).deviceId}/manifest.json`;
    const sound = files.bytes.get(own)!;
    (await forging(files, a)).list({ revision: Number.MAX_SAFE_INTEGER });
    await b.turns();
    expect((await b.others())[0]?.trouble).toContain("counts more writings");
    files.bytes.set(own, sound);
    await a.append(range(3, 5));
    await settle(a, b);
    expect((await b.others())[0]?.trouble).toBeUndefined();
    expect(await b.ids()).toEqual(idsOf(range(0, 5)));
  });
});

test.each([
  [3, 3, "more than the 3 rows"],
  [9, 6, "6 of the 9 rows"],
])(
  "of a part that is listed with %i events and holds 6, %i are read, and it is named",
  async (listed, read, words) => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 6));
    await a.turns();
    (await forging(files, a)).parts((part) => ({ ...part, events: listed }));
    await b.turns();
    expect(await b.ids()).toHaveLength(read);
    expect(await b.others()).toMatchObject([
      {
        refused: Math.max(0, listed - 6),
        waiting: [{ reason: expect.stringContaining(words), isUnreadable: true }],
      },
    ]);
  },
);

test("more devices than are read are counted, and those that were read before go on", async () => {
  const { files, a, b } = await twoDevices();
  await a.append(range(0, 3));
  await settle(a, b);
  for (let at = 0; at < 70; at++)
    files.bytes.set(`lochan/${PROJECT}/${String(at).padStart(20, "0")}/manifest.json`, new Uint8Array(1));
  await a.append(range(3, 6));
  await a.turns();
  expect(valueOf(await b.turn())).toMatchObject({ leftOut: 7 });
  expect(await b.ids()).toEqual(idsOf(range(0, 6)));
});
