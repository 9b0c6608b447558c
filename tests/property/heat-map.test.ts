import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_SHEET, seriesToQuestion, type Exploration } from "../../src/model/exploration.ts";
import { zoneOfProject } from "../../src/model/time-zone.ts";
import { askQuestion } from "../../src/query/ask.ts";
import { openStatsReader } from "../../src/rollup/stats-reader.ts";
import { toHeatMaps } from "../../src/ui/explore/heat.ts";
import { runs } from "../support/fast-check-setup.ts";
import { naiveCalendar } from "../support/naive-calendar.ts";
import { makeEvent, need, openRolledProject } from "../support/rolled-project.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days in whose middle clocks go forward or back, by a whole hour or by half of one, and days of a zone that has neither. */
const PLACES = [
  { timeZone: "Europe/Berlin", day: "2026-03-29" },
  { timeZone: "Europe/Berlin", day: "2026-10-25" },
  { timeZone: "America/St_Johns", day: "2026-11-01" },
  { timeZone: "Australia/Lord_Howe", day: "2026-04-05" },
  { timeZone: "Australia/Lord_Howe", day: "2026-10-04" },
  { timeZone: "Asia/Kolkata", day: "2026-06-10" },
  { timeZone: "UTC", day: "2026-06-10" },
] as const;
const NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The weekday and hour that a clock on the wall shows. */
function makeClock(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, weekday: "long", hour: "2-digit", hourCycle: "h23" },
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${parts.get("weekday") ?? ""} ${Number(parts.get("hour"))}`;
  };
}

test("a heat map has the means of a naive count, by the clock on the wall, where clocks change too", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PLACES),
      fc.constantFrom("monday" as const, "sunday" as const),
      fc.record({ before: fc.integer({ min: 0, max: 9 }), after: fc.integer({ min: 1, max: 9 }) }),
      fc.array(fc.integer({ min: 0, max: 9_999 }), { maxLength: 120 }),
      fc.integer({ min: 3_000, max: 12_000 }),
      async ({ timeZone, day }, weekStart, around, places, over) => {
        const calendar = naiveCalendar(timeZone, weekStart);
        const noon = Date.parse(`${day}T12:00:00Z`);
        const from = calendar.bucketStart("day", noon - around.before * DAY_MS);
        const to = calendar.bucketStart("day", noon + around.after * DAY_MS);
        const within = (place: number): number => Math.floor(from + (place * (to - from)) / 10_000);
        const [now, times] = [within(over), places.map(within)];

        const one = await openRolledProject({ timeZone, weekStart }, () => now);
        await one.append(times.map((timestamp) => makeEvent({ timestamp })));
        await one.fold(await one.open());
        const stats = openStatsReader(one.db);
        const exploration: Exploration = {
          ...{ ...DEFAULT_SHEET, version: 1, display: "heat", compare: "none" },
          ...{ window: { from, to }, filters: [], allTraffic: true },
        };
        const [series] = exploration.series;
        const question = seriesToQuestion(exploration, series!, "hour");
        const answer = need(await askQuestion({ project: one.project, question, now, stats }));
        expect(answer.receipt.source).toBe("hourly");
        const [map] = toHeatMaps(exploration, new Map([["A", answer]]), zoneOfProject(one.project));
        stats.dispose();
        await one.close();

        const first = weekStart === "sunday" ? 0 : 1;
        expect(map?.weekdays).toEqual([...NAMES.slice(first), ...NAMES.slice(0, first)]);
        const clock = makeClock(timeZone);
        // Hours that are over; the running one is in no mean.
        const running = now >= to ? Infinity : calendar.bucketStart("hour", now);
        const hours = calendar.bucketStarts("hour", from, to).filter((start) => start < running);
        const counted = times.filter((time) => calendar.bucketStart("hour", time) < running);
        for (const [at, weekday] of (map?.weekdays ?? []).entries())
          for (let hour = 0; hour < 24; hour++) {
            const isThere = (ms: number): boolean => clock(ms) === `${weekday} ${hour}`;
            const [own, events] = [hours.filter(isThere).length, counted.filter(isThere).length];
            const cell = map?.cells[at]?.[hour];
            expect(cell?.hours, `${weekday} ${hour}`).toBe(own);
            if (own === 0) expect(cell?.value).toBeUndefined();
            else expect(cell?.value, `${weekday} ${hour}`).toBeCloseTo(events / own, 9);
          }
      },
    ),
    runs(25),
  );
});
