import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { verifyRollups } from "../../../src/rollup/recount.ts";
import { openStatsReader } from "../../../src/rollup/stats-reader.ts";
import { naiveStats } from "../../support/naive-stats.ts";
import { makeEvent, need, openRolledProject } from "../../support/rolled-project.ts";

const MINUTE = 60_000;
const NOON = Date.parse("2026-11-24T12:00Z");

test("I3 in a browser's own IndexedDB and WebAssembly: folded, read back and counted again", async () => {
  const rolled = await openRolledProject({ timeZone: "Europe/Berlin" });
  const rollup = await rolled.open();
  const all: LochanEvent[] = [];
  for (let part = 0; part < 4; part++) {
    const events = Array.from({ length: 500 }, (_, index) =>
      makeEvent({
        timestamp: NOON - ((index * 7 + part) % 6000) * MINUTE,
        distinctId: `b${index % 90}`,
        name: ["page_view", "signup", "$leave"][index % 3] as string,
        ...(index % 90 < 30 && part === 3 && { userId: `u${index % 10}` }),
        ...(index % 2 === 0 && { sessionId: `s${index % 70}` }),
      }),
    );
    all.push(...events);
    await rolled.append(events);
    await rolled.fold(rollup);
  }
  const reader = openStatsReader(rolled.db);
  const window = { from: Date.parse("2026-11-10T23:00Z"), to: Date.parse("2026-11-24T23:00Z") };
  const naive = naiveStats(all, rolled.project.sessionIdleMs);
  for (const measure of ["events", "users", "sessions"] as const) {
    const question = { source: "daily", ...window, measure, series: "overall" } as const;
    const { total } = need(await reader.stats(rolled.project, question));
    expect([measure, total]).toEqual([measure, naive.measure(measure, window)]);
  }
  expect(await verifyRollups(rolled.db, rolled.project)).toMatchObject({ drift: 0, differences: [] });
  reader.dispose();
  await rolled.close();
});
