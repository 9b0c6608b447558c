import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBatches } from "../../../src/log/reader.ts";
import type { Batch } from "../../../src/model/batch.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { trackedProperties } from "../../../src/model/tracked-properties.ts";
import { unpackCounts } from "../../../src/rollup/pack-dimensions.ts";
import type { TierRule } from "../../../src/rollup/fold-dimensions.ts";
import { MOST_VALUES } from "../../../src/rollup/dimension-bucket.ts";
import type { Rollup } from "../../../src/rollup/folder.ts";
import { verifyRollups } from "../../../src/rollup/recount.ts";
import { openStatsReader, type PropertyRequest, type StatsReader } from "../../../src/rollup/stats-reader.ts";
import {
  makeEvent,
  need,
  openRolledProject,
  type EventInput,
  type RolledProject,
} from "../../support/rolled-project.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.parse("2026-11-24T12:00Z");
const MIDNIGHT = NOON - 12 * HOUR;

let now = NOON;
let rolled: RolledProject;
let rollup: Rollup;
let reader: StatsReader;

async function open(tierRule?: TierRule): Promise<void> {
  rolled = await openRolledProject({ trackedProperties: ["plan"] }, () => now, tierRule);
  rollup = await rolled.open();
  reader = openStatsReader(rolled.db);
}
beforeEach(async () => {
  now = NOON;
  await open();
});
afterEach(async () => {
  reader.dispose();
  await rolled.close();
});

const view = (path: string | undefined, over: EventInput = {}): EventInput => ({
  name: "page_view",
  timestamp: NOON,
  properties: path === undefined ? {} : { path },
  ...over,
});
async function fold(...events: EventInput[]): Promise<void> {
  await rolled.append(events.map(makeEvent));
  await rolled.fold(rollup);
  reader.doubt(rolled.project.id);
}
const REQUEST: PropertyRequest = {
  source: "daily",
  from: MIDNIGHT,
  to: MIDNIGHT + DAY,
  measure: "events",
  property: "path",
  onlyPageViews: false,
  limit: 10,
};
const ask = async (over: Partial<PropertyRequest> = {}) =>
  need(await reader.byProperty(rolled.project, { ...REQUEST, ...over }));
const groups = async (over: Partial<PropertyRequest> = {}) =>
  (await ask(over))?.groups.map(({ key, value }) => [key, value]);
const exact = () => verifyRollups(rolled.db, rolled.project);

test("events, users and sessions of each value, what is left out as a union, and what has none", async () => {
  await fold(
    view("/", { sessionId: "s1" }),
    view("/", { sessionId: "s1" }),
    view("/a", { sessionId: "s1" }),
    view("/b", { sessionId: "s1", distinctId: "b2" }),
    view(undefined, { sessionId: "s2", distinctId: "b2" }),
    view("/hidden", { name: "$leave" }),
  );
  expect(await groups()).toEqual([
    ["/", 2],
    ["/a", 1],
    ["/b", 1],
    [null, 1],
  ]);
  expect(await ask({ measure: "users", limit: 1 })).toMatchObject({
    groups: [{ key: "/", value: 1 }],
    other: 2,
    scanned: 1,
  });
  expect(await ask({ measure: "sessions", limit: 1 })).toMatchObject({ groups: [{ key: "/" }], other: 2 });
});

test("page views are counted apart: a stay has one or has not", async () => {
  await fold(
    view("/", { name: "thing", sessionId: "s1" }),
    view("/", { sessionId: "s1" }),
    view("/", { name: "thing", sessionId: "s2", distinctId: "b2" }),
    view("/a", { name: "thing", sessionId: "s2", distinctId: "b2" }),
  );
  expect(await groups({ measure: "sessions" })).toEqual([
    ["/", 2],
    ["/a", 1],
  ]);
  expect(await groups({ measure: "sessions", onlyPageViews: true })).toEqual([["/", 1]]);
  expect(await groups({ onlyPageViews: true })).toEqual([["/", 1]]);
});

test("what comes later is seen, also who turns out to be one", async () => {
  await fold(view("/", { distinctId: "b1" }), view("/", { distinctId: "b2" }));
  expect(await groups({ measure: "users" })).toEqual([["/", 2]]);
  await fold(view("/a", { distinctId: "b1", userId: "ann" }));
  expect(await groups({ measure: "users" })).toEqual([
    ["/", 2],
    ["/a", 1],
  ]);
  await fold(view("/a", { distinctId: "b2", userId: "ann" }));
  expect(await groups({ measure: "users" })).toEqual([
    ["/", 1],
    ["/a", 1],
  ]);
});

