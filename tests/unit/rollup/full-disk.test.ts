import "fake-indexeddb/auto";
import { expect, onTestFinished, test } from "vitest";
import { openRealtimeCounters } from "../../../src/rollup/realtime-counters.ts";
import { verifyRollups } from "../../../src/rollup/recount.ts";
import { readBatches } from "../../../src/log/reader.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { makeEvent, need, openRolledProject } from "../../support/rolled-project.ts";

const NOON = Date.parse("2026-11-24T12:00Z");
const full = { ok: false, failure: { kind: "quota-exceeded" } };

async function openShop() {
  const rolled = await openRolledProject();
  onTestFinished(() => rolled.close());
  return rolled;
}

const visits = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    makeEvent({
      distinctId: `b${(from + index) % 3}-${from}`,
      ...((from + index) % 2 === 0 && { userId: `u${(from + index) % 4}` }),
      timestamp: NOON + (from + index) * 60_000,
    }),
  );

test.each(["hourlyStats", "dailyStats", "identities", "cutSessions", "checkpoints"])(
  "a fold that finds no space for %s leaves rollups as they were, and done again they equal a recount",
  async (table) => {
    const rolled = await openShop();
    const { db, project } = rolled;
    const rollup = await rolled.open();
    await rolled.append(visits(0, 10));
    await rolled.fold(rollup);
    const rows = async () =>
      JSON.stringify([
        await db.hourlyStats.toArray(),
        await db.dailyStats.toArray(),
        await db.checkpoints.toArray(),
      ]);
    const before = await rows();

    await rolled.append(visits(10, 30));
    const batches = await readBatches(db, project.id, rollup.checkpoint.sequence, { maxEvents: 1_000 });
    expect(await whileDiskIsFull(db, table, () => rollup.fold(batches))).toMatchObject(full);
    expect(await rows()).toBe(before);

    await rolled.fold(await rolled.open());
    expect(await verifyRollups(db, project)).toMatchObject({ drift: 0 });
    expect((await db.dailyStats.toArray()).map(({ events }) => events[0])).toEqual([30]);
  },
);

test("counters that find no space stay as they were, and are right when there is some again", async () => {
  const rolled = await openShop();
  const counters = openRealtimeCounters(rolled.db, rolled.epoch);
  const values = async () => (await rolled.db.realtimeCounters.toArray()).map(({ value }) => value);
  await rolled.append([makeEvent({ timestamp: NOON, distinctId: "b1" })]);
  need(await counters.refresh(NOON));
  expect(await values()).toEqual([1, 1]);

  await rolled.append([makeEvent({ timestamp: NOON, distinctId: "b2" })]);
  const refresh = () => counters.refresh(NOON);
  expect(await whileDiskIsFull(rolled.db, "realtimeCounters", refresh)).toMatchObject(full);
  expect(await values()).toEqual([1, 1]);
  need(await refresh());
  expect(await values()).toEqual([2, 2]);
});
