import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { claimEpoch } from "../../../src/log/fence.ts";
import { openRealtimeCounters } from "../../../src/rollup/realtime-counters.ts";
import { makeEvent, makeProject, need, openRolledProject } from "../../support/rolled-project.ts";
import { toProjectId } from "../../../src/model/identifier.ts";

const NOW = 1_800_000_000_000;

test("every project has its two counters, right as the window slides with no event", async () => {
  const rolled = await openRolledProject();
  await rolled.db.projects.put(makeProject({ id: toProjectId("quiet") }));
  await rolled.append([
    makeEvent({ timestamp: NOW - 1000 }),
    makeEvent({ timestamp: NOW - 200_000, distinctId: "b2" }),
    makeEvent({ timestamp: NOW, name: "$drop", distinctId: "b3" }),
    makeEvent({ timestamp: NOW + 120_000, distinctId: "b4" }),
  ]);
  const counters = openRealtimeCounters(rolled.db, rolled.epoch);
  const values = async (now: number): Promise<number[]> => {
    need(await counters.refresh(now));
    return (await rolled.db.realtimeCounters.toArray()).map((row) => row.value);
  };
  expect(await values(NOW)).toEqual([2, 2, 0, 0]);
  expect(await values(NOW + 110_000)).toEqual([1, 1, 0, 0]);
  expect(await values(NOW + 130_000)).toEqual([2, 2, 0, 0]);
  expect(await values(NOW + 3_600_000)).toEqual([0, 0, 0, 0]);
  // The clock was an hour ahead and is set right.
  expect(await values(NOW + 1_000)).toEqual([2, 2, 0, 0]);
  expect(await values(NOW + 3_600_000)).toEqual([0, 0, 0, 0]);
  expect(await rolled.db.realtimeCounters.get(["p1", "events_5m"])).toMatchObject({
    windowEnd: NOW + 3_601_000,
    windowStart: NOW + 3_301_000,
    updatedAt: NOW + 3_600_000,
  });
  await claimEpoch(rolled.db);
  expect(await counters.refresh(NOW)).toMatchObject({ ok: false, failure: { kind: "deposed" } });
  await rolled.close();
});

test("asked twice at once, it takes in what a project gained once", async () => {
  const rolled = await openRolledProject();
  await rolled.append([makeEvent({ timestamp: NOW })]);
  const counters = openRealtimeCounters(rolled.db, rolled.epoch);
  need(await counters.refresh(NOW));
  await rolled.append([makeEvent({ timestamp: NOW, name: "$hidden" })]);
  await rolled.append([makeEvent({ timestamp: NOW, name: "new", distinctId: "b2" })]);
  await Promise.all([counters.refresh(NOW), counters.refresh(NOW)]);
  await rolled.append([makeEvent({ timestamp: NOW, name: "newer", distinctId: "b3" })]);
  need(await counters.refresh(NOW));
  const rows = await rolled.db.realtimeCounters.toArray();
  expect(rows.map(({ counter, value }) => [counter, value])).toEqual([
    ["active_users_5m", 3],
    ["events_5m", 3],
  ]);
  await rolled.close();
});
