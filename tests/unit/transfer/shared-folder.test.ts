import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { saveDailyTotals } from "../../../src/catalog/daily-totals.ts";
import { readAllTotals } from "../../../src/catalog/portable-totals.ts";
import { updateProject, readProject } from "../../../src/catalog/projects.ts";
import { updateSharedFolder } from "../../../src/catalog/shared-folders.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { digestOf } from "../../../src/model/digest.ts";
import {
  idsOf,
  type makeFolderFiles,
  NOTHING_DONE,
  openDevice,
  settle,
  sharedEvent as event,
  sharedEvents as range,
  START,
  twoDevices,
} from "../../support/shared-devices.ts";
import { failureOf, valueOf } from "../../support/open-catalog.ts";

const DAY = 86_400_000;
const PROJECT = "shared-shop";

const withoutImport = ({ importId: _importId, ...rest }: LochanEvent): Partial<LochanEvent> => rest;

describe("devices that share a folder", () => {
  test("come to have the events of both, whoever begins, and each event as it was", async () => {
    const { a, b } = await twoDevices();
    await a.append(range(0, 60));
    await b.append(range(40, 100), "an-import");
    await settle(b, a);
    expect(await a.ids()).toEqual(idsOf(range(0, 100)));
    const [ofA, ofB] = [await a.events(), await b.events()];
    expect(ofA.map(withoutImport)).toEqual(ofB.map(withoutImport));
    expect(ofA.map(withoutImport)).toEqual(range(0, 100).map(withoutImport));
    const [seen] = await a.others();
    expect(seen).toMatchObject({ name: "Bo's desk", accepted: 40, duplicate: 20, refused: 0, waiting: [] });
  });

  test("write and read nothing more once they are the same, and echo nothing", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await b.append(range(10, 20));
    await settle(a, b);
    const before = files.writes;
    const size = files.bytes.size;
    for (let round = 0; round < 3; round++)
      for (const device of [a, b]) expect(valueOf(await device.turn())).toEqual(NOTHING_DONE);
    expect(files.writes).toBe(before);
    expect(files.bytes.size).toBe(size);
    expect([...files.bytes.keys()].filter((path) => path.endsWith(".parquet"))).toHaveLength(2);
  });

  test("share settings, but neither keys nor origins nor how long is kept", async () => {
    const { a, b } = await twoDevices();
    await settle(a, b);
    valueOf(await updateProject(a.db, PROJECT, { name: "Tea shop", origins: ["https://evil.example"] }));
    valueOf(await updateProject(a.db, PROJECT, { retentionDays: 30 }));
    await settle(a, b);
    const there = valueOf(await readProject(b.db, PROJECT));
    expect(there).toMatchObject({ name: "Tea shop", allowedOrigins: [] });
    expect(there.retentionDays).toBeUndefined();
  });

  test("a third that comes later gets everything once", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await b.append(range(10, 20));
    await settle(a, b);
    const c = await openDevice(files, "Phone");
    await settle(c, a, b);
    expect(await c.ids()).toEqual(idsOf(range(0, 20)));
    expect((await c.others()).map(({ accepted }) => accepted)).toEqual([10, 10]);
  });
});

