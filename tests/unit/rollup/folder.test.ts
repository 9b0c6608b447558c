import "fake-indexeddb/auto";
import { afterEach, expect, test } from "vitest";
import { readDictionary } from "../../../src/log/dictionary.ts";
import { finishErasures } from "../../../src/log/erasure-steps.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import type { Rollup } from "../../../src/rollup/folder.ts";
import { encodePortable } from "../../../src/rollup/portable-set.ts";
import { verifyRollups } from "../../../src/rollup/recount.ts";
import { rollupSet } from "../../../src/rollup/series.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import {
  makeEvent,
  need,
  openRolledProject,
  type EventInput,
  type RolledProject,
} from "../../support/rolled-project.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { readBatches, readHead } from "../../../src/log/reader.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse("2026-11-24T12:00Z");

const opened: RolledProject[] = [];
afterEach(async () => {
  for (const rolled of opened.splice(0)) await rolled.close();
});

async function openProject(...[over]: Parameters<typeof openRolledProject>): Promise<RolledProject> {
  const rolled = await openRolledProject(over);
  opened.push(rolled);
  return rolled;
}

/** Browser b1 seen at these minutes past noon. */
const seen = (minutes: readonly number[], over: EventInput = {}): ReturnType<typeof makeEvent>[] =>
  minutes.map((minute) => makeEvent({ timestamp: NOON + minute * MINUTE, ...over }));

async function foldAll(
  rolled: RolledProject,
  rollup: Rollup,
  events: ReturnType<typeof seen>,
): Promise<void> {
  await rolled.append(events);
  await rolled.fold(rollup);
}

async function cutSpans(rollup: Rollup): Promise<[start: number, end: number][]> {
  const { start, end } = await rollup.cutSessionIntervals(-1);
  return [...start].map((from, index) => [(from - NOON) / MINUTE, ((end[index] as number) - NOON) / MINUTE]);
}

const expectNoDrift = async (rolled: RolledProject): Promise<void> => {
  expect(await verifyRollups(rolled.db, rolled.project)).toMatchObject({ drift: 0, differences: [] });
};

test("one event is one hour row and one day row", async () => {
  const rolled = await openProject({ timeZone: "Asia/Kolkata" });
  const rollup = await rolled.open();
  await rolled.append(seen([0]));
  const [folded] = await rolled.fold(rollup);
  expect(folded).toMatchObject({
    hours: [Date.parse("2026-11-24T11:30Z")],
    days: [Date.parse("2026-11-23T18:30Z")],
    reset: false,
  });
  const rows = await rolled.db.hourlyStats.toArray();
  expect(rows).toMatchObject([{ date: "2026-11-24", hour: 17, events: new Float64Array([1, 1, 1]) }]);
  expect(await rolled.db.dailyStats.count()).toBe(1);
});

test("a batch folded again changes nothing", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 1, 2]));
  const before = await rolled.db.hourlyStats.toArray();
  const again = need(
    await rollup.fold(await readBatches(rolled.db, rolled.project.id, toSequence(0), { maxEvents: 1e9 })),
  );
  expect([again.hours, await rolled.db.hourlyStats.toArray()]).toEqual([[], before]);
});

test("names that begin with $ have their own series and are in no total", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0], { name: "$page_leave" }));
  const [row] = await rolled.db.hourlyStats.toArray();
  expect([...(row?.series ?? [])]).toEqual([2]);
  await expectNoDrift(rolled);
});

test("a late event lands in its own hour", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0]));
  await rolled.append(seen([-26 * 60]));
  const [folded] = await rolled.fold(rollup);
  expect(folded?.hours).toEqual([NOON - 26 * HOUR]);
  await expectNoDrift(rolled);
});

test("a late event that closes a gap makes two sessions one", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 10, 65, 70]));
  expect(await cutSpans(rollup)).toEqual([
    [0, 10],
    [65, 70],
  ]);
  await foldAll(rolled, rollup, seen([38]));
  expect(await cutSpans(rollup)).toEqual([[0, 70]]);
  await expectNoDrift(rolled);
});

