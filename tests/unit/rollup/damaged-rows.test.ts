import "fake-indexeddb/auto";
import { afterEach, describe, expect, test } from "vitest";
import { openAdmission } from "../../../src/log/admission.ts";
import { readHead } from "../../../src/log/reader.ts";
import type { Failure } from "../../../src/model/failure.ts";
import { openRollup } from "../../../src/rollup/folder.ts";
import { verifyRollups } from "../../../src/rollup/recount.ts";
import { openStatsReader, type StatsReader } from "../../../src/rollup/stats-reader.ts";
import { damageBlock, DERIVED_DAMAGE } from "../../support/damage-rows.ts";
import { makeEvent, need, openRolledProject, type RolledProject } from "../../support/rolled-project.ts";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-11-24T12:00Z");
const DAY = Date.parse("2026-11-24T00:00Z");
const WINDOW = { from: DAY, to: DAY + 24 * HOUR, series: "overall" } as const;

let rolled: RolledProject;
let stats: StatsReader;
afterEach(async () => {
  stats.dispose();
  await rolled.close();
});

/** Six events of two browsers, one of which is somebody, in four hours. */
async function openFolded(): Promise<void> {
  rolled = await openRolledProject();
  stats = openStatsReader(rolled.db);
  await rolled.append(
    [0, 1, 2, 3, 3, 3].map((hour, n) =>
      makeEvent({
        timestamp: NOON + hour * HOUR + n,
        distinctId: `b${n % 2}`,
        ...(n === 4 ? { userId: "ann" } : {}),
      }),
    ),
  );
  await rolled.fold(await rolled.open());
}

const ask = (source: "hourly" | "daily", measure: "events" | "users" | "sessions" = "users") =>
  stats.stats(rolled.project, { ...WINDOW, source, measure });
const totals = async () => [
  need(await ask("hourly", "events")).total,
  need(await ask("daily", "users")).total,
  need(await ask("hourly", "sessions")).total,
];
const exact = () => verifyRollups(rolled.db, rolled.project);

describe.each(Object.entries(DERIVED_DAMAGE))("%s", (_, damage) => {
  test("is found by whoever opens the rollup, named, and built anew from the log", async () => {
    await openFolded();
    const before = await totals();
    await damage(rolled.db);
    const told: Failure[] = [];
    const rollup = need(
      await openRollup(rolled.db, rolled.epoch, rolled.project, {
        onDamaged: (failure) => told.push(failure),
      }),
    );
    need(await rollup.mend());
    expect(told).toEqual([
      expect.objectContaining({ kind: "damaged-record", message: expect.stringContaining("cannot be read") }),
    ]);
    expect(await exact()).toMatchObject({ drift: 0, differences: [] });
    stats.forget(rolled.project.id);
    expect(await totals()).toEqual(before);
    await rolled.append([makeEvent({ timestamp: NOON, distinctId: "b2" })]);
    await rolled.fold(rollup);
    expect(await exact()).toMatchObject({ drift: 0 });
  });

  test("is drift in words to a recount, never a bug", async () => {
    await openFolded();
    await damage(rolled.db);
    const { drift, differences } = await exact();
    expect(drift).toBeGreaterThan(0);
    expect(differences[0]).toContain("cannot be read");
  });
});

test("a reader says which counts cannot be read, and reads the rest", async () => {
  await openFolded();
  await rolled.db.hourlyStats.toCollection().modify((row) => {
    if (row.hour === 13) row.users = [];
  });
  expect(await ask("hourly")).toMatchObject({
    ok: false,
    failure: {
      kind: "damaged-record",
      table: "hourlyStats",
      message: "The counts of the hour 2026-11-24 13:00 cannot be read.",
    },
  });
  expect(need(await ask("daily")).total).toBe(2);
});

