import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { saveDailyTotals } from "../../../src/catalog/daily-totals.ts";
import { readAllTotals } from "../../../src/catalog/portable-totals.ts";
import type { TotalsTable } from "../../../src/model/daily-totals.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { removeOwn } from "../../../src/transfer/shared/find-projects.ts";
import {
  idsOf,
  type makeFolderFiles,
  NOTHING_DONE,
  openDevice,
  settle,
  sharedEvents as range,
  START,
  type TestDevice,
  twoDevices,
} from "../../support/shared-devices.ts";
import { valueOf } from "../../support/open-catalog.ts";

const PROJECT = "shared-shop";
const MINUTE = 60_000;

async function leave(files: ReturnType<typeof makeFolderFiles>, device: TestDevice): Promise<void> {
  const { deviceId } = await device.folder();
  valueOf(await removeOwn(files, { projectId: PROJECT, deviceId }));
}

describe("what came from a device that left the folder", () => {
  test("reaches one that comes later, and is echoed no further", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await b.append(range(10, 15));
    await settle(a, b);
    await leave(files, a);
    await settle(b);
    const c = await openDevice(files, "Phone");
    await settle(c, b);
    expect(await c.ids()).toEqual(idsOf(range(0, 15)));
    const { writes } = files;
    for (const device of [b, c, b, c]) expect(valueOf(await device.turn())).toEqual(NOTHING_DONE);
    expect(files.writes).toBe(writes);
    // And once more, from who had it of who had it.
    await leave(files, b);
    await settle(c);
    const d = await openDevice(files, "Tablet");
    await settle(d, c);
    expect(await d.ids()).toEqual(idsOf(range(0, 15)));
  });

  test("is not passed on while a drive only took its folder away for a moment", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await settle(a, b);
    const before = new Map(files.bytes);
    await leave(files, a);
    const { writes } = files;
    const now = Date.now() + 60 * MINUTE;
    valueOf(await b.turn({ now }));
    valueOf(await b.turn({ now: now + 9 * MINUTE }));
    expect(files.writes).toBe(writes);
    for (const [path, bytes] of before) files.bytes.set(path, bytes);
    valueOf(await b.turn({ now: now + 11 * MINUTE }));
    expect((await b.others())[0]).not.toHaveProperty("goneSince");
    await leave(files, a);
    valueOf(await b.turn({ now: now + 20 * MINUTE }));
    expect(files.writes).toBe(writes);
    valueOf(await b.turn({ now: now + 30 * MINUTE }));
    expect(files.writes).toBeGreaterThan(writes);
  });

  test("goes from what is passed on where it is erased, and what the device brings once it is back counts once", async () => {
    const { files, a, b } = await twoDevices();
    await a.append(range(0, 10));
    await settle(a, b);
    await leave(files, a);
    await settle(b);
    await b.erase({ from: START, before: START + 4 * MINUTE });
    await settle(b);
    const c = await openDevice(files, "Phone");
    await c.turns();
    expect(await c.ids()).toEqual(idsOf(range(4, 10)));
    await a.append(range(10, 12));
    await settle(a, b, c);
    for (const device of [a, b, c]) expect(await device.ids()).toEqual(idsOf(range(4, 12)));
  });
});

describe("what another product counted by day", () => {
  const totals = (day: string, visitors = 1, importedAt = 1, table: TotalsTable = "visitors") => ({
    ...{ table, day, importId: `import ${importedAt}`, importedAt },
    lines: [{ key: [], counts: { visitors } }],
  });
  const bring = async ({ db }: TestDevice, ...given: ReturnType<typeof totals>[]) =>
    void valueOf(await saveDailyTotals(db, toProjectId(PROJECT), given, () => false));
  const shown = async ({ db }: TestDevice) =>
    (await readAllTotals(db, PROJECT)).map(({ day, lines }) => [day, lines[0]?.counts.visitors]);

  test("comes to the others as it is, once, and is not echoed", async () => {
    const { files, a, b } = await twoDevices();
    await bring(a, totals("2026-04-01"), totals("2026-04-02", 5));
    await settle(a, b);
    expect(await shown(b)).toEqual([
      ["2026-04-01", 1],
      ["2026-04-02", 5],
    ]);
    await bring(a, totals("2026-04-02", 7, 2));
    await bring(b, totals("2026-04-03", 3, 3));
    await settle(a, b);
    const { writes } = files;
    for (const device of [a, b, a, b]) expect(valueOf(await device.turn())).toEqual(NOTHING_DONE);
    expect(files.writes).toBe(writes);
    const files1 = [...files.bytes.keys()].filter((path) => path.includes("totals-"));
    expect(files1).toHaveLength(2);
    expect((await shown(b)).map(([day]) => day)).toEqual(["2026-04-01", "2026-04-02", "2026-04-03"]);
    expect(await shown(b)).toContainEqual(["2026-04-02", 7]);
  });

  test("goes everywhere with the time it is of, and does not come back from old files", async () => {
    const { files, a, b } = await twoDevices();
    await bring(a, totals("2026-04-01"), totals("2026-04-02"));
    await settle(a, b);
    const c = await openDevice(files, "Phone");
    await b.erase({ from: Date.UTC(2026, 3, 1), before: Date.UTC(2026, 3, 2) });
    await b.turns();
    await c.turns();
    expect(await shown(c)).toEqual([["2026-04-02", 1]]);
    await settle(a, b, c);
    for (const device of [a, b, c]) expect(await shown(device)).toEqual([["2026-04-02", 1]]);
  });

  test("of a day that is still to come stays with its device, which is named", async () => {
    const { files, a, b } = await twoDevices();
    await bring(a, totals("2026-04-01"), totals("9999-12-31"));
    await settle(a, b);
    expect(await shown(b)).toEqual([["2026-04-01", 1]]);
    expect((await b.others())[0]?.waiting).toMatchObject([
      { reason: "9999-12-31 is still to come: its daily totals are left out." },
    ]);
    const { writes } = files;
    for (const device of [a, b, a, b]) expect(valueOf(await device.turn())).toEqual(NOTHING_DONE);
    expect(files.writes).toBe(writes);
  });

  test("is passed on when its device is gone", async () => {
    const { files, a, b } = await twoDevices();
    await bring(a, totals("2026-04-01", 4));
    await settle(a, b);
    await leave(files, a);
    await settle(b);
    const c = await openDevice(files, "Phone");
    await c.turns();
    expect(await shown(c)).toEqual([["2026-04-01", 4]]);
  });
});