test("who turns out to be one on another day is one of the day that did not change", async () => {
  await fold(view("/", { distinctId: "b1" }), view("/", { distinctId: "b2" }));
  expect(await groups({ measure: "users" })).toEqual([["/", 2]]);
  const next = { timestamp: NOON + DAY, userId: "ann" };
  await fold(view("/", { ...next, distinctId: "b1" }), view("/", { ...next, distinctId: "b2" }));
  expect(await groups({ measure: "users" })).toEqual([["/", 1]]);
});

test("a page view that comes later to a stay without one is one", async () => {
  await fold(view("/", { name: "thing", sessionId: "s1" }));
  await fold(view("/", { sessionId: "s1" }));
  await fold(view("/", { name: "thing", sessionId: "s1" }));
  expect(await groups({ measure: "users", onlyPageViews: true })).toEqual([["/", 1]]);
});

test("a late event that makes two sessions one makes them one of each value", async () => {
  await fold(view("/", { timestamp: NOON }), view("/", { timestamp: NOON + 50 * MINUTE }));
  expect(await groups({ measure: "sessions" })).toEqual([["/", 2]]);
  await fold(view("/a", { timestamp: NOON + 25 * MINUTE }));
  expect(await groups({ measure: "sessions" })).toEqual([
    ["/", 1],
    ["/a", 1],
  ]);
  expect(await exact()).toMatchObject({ drift: 0 });
});

test("true and the text true are one value, and JSON null is none", async () => {
  const plan = (value: string | boolean | null): EventInput => ({
    timestamp: NOON,
    properties: { plan: value },
  });
  await fold(plan("true"), plan("free"), plan(null), { timestamp: NOON });
  expect(await groups({ property: "plan" })).toEqual([
    [null, 2],
    ["free", 1],
    ["true", 1],
  ]);
  await fold(plan(true));
  expect(await groups({ property: "plan" })).toEqual([
    [true, 2],
    [null, 2],
    ["free", 1],
  ]);
});

test("a day with numbers, or with too many values, is not told; the days around it are", async () => {
  await fold(view("/", { properties: { plan: 5, path: "/" } }));
  await fold(...Array.from({ length: MOST_VALUES + 1 }, (_, n) => view(`/${n}`, { timestamp: NOON - DAY })));
  await fold(view("/0", { timestamp: NOON - DAY }), view("/", { timestamp: NOON - 2 * DAY }));
  const day = (back: number) => ({ from: MIDNIGHT - back * DAY, to: MIDNIGHT - back * DAY + DAY });
  expect(await groups({ property: "plan" })).toBeUndefined();
  expect(await groups(day(0))).toEqual([["/", 1]]);
  expect(await groups(day(1))).toBeUndefined();
  expect(await groups(day(2))).toEqual([["/", 1]]);
  expect(await groups({ ...day(2), property: "plan" })).toEqual([[null, 1]]);
  expect(await groups({ ...day(0), previous: day(1) })).toBeUndefined();
  expect(await exact()).toMatchObject({ drift: 0 });
});

test("a day in two tiers is told up to as many values as one in one, and no more", async () => {
  reader.dispose();
  await rolled.close();
  await open({ largeBytes: 0, largestShare: Infinity, wholeBytes: 0 });
  const paths = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => view(`/${from + n}`, { sessionId: "s1" }));
  await fold(...paths(0, 3_000));
  await fold(...paths(2_000, MOST_VALUES));
  const parts = new Set((await rolled.db.dimensions.toArray()).map(({ part }) => part));
  expect(parts).toContain("day+:counts");
  expect(await groups({ limit: 2 })).toEqual([
    ["/2000", 2],
    ["/2001", 2],
  ]);
  await fold(view(`/${MOST_VALUES}`));
  expect(await groups()).toBeUndefined();
  expect(await groups({ property: "plan" })).toEqual([[null, 3_000 + MOST_VALUES - 2_000 + 1]]);
  expect(await exact()).toMatchObject({ drift: 0 });
});