test("a rebuild leaves the numbers readable until it is done, and readers take the new ones", async () => {
  await openFolded();
  const rollup = await rolled.open();
  const before = await totals();
  await rolled.db.dailyStats.toCollection().modify((row) => {
    row.events = row.events.map(() => 77);
  });
  stats.forget(rolled.project.id);
  expect(need(await ask("daily", "events")).total).toBe(77);
  const meanwhile: number[][] = [];
  const steps: number[] = [];
  const looking: Promise<unknown>[] = [];
  const rebuilt = await rollup.rebuild({
    onProgress: (events) => {
      steps.push(events);
      looking.push(totals().then((read) => meanwhile.push(read)));
    },
  });
  await Promise.all(looking);
  expect(need(rebuilt)).toMatchObject({ reset: true });
  expect(steps).toEqual([6]);
  expect(meanwhile).toEqual([before]);
  stats.doubt(rolled.project.id);
  expect(need(await ask("daily", "events")).total).toBe(6);
  expect(await exact()).toMatchObject({ drift: 0 });
  expect(await rolled.db.checkpoints.count()).toBe(1);
  expect(await rolled.db.dailyStats.count()).toBe(1);
});

test("a cancelled rebuild changes nothing and leaves nothing behind", async () => {
  await openFolded();
  const rollup = await rolled.open();
  const rows = await rolled.db.hourlyStats.toArray();
  const cancel = new AbortController();
  const rebuilt = await rollup.rebuild({ signal: cancel.signal, onProgress: () => cancel.abort() });
  expect(rebuilt).toMatchObject({ ok: false, failure: { kind: "cancelled" } });
  expect(await rolled.db.hourlyStats.toArray()).toEqual(rows);
  expect(await rolled.db.checkpoints.count()).toBe(1);
  expect(await rolled.db.identities.count()).toBe(1);
});

test("what a rebuild that crashed left behind is removed by the next leader", async () => {
  await openFolded();
  const [row] = await rolled.db.hourlyStats.toArray();
  const [checkpoint] = await rolled.db.checkpoints.toArray();
  const beside = `${row!.set}|beside`;
  await rolled.db.hourlyStats.put({ ...row!, set: beside });
  await rolled.db.checkpoints.put({ ...checkpoint!, set: beside, building: true });
  await rolled.open();
  expect(await rolled.db.hourlyStats.filter(({ set }) => set === beside).count()).toBe(0);
  expect(await rolled.db.checkpoints.count()).toBe(1);
});

test("a recount goes on while events are folded between its slices", async () => {
  await openFolded();
  const rollup = await rolled.open();
  let held = 0;
  const report = await verifyRollups(rolled.db, rolled.project, {
    async hold(work) {
      held++;
      await rolled.append([makeEvent({ timestamp: NOON, distinctId: "new", userId: "bob" })]);
      await rolled.fold(rollup);
      return work();
    },
  });
  expect(held).toBe(1);
  expect(report).toMatchObject({ drift: 0, differences: [], sequence: rollup.checkpoint.sequence });
});

test("a recount names the events of a damaged block as lost; folds and rebuilds go around it", async () => {
  await openFolded();
  const admission = openAdmission(rolled.db, rolled.epoch);
  need(await admission.seal(rolled.project.id, { minEvents: 1, blockEvents: 6 }));
  const { sealed } = await readHead(rolled.db, rolled.project.id);
  await damageBlock(rolled.db, sealed!);
  await rolled.append([makeEvent({ timestamp: NOON + 5 * HOUR })]);
  const rollup = await rolled.open();
  await rolled.fold(rollup);
  const block = { sequence: sealed, events: 6, from: NOON, to: NOON + 3 * HOUR + 5 };
  expect(await exact()).toMatchObject({ drift: 0, differences: [], lost: [block], unknown: 5 });
  expect((await totals())[0]).toBe(7);
  need(await rollup.rebuild());
  expect(await exact()).toMatchObject({ drift: 0, lost: [block] });
  stats.forget(rolled.project.id);
  expect((await totals())[0]).toBe(1);
});
