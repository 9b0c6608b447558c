import { expect, test } from "vitest";
import { sameHours } from "../../../src/model/same-hours.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { planQuestion } from "../../../src/model/plan.ts";
import { byHours } from "../../../src/ui/overview/today-questions.ts";
import { makeProject } from "../../support/rolled-project.ts";

const HOUR = 3_600_000;

test.each(["UTC", "Asia/Kolkata", "America/New_York"])(
  "today and the same hours of yesterday come from rollups at every hour of a day in %s",
  (timeZone) => {
    const project = makeProject({ timeZone });
    for (let hour = 0; hour < 24; hour++) {
      const now = Date.UTC(2026, 10, 24, hour, 40);
      const { today, until, yesterday, yesterdayUntil } = sameHours(zoneOf(timeZone), now);
      const windows = [
        { last: "today" as const },
        ...(until > today ? [{ from: today, to: until }] : []),
        ...(yesterdayUntil > yesterday ? [{ from: yesterday, to: yesterdayUntil }] : []),
      ];
      for (const window of windows)
        expect([
          now / HOUR,
          planQuestion(byHours("users", { filters: [], allTraffic: false }, window), project, now).source,
        ]).toEqual([now / HOUR, "hourly"]);
    }
  },
);