describe("what is erased on one device", () => {
  test("goes on the others, and does not come back from their old files", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 20));
    await b.append(range(10, 30));
    await settle(a, b);
    const old = new Map(files.bytes);
    await a.erase({ from: START, before: START + 15 * 60_000 });
    await settle(a, b);
    expect(await a.ids()).toEqual(idsOf(range(15, 30)));
    expect(await b.ids()).toEqual(idsOf(range(15, 30)));
    // A stick that was elsewhere meanwhile.
    const c = await openDevice(files, "Phone");
    const [, deviceOfB] = [await a.folder(), await b.folder()];
    for (const [path, bytes] of old) if (path.includes(deviceOfB.deviceId)) files.bytes.set(path, bytes);
    await c.turns();
    expect(await c.ids()).toEqual(idsOf(range(15, 20)).concat(idsOf(range(20, 30))));
    const kept = valueOf(await readProject(b.db, PROJECT)).erasedSpans;
    expect(kept).toEqual([{ from: START, before: START + 15 * 60_000 }]);
  });

  test("everything: goes everywhere, and what comes after it, even of the same time, is taken", async () => {
    const { a, b } = await twoDevices();
    await a.append(range(0, 10));
    await b.append(range(10, 20));
    await settle(a, b);
    await a.erase({ all: true });
    await a.append(range(0, 3));
    await settle(a, b);
    expect(await a.ids()).toEqual(idsOf(range(0, 3)));
    expect(await b.ids()).toEqual(idsOf(range(0, 3)));
    expect(valueOf(await readProject(b.db, PROJECT)).erasedSpans).toBeUndefined();
  });

  test("a person: what they did before goes everywhere and stays out, what they do later is taken", async () => {
    const { files, a, b } = await twoDevices();
    const of = (userId: string, index: number, more: Partial<LochanEvent> = {}): LochanEvent =>
      event(index, { userId, distinctId: `of ${userId}`, ...more });
    await a.append([of("ann", 1), of("bo", 2)]);
    await b.append([of("ann", 3), of("bo", 4), event(5, { distinctId: "of ann" })]);
    await settle(a, b);
    await a.erase({ userId: "ann" });
    await settle(a, b);
    await b.append([of("ann", 6), of("ann", 7, { timestamp: Date.now() + 10 })]);
    await settle(a, b);
    const c = await openDevice(files, "Phone");
    await c.append([of("ann", 8)]);
    await settle(c, a, b);
    for (const { ids } of [a, b, c]) expect(await ids()).toEqual(["e0002", "e0004", "e0007"]);
    const naming = [...files.bytes.values()].filter((bytes) =>
      new TextDecoder("latin1").decode(bytes).includes("of ann"),
    );
    expect(naming).toHaveLength(1);
  });

  test("a time: what another product counted by day goes too, where nothing else is of that time", async () => {
    const { a, b } = await twoDevices();
    const totals = (day: string) => ({
      ...{ table: "visitors" as const, day, importId: "i", importedAt: 1 },
      lines: [{ key: [], counts: { visitors: 1 } }],
    });
    const days = [totals("2026-05-01"), totals("2026-05-03")];
    valueOf(await saveDailyTotals(b.db, toProjectId(PROJECT), days, () => false));
    await settle(a, b);
    await a.erase({ from: START, before: START + DAY });
    await settle(a, b);
    expect((await readAllTotals(b.db, PROJECT)).map(({ day }) => day)).toEqual(["2026-05-03"]);
  });

  test("a time that is let in again on one is let in on all, and stays so", async () => {
    const { a, b } = await twoDevices();
    const span = { from: START, before: START + DAY };
    await b.append(range(0, 5));
    await settle(a, b);
    await a.erase(span);
    await settle(a, b);
    expect(await b.ids()).toEqual([]);
    valueOf(await updateProject(b.db, PROJECT, { letIn: span }));
    await b.append(range(2, 4));
    await settle(b, a);
    expect(await a.ids()).toEqual(idsOf(range(2, 4)));
    expect(await b.ids()).toEqual(idsOf(range(2, 4)));
    for (const { db } of [a, b]) expect(valueOf(await readProject(db, PROJECT)).erasedSpans).toBeUndefined();
  });
});

describe("an id that came with two contents", () => {
  const told = (index: number, by: string): LochanEvent => event(index, { properties: { by } });

  test("has the same on every device, whoever was brought which", async () => {
    const { a, b } = await twoDevices();
    await a.append([told(1, "z"), told(2, "a")]);
    await b.append([told(1, "m"), told(2, "n")]);
    await settle(a, b);
    for (const { events } of [a, b])
      expect((await events()).map(({ properties }) => properties)).toEqual([{ by: "m" }, { by: "a" }]);
  });

  test("is written anew where another one came to stand, as many events as there are", async () => {
    const { files, a, b } = await twoDevices();
    await a.append([told(1, "z"), event(2)]);
    await settle(a, b);
    await a.append([told(1, "a")]);
    await settle(a, b);
    for (const { events } of [a, b]) expect((await events())[0]?.properties).toEqual({ by: "a" });
    const c = await openDevice(files, "Phone");
    await c.turns();
    expect((await c.events())[0]?.properties).toEqual({ by: "a" });
  });
});