test("a day in parts of which one is missing is said to be damaged", async () => {
  reader.dispose();
  await rolled.close();
  await open({ largeBytes: Infinity, largestShare: 1, wholeBytes: 0 });
  await fold(view("/"), view("/a", { sessionId: "s2" }));
  await rolled.db.dimensions.filter(({ part }) => part === "day:stays").delete();
  const asked = await reader.byProperty(rolled.project, { ...REQUEST, measure: "users" });
  expect(asked).toMatchObject({ ok: false, failure: { kind: "damaged-record" } });
  expect(await exact()).toMatchObject({ differences: [expect.stringMatching(/cannot be read/)] });
  // Not taken for a day that is new: all is built anew.
  rollup = await rolled.open();
  await fold(view("/"));
  expect(await groups({ measure: "users" })).toEqual([
    ["/", 1],
    ["/a", 1],
  ]);
  expect(await exact()).toMatchObject({ drift: 0 });
});

test("a property nobody marked is not told; marked, it is once everything was built anew", async () => {
  await fold({ timestamp: NOON, properties: { size: "xl" } });
  expect(await groups({ property: "size" })).toBeUndefined();
  rolled.project = { ...rolled.project, trackedProperties: ["plan", "size"] };
  rollup = await rolled.open();
  expect(await groups({ property: "size" })).toEqual([["xl", 1]]);
  expect(new Set((await rolled.db.dimensions.toArray()).map(({ set }) => set)).size).toBe(1);
});

test("hours are told for some days, and then dropped", async () => {
  const old = NOON - 3 * DAY;
  await fold(view("/old", { timestamp: old }), view("/"));
  const hour = (start: number) => ({ source: "hourly" as const, from: start, to: start + HOUR });
  expect(await groups(hour(old))).toEqual([["/old", 1]]);
  expect(await groups(hour(NOON - 9 * DAY))).toBeUndefined();
  now = NOON + 4 * DAY;
  await fold(view("/", { timestamp: now }));
  expect(await groups(hour(old))).toBeUndefined();
  expect(await groups(hour(NOON))).toEqual([["/", 1]]);
  expect(await groups({ from: MIDNIGHT - 3 * DAY, to: MIDNIGHT })).toEqual([["/old", 1]]);
  const kept = await rolled.db.dimensions.filter(({ part }) => part === "hour:whole").toArray();
  expect(kept.map(({ start }) => start)).toEqual([NOON, now]);
  expect(await exact()).toMatchObject({ drift: 0, differences: [] });
});

test("a recount names the day and the value that differ", async () => {
  await fold(view("/"), view("/a"));
  const [row] = await rolled.db.dimensions.filter(({ part }) => part === "day:whole").toArray();
  await fold(view("/a", { timestamp: NOON + HOUR }));
  await rolled.db.dimensions.put(row!);
  expect(await exact()).toMatchObject({
    drift: 1,
    differences: ['Day 2026-11-24: 1 events where the log has 2, of path, "/a"'],
  });
});

/** The stored entry over again, each time an event of a session of its own. */
function spreadOverSessions(batch: Batch, count: number, sequence: number): Batch {
  const { columns } = batch;
  return {
    ...batch,
    sequence: toSequence(sequence),
    firstRow: count * sequence,
    columns: {
      ...columns,
      count,
      uuids: new Uint8Array(16 * count),
      timestamp: new Float64Array(count).fill(columns.timestamp[0]!),
      receivedAt: new Float64Array(count),
      name: new Uint32Array(count).fill(columns.name[0]!),
      distinct: new Uint32Array(count).fill(columns.distinct[0]!),
      user: new Uint32Array(count),
      session: Uint32Array.from({ length: count }, (_, row) => row + 1),
      source: new Uint32Array(count),
    },
  };
}

test("an hour too large to keep in memory is read again before more is added to it", async () => {
  await rolled.append([makeEvent(view(undefined, { timestamp: NOON }))]);
  const [batch] = await readBatches(rolled.db, rolled.project.id, toSequence(0), { maxEvents: 1 });
  const sessions = 240_000;
  for (const [index, count] of [10, sessions, sessions].entries())
    need(await rollup.fold([spreadOverSessions(batch!, count, 2 + index)]));
  const rows = await rolled.db.dimensions
    .filter(({ part }) => part === "hour:counts" || part === "day:counts")
    .toArray();
  const eventsOf = (part: string) => {
    const row = rows.find((each) => each.part === part);
    return (
      row &&
      unpackCounts(row.packed, trackedProperties(rolled.project).length).map(({ events }) => [...events])
    );
  };
  expect(eventsOf("hour:counts")?.[0]).toEqual([10 + 2 * sessions]);
  expect(eventsOf("hour:counts")).toEqual(eventsOf("day:counts"));
});
