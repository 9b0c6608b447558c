import { expect } from "vitest";
import type { Database } from "../../src/database/database.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { Project } from "../../src/model/project.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { openRealtimeCounters } from "../../src/rollup/realtime-counters.ts";
import { openStatsReader } from "../../src/rollup/stats-reader.ts";
import { naiveStats } from "./naive-stats.ts";
import { need } from "./rolled-project.ts";

/** Counts of every kind, asked of the rollups and of the counters, equal a naive count of the events. */
export async function checkCounts(
  db: Database,
  project: Project,
  { epoch, log, now }: { epoch: number; log: readonly LochanEvent[]; now: number },
): Promise<void> {
  const naive = naiveStats(log, project.sessionIdleMs);
  const zone = zoneOf(project.timeZone);
  const reader = openStatsReader(db);
  for (const [ago, ahead] of [
    [0, 1],
    [3, 1],
    [90, 90],
  ] as const) {
    const today = zone.localDay(now);
    const window = { from: zone.startOfDay(today - ago), to: zone.startOfDay(today + ahead) };
    for (const source of ["hourly", "daily"] as const)
      for (const measure of ["events", "users", "sessions"] as const) {
        const asked = { source, measure, series: "overall" as const, ...window };
        expect([asked, need(await reader.stats(project, asked)).total]).toEqual([
          asked,
          naive.measure(measure, window),
        ]);
      }
  }
  reader.dispose();

  need(await openRealtimeCounters(db, epoch).refresh(now));
  const to = (Math.floor(now / 1_000) + 1) * 1_000;
  const lastMinutes = { from: to - 300_000, to };
  const counters = await db.realtimeCounters.toArray();
  expect(Object.fromEntries(counters.map(({ counter, value }) => [counter, value]))).toEqual({
    events_5m: naive.measure("events", lastMinutes),
    active_users_5m: naive.measure("users", lastMinutes),
  });
}