describe("files that are not as they should be", () => {
  const partOf = (files: ReturnType<typeof makeFolderFiles>): string =>
    [...files.bytes.keys()].find((path) => path.endsWith(".parquet"))!;

  test("a part that is not there yet is named and read when it comes", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await a.turns();
    const path = partOf(files);
    const bytes = files.bytes.get(path)!;
    files.bytes.delete(path);
    await b.turns();
    expect(await b.ids()).toEqual([]);
    expect((await b.others())[0]?.waiting).toEqual([
      { path: path.split("/").at(-1), reason: "It is not there yet." },
    ]);
    files.bytes.set(path, bytes.slice(0, 100));
    await b.turns();
    expect((await b.others())[0]?.waiting[0]?.reason).toBe("It is not whole yet.");
    files.bytes.set(path, bytes);
    await b.turns();
    expect(await b.ids()).toEqual(idsOf(range(0, 10)));
    expect((await b.others())[0]?.waiting).toEqual([]);
  });

  test("a damaged part is named, what else there is is read, and its own device writes it anew", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await a.turns();
    const path = partOf(files);
    await a.append(range(10, 20));
    await a.turns();
    files.bytes.set(
      path,
      files.bytes.get(path)!.map((byte, at) => (at === 60 ? byte ^ 1 : byte)),
    );
    await b.turns();
    expect(await b.ids()).toEqual(idsOf(range(10, 20)));
    expect((await b.others())[0]?.waiting[0]?.reason).toContain("not what was written");
    files.bytes.set(path, files.bytes.get(path)!.slice(0, 90));
    valueOf(await a.turn({ isFirst: true }));
    await b.turns();
    expect(await b.ids()).toEqual(idsOf(range(0, 20)));
  });

  test("a list that was lost is written again; an older one is not believed", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 5));
    await a.turns();
    const path = [...files.bytes.keys()].find((each) => each.endsWith("manifest.json"))!;
    const old = files.bytes.get(path)!;
    await a.append(range(5, 10));
    await settle(a, b);
    files.bytes.set(path, old);
    await b.turns();
    expect((await b.others())[0]?.trouble).toContain("older");
    expect(await b.ids()).toEqual(idsOf(range(0, 10)));
    await a.turns();
    files.bytes.delete(path);
    await b.turns();
    expect((await b.others())[0]?.trouble).toContain("not there");
    await settle(a, b);
    expect((await b.others())[0]?.trouble).toBeUndefined();
    expect(files.bytes.has(path)).toBe(true);
  });

  test("a list that names files elsewhere is not read", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 5));
    await a.turns();
    const path = [...files.bytes.keys()].find((each) => each.endsWith("manifest.json"))!;
    const text = new TextDecoder().decode(files.bytes.get(path));
    files.bytes.set(path, new TextEncoder().encode(text.replace(/events-/, "../events-")));
    await b.turns();
    expect(await b.ids()).toEqual([]);
    expect((await b.others())[0]?.trouble).toContain("damaged");
  });

  test("a device that erased more people than a project may have is named, and the others are read", async () => {
    const { files, a, b } = await twoDevices();
    const c = await openDevice(files, "Phone");
    await a.append(range(0, 5));
    await c.append(range(5, 9));
    await a.turns();
    await c.turns();
    const { deviceId } = await a.folder();
    const path = `lochan/${PROJECT}/${deviceId}`;
    const read = (name: string) =>
      JSON.parse(new TextDecoder().decode(files.bytes.get(`${path}/${name}`))) as Record<string, unknown>;
    const list = read("manifest.json");
    const catalog = list["catalog"] as { path: string };
    const hash = (number: number) => String(number).padStart(64, "0");
    const erasedPeople = Array.from({ length: 100 }, (_, at) => ({
      secret: hash(at),
      people: [[hash(at + 1_000), 1]],
    }));
    const bytes = new TextEncoder().encode(JSON.stringify({ ...read(catalog.path), erasedPeople }));
    files.bytes.set(`${path}/${catalog.path}`, bytes);
    list["catalog"] = { ...catalog, sizeBytes: bytes.length, sha256: await digestOf(bytes) };
    files.bytes.set(`${path}/manifest.json`, new TextEncoder().encode(JSON.stringify(list)));
    await b.append(range(20, 22));
    await b.turns();
    expect(await b.ids()).toEqual(idsOf([...range(5, 9), ...range(20, 22)]));
    const told = (await b.others()).find(({ id }) => id === deviceId);
    expect(told?.waiting).toMatchObject([{ path: catalog.path, reason: expect.stringContaining("devices") }]);
  });

  test("another browser that is the same device, its profile copied, takes an id of its own", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 5));
    await a.turns();
    const path = [...files.bytes.keys()].find((each) => each.endsWith("manifest.json"))!;
    const text = new TextDecoder().decode(files.bytes.get(path));
    files.bytes.set(path, new TextEncoder().encode(text.replace(/"nonce":"[0-9a-f]+"/, '"nonce":"another"')));
    const before = (await a.folder()).deviceId;
    await settle(a, b);
    expect((await a.folder()).deviceId).not.toBe(before);
    expect(await b.ids()).toEqual(idsOf(range(0, 5)));
    expect(await b.others()).toHaveLength(2);
  });
});