test("a late event that shifts where the cap cuts has the sessions after it cut again", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  const everyTwenty = Array.from({ length: 200 }, (_, index) => index * 20);
  await foldAll(rolled, rollup, seen(everyTwenty));
  expect(await cutSpans(rollup)).toEqual([
    [0, 1420],
    [1440, 2860],
    [2880, 3980],
  ]);
  await foldAll(rolled, rollup, seen([-25, 3990]));
  expect(await cutSpans(rollup)).toEqual([
    [-25, 1400],
    [1420, 2840],
    [2860, 3990],
  ]);
  await expectNoDrift(rolled);
});

test("changed cut sessions and identities are handed over by version", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, [...seen([0]), ...seen([0], { distinctId: "b2" })]);
  const all = await rollup.cutSessionIntervals(-1);
  expect([all.full, all.distinct.length]).toEqual([true, 2]);
  await foldAll(rolled, rollup, seen([90]));
  const changed = await rollup.cutSessionIntervals(all.version);
  expect([changed.full, changed.distinct.length]).toEqual([false, 2]);
  const before = await rollup.identityPairs(-1);
  expect([before.full, before.distinct.length]).toEqual([true, 0]);
  await foldAll(rolled, rollup, seen([91], { userId: "ann" }));
  const pairs = await rollup.identityPairs(before.version);
  expect([pairs.full, [...pairs.distinct], [...pairs.canonical]]).toEqual([false, [0], [2]]);
  expect((await rollup.identityPairs(pairs.version)).distinct).toHaveLength(0);
});

test("a distinct id belongs to whoever it was first identified as, however late that comes", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, [...seen([0, 1]), ...seen([5], { userId: "ann" })]);
  await foldAll(rolled, rollup, seen([3], { userId: "bob" }));
  expect(await readDictionary(rolled.db, rolled.project.id, "people")).toEqual(["db1", "uann", "ubob"]);
  const pairs = await rollup.identityPairs(-1);
  expect([...pairs.canonical]).toEqual([2]);
  await expectNoDrift(rolled);
});

test("a deposed leader's fold fails and writes nothing", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await rolled.append(seen([0]));
  await claimEpoch(rolled.db);
  const folded = await rollup.fold(
    await readBatches(rolled.db, rolled.project.id, toSequence(0), { maxEvents: 1e9 }),
  );
  expect(folded).toMatchObject({ ok: false, failure: { kind: "deposed" } });
  expect([await rolled.db.hourlyStats.count(), rollup.checkpoint.sequence]).toEqual([0, 0]);
});

test("a raised generation has the rows built anew", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 1]));
  await rolled.db.logHeads.update(rolled.project.id, { generation: 2 });
  const folded = need(await rollup.fold([]));
  expect(folded).toMatchObject({ generation: 2, reset: true });
  await expectNoDrift(rolled);
});

test("rows that went missing while it ran come back", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 1]));
  await rolled.db.hourlyStats.clear();
  await rolled.db.checkpoints.clear();
  await foldAll(rolled, rollup, seen([2]));
  await expectNoDrift(rolled);
});

test("a changed zone has its own rows built and the old ones deleted", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 1]));
  rolled.project = { ...rolled.project, timeZone: "Asia/Kathmandu" };
  await rolled.open();
  const sets = (await rolled.db.hourlyStats.toArray()).map((row) => row.set);
  expect([new Set(sets), await rolled.db.checkpoints.count()]).toEqual([
    new Set([rollupSet(rolled.project)]),
    1,
  ]);
  await expectNoDrift(rolled);
});

test("a recount finds what is wrong, missing or too many", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 1, 90]));
  const [first, second] = await rolled.db.hourlyStats.toArray();
  if (first === undefined || second === undefined) throw new Error("no rows");
  await rolled.db.hourlyStats.put({ ...first, events: first.events.map((count) => count + 1) });
  await rolled.db.hourlyStats.put({ ...second, start: second.start + 10 * HOUR });
  await rolled.db.hourlyStats.delete([second.projectId, second.set, second.start]);
  const report = await verifyRollups(rolled.db, rolled.project);
  expect(report.drift).toBe(3);
  expect(report.differences.toSorted()).toEqual([
    "Hour 2026-11-24 12:00: 3 events where the log has 2, in all events",
    "Hour 2026-11-24 13:00: the row is missing",
    "Hour 2026-11-24 23:00: the log has no event in it",
  ]);
});

