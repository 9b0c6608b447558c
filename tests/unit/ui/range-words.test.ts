import { expect, test } from "vitest";
import { NAMED_WINDOWS } from "../../../src/model/question.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { resolveWindow } from "../../../src/model/windows.ts";
import { granularitiesFor, rangeInWords, rangeThatHolds } from "../../../src/ui/state/range-words.ts";

const zone = zoneOf("Europe/Berlin");
const now = Date.parse("2026-11-24T10:20:00Z");
const HOUR_MS = 3_600_000;

test("the range offered for an old event holds it, and is the shortest that does", () => {
  expect(rangeThatHolds(now - 60_000, now, zone)).toEqual({ last: "today" });
  expect(rangeThatHolds(now - 20 * HOUR_MS, now, zone)).toEqual({ last: "24h" });
  expect(rangeThatHolds(now - 40 * 24 * HOUR_MS, now, zone)).toEqual({ last: "90d" });
  const old = Date.parse("2019-05-05T12:00:00Z");
  const range = rangeThatHolds(old, now, zone);
  if ("last" in range) throw new Error("a named range cannot hold 2019");
  expect(range.from).toBeLessThan(old);
  expect(range.to).toBe(Date.parse("2019-05-06T00:00:00+02:00"));
});

test("the bucket size that suits a named range can be chosen for it", () => {
  for (const last of NAMED_WINDOWS)
    expect(granularitiesFor({ last })).toContain(resolveWindow({ last }, now, zone).granularity);
});

test("no bucket size offered makes more than 500 buckets", () => {
  const lengths = {
    minute: 60_000,
    hour: HOUR_MS,
    day: 24 * HOUR_MS,
    week: 168 * HOUR_MS,
    month: 672 * HOUR_MS,
  };
  for (let hours = 0.5; hours < 24 * 365 * 5; hours *= 1.7)
    for (const granularity of granularitiesFor({ from: 0, to: hours * HOUR_MS }))
      expect((hours * HOUR_MS) / lengths[granularity]).toBeLessThanOrEqual(500);
});

test("a range inside a sentence begins small, and its months keep their capitals", () => {
  expect(rangeInWords({ last: "30d" }, "Europe/Berlin")).toBe("last 30 days");
  const words = rangeInWords({ from: now - HOUR_MS, to: now }, "Europe/Berlin");
  expect(words).toContain("Nov");
});
