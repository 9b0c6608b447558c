import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Rollup } from "../../../src/rollup/folder.ts";
import { openStatsReader, type StatsReader } from "../../../src/rollup/stats-reader.ts";
import {
  makeEvent,
  need,
  openRolledProject,
  type EventInput,
  type RolledProject,
} from "../../support/rolled-project.ts";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-11-24T12:00Z");
const day = { from: NOON - 12 * HOUR, to: NOON + 12 * HOUR };

let rolled: RolledProject;
let rollup: Rollup;
let reader: StatsReader;
let now = 0;

beforeEach(async () => {
  rolled = await openRolledProject();
  rollup = await rolled.open();
  now = 1_000_000;
  reader = openStatsReader(rolled.db, { now: () => now });
});
afterEach(async () => {
  reader.dispose();
  await rolled.close();
});

async function fold(...events: EventInput[]): Promise<void> {
  await rolled.append(events.map((event) => makeEvent({ timestamp: NOON, ...event })));
  await rolled.fold(rollup);
}
const users = async (): Promise<number> =>
  need(await reader.stats(rolled.project, { source: "hourly", ...day, measure: "users", series: "overall" }))
    .total;

test("a fold nobody told of is seen a second later", async () => {
  await fold({});
  expect(await users()).toBe(1);
  await fold({ distinctId: "b2" });
  now += 999;
  expect(await users()).toBe(1);
  now += 1;
  expect(await users()).toBe(2);
});

test("a fold that was told of is seen at once", async () => {
  await fold({});
  expect(await users()).toBe(1);
  await fold({ distinctId: "b2" });
  reader.doubt("p1");
  expect(await users()).toBe(2);
});

test("someone identified today is one user in a window asked for before, of days that did not change", async () => {
  const WEEK = { from: NOON - 6.5 * 24 * HOUR, to: NOON + 12 * HOUR };
  const ofWeek = async (): Promise<number> =>
    need(
      await reader.stats(rolled.project, { source: "daily", ...WEEK, measure: "users", series: "overall" }),
    ).total;
  const then = NOON - 48 * HOUR;
  await fold({ timestamp: then }, { distinctId: "b2", userId: "u1", timestamp: then });
  await fold({ distinctId: "b2", userId: "u1" });
  expect(await ofWeek()).toBe(2);
  await fold({ userId: "u1" });
  reader.doubt("p1");
  expect(await ofWeek()).toBe(1);
});

test("someone identified later is one user with what they did before", async () => {
  await fold({}, { distinctId: "b2" }, { distinctId: "b3", timestamp: NOON + HOUR });
  expect(await users()).toBe(3);
  await fold(
    { timestamp: NOON + 2 * HOUR, userId: "ann" },
    { distinctId: "b2", timestamp: NOON + 2 * HOUR, userId: "ann" },
  );
  reader.doubt("p1");
  expect(await users()).toBe(2);
});

test("empty buckets are zeros", async () => {
  await fold({});
  const answer = need(
    await reader.stats(rolled.project, {
      source: "hourly",
      ...day,
      measure: "events",
      series: "overall",
      granularity: "hour",
    }),
  );
  expect([answer.points.length, answer.points.filter(([, value]) => value > 0)]).toEqual([24, [[NOON, 1]]]);
});

test("rows that are being built are not read", async () => {
  await fold({});
  await rolled.db.checkpoints.toCollection().modify({ building: true });
  const answer = await reader.stats(rolled.project, {
    source: "daily",
    ...day,
    measure: "events",
    series: "overall",
  });
  expect(answer).toMatchObject({ ok: false, failure: { kind: "engine-unavailable" } });
});

test("names are ranked, and what is left out is a union", async () => {
  await fold({ name: "a" }, { name: "a", distinctId: "b2" }, { name: "b" }, { name: "c" }, { name: "$d" });
  const answer = need(await reader.byName(rolled.project, { ...day, measure: "users", limit: 1 }));
  expect(answer).toMatchObject({ groups: [{ key: "a", value: 2 }], other: 1, total: 2 });
  const types = need(await reader.byType(rolled.project, { ...day, measure: "events", limit: 5 }));
  expect(types.groups).toEqual([{ key: "track", value: 4 }]);
});
