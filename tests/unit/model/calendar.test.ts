import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketStarts } from "../../../src/model/buckets.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { previousWindow, resolveWindow, windowYearBefore } from "../../../src/model/windows.ts";
import { arbitraryQuestion } from "../../support/arbitrary-questions.ts";
import { naiveCalendar } from "../../support/naive-calendar.ts";

test.each([
  ["UTC", Date.UTC(2026, 5, 10, 12)],
  ["Europe/Berlin", Date.UTC(2026, 2, 29, 12)],
  ["Europe/Berlin", Date.UTC(2026, 9, 26, 12)],
  ["America/Santiago", Date.UTC(2026, 8, 6, 12)],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 5, 3)],
  ["Australia/Lord_Howe", Date.UTC(2026, 9, 4, 3)],
])("windows, those before them and their buckets in %s are what Intl says", (timeZone, now) => {
  const calendar = naiveCalendar(timeZone);
  const zone = zoneOf(timeZone);
  fc.assert(
    fc.property(arbitraryQuestion(now, timeZone), ({ window, granularity }) => {
      const resolved = resolveWindow(window, now, zone);
      const expected = calendar.resolve(window, now);
      expect(resolved).toMatchObject(expected);
      const spans = [
        resolved,
        previousWindow(window, resolved, zone),
        windowYearBefore(resolved, zone),
      ] as const;
      expect(spans[1]).toEqual(calendar.previous(window, now));
      expect(spans[2]).toEqual(calendar.yearBefore(window, now));
      const unit = granularity ?? resolved.granularity;
      for (const { from, to } of spans)
        expect(bucketStarts(zone, unit, from, to)).toEqual(calendar.bucketStarts(unit, from, to));
    }),
    { numRuns: 60 },
  );
});