describe("parts", () => {
  test("what comes soon after a writing is written later, together", async () => {
    const { files, a } = await twoDevices();
    const now = Date.now();
    await a.append(range(0, 2));
    expect(valueOf(await a.turn({ now })).left).toBe("nothing");
    for (let at = 2; at < 5; at++) {
      await a.append([event(at)]);
      expect(valueOf(await a.turn({ now: now + at })).left).toBe("later");
    }
    expect(valueOf(await a.turn({ now: now + 10_000 })).left).toBe("nothing");
    expect([...files.bytes.keys()].filter((path) => path.endsWith(".parquet"))).toHaveLength(2);
  });

  test("many small ones become few, and are not read as new", async () => {
    const { files, a, b } = await twoDevices();
    for (let at = 0; at < 203; at++) {
      await a.append([event(at)]);
      await a.turns();
    }
    const parts = [...files.bytes.keys()].filter((path) => path.endsWith(".parquet"));
    expect(parts.length).toBeLessThan(10);
    await b.turns();
    expect(await b.ids()).toEqual(idsOf(range(0, 203)));
    expect((await b.others())[0]).toMatchObject({ accepted: 203, duplicate: 0 });
  });

  test("an import that was undone goes from this device's files, and stays where it was read", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 5));
    await a.undoable(range(3, 8), "import-1");
    await settle(a, b);
    await a.undo("import-1");
    await settle(a, b);
    expect(await a.ids()).toEqual(idsOf(range(0, 5)));
    expect(await b.ids()).toEqual(idsOf(range(0, 8)));
    const c = await openDevice(files, "Phone");
    await c.turns();
    expect(await c.ids()).toEqual(idsOf(range(0, 5)));
  });

  test("nothing more is read of a folder that was paused or removed meanwhile", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 5));
    await a.turns();
    await a.append(range(5, 10));
    await a.turns();
    b.onAppend(async () => {
      valueOf(await updateSharedFolder(b.db, await b.folder(), { paused: true }));
    });
    expect(failureOf(await b.turn()).kind).toBe("cancelled");
    expect(await b.ids()).toEqual(idsOf(range(0, 5)));
    const { deviceId } = await b.folder();
    expect([...files.bytes.keys()].some((path) => path.includes(deviceId))).toBe(false);
  });

  test("what was erased and came again is read again, though its file is the same", async () => {
    const { a, b } = await twoDevices();
    await a.append(range(0, 3));
    await settle(a, b);
    await b.erase({ all: true });
    await b.turns();
    valueOf(await a.turn());
    await a.append(range(0, 3));
    await settle(a, b);
    expect(await a.ids()).toEqual(idsOf(range(0, 3)));
    expect(await b.ids()).toEqual(idsOf(range(0, 3)));
  });
});