test("a recount looks at who is in a set, not only at how many", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, [...seen([0]), ...seen([1, 61], { distinctId: "b2" })]);
  const [first, second] = await rolled.db.hourlyStats.toArray();
  if (first === undefined || second === undefined) throw new Error("no rows");
  const onlyFirst = encodePortable(Uint32Array.of(0));
  await rolled.db.hourlyStats.bulkPut([
    { ...first, users: first.users.map(() => onlyFirst) },
    { ...second, sessions: first.sessions },
  ]);
  const { differences } = await verifyRollups(rolled.db, rolled.project);
  expect(differences.toSorted()).toEqual([
    "Hour 2026-11-24 12:00: 1 users where the log has 2, in all events",
    "Hour 2026-11-24 13:00: 2 sessions where the log has 1, in all events",
  ]);
  await rolled.db.hourlyStats.bulkPut([first, { ...second, users: second.users.map(() => onlyFirst) }]);
  expect((await verifyRollups(rolled.db, rolled.project)).differences).toEqual([
    "Hour 2026-11-24 13:00: other users than in the log, in all events",
  ]);
});

test("of two identifications at the same time the one of the lesser id counts, whichever came first", async () => {
  const lesser = "00000000-0000-7000-8000-000000000001";
  const greater = "00000000-0000-7000-8000-000000000002";
  for (const ids of [
    [lesser, greater],
    [greater, lesser],
  ]) {
    const rolled = await openProject();
    const rollup = await rolled.open();
    for (const id of ids)
      await foldAll(rolled, rollup, seen([0], { id, userId: id === lesser ? "ann" : "bob" }));
    const people = await readDictionary(rolled.db, rolled.project.id, "people");
    const { canonical } = await rollup.identityPairs(-1);
    expect([...canonical].map((ordinal) => people[ordinal])).toContain("uann");
    expect([...canonical].map((ordinal) => people[ordinal])).not.toContain("ubob");
    await expectNoDrift(rolled);
  }
});

test.each(["whole", "half done"])("an erasure that comes between is no drift: %s", async (how) => {
  const rolled = await openProject();
  const { db, epoch, project } = rolled;
  const rollup = await rolled.open();
  await rolled.append([
    ...seen([0, 1, 2], { distinctId: "b2", userId: "ann" }),
    ...seen([0, 3], { userId: "bob" }),
  ]);
  await rolled.fold(rollup);
  const erase = () => eraseEvents(db, epoch, project.id, { userId: "ann" });
  let erased = false;
  const report = await verifyRollups(db, project, {
    // Its events go after the log was looked through, and before its hours are compared.
    hold: async (work) => {
      if (!erased) await (how === "whole" ? erase() : whileDiskIsFull(db, "logHeads", erase));
      erased = true;
      return work();
    },
    follow: async () => {
      await finishErasures(db, epoch);
      return rollup.fold([]).then(({ ok }) => ok);
    },
  });
  expect(report).toMatchObject({ drift: 0, differences: [] });
  expect(report.buckets).toBeGreaterThan(0);
  expect((await readHead(db, project.id)).events).toBe(2);
});

test("batches that were read before an erasure are not folded after it", async () => {
  const rolled = await openProject();
  const rollup = await rolled.open();
  await foldAll(rolled, rollup, seen([0, 1]));
  const ann = { distinctId: "phone", userId: "ann" };
  await rolled.append(seen([2], ann));
  const { generation, sequence } = rollup.checkpoint;
  const before = await readBatches(rolled.db, rolled.project.id, sequence, { maxEvents: 1_000 });
  expect(before).toHaveLength(1);
  need(await eraseEvents(rolled.db, rolled.epoch, rolled.project.id, { userId: "ann" }));
  const folded = need(await rollup.fold(before, generation));
  expect(folded.generation).toBeGreaterThan(generation);
  await expectNoDrift(rolled);
});
