import { expect, test } from "vitest";
import { type DailyTotals, standing, wholeDays } from "../../../src/model/daily-totals.ts";
import type { TimeSpan } from "../../../src/model/time-span.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";

const pages = (importId: string, importedAt: number, pageviews: number): DailyTotals => ({
  table: "pages",
  day: "2026-03-02",
  importId,
  importedAt,
  lines: [{ key: ["/", "shop.example"], counts: { pageviews } }],
});

test("of a table and day the latest import stands, of two at once the same whatever each device calls it", () => {
  const viewsOf = (...all: DailyTotals[]) =>
    standing(all).map(({ lines }) => lines.map(({ counts }) => counts.pageviews));
  const [few, many] = [pages("b", 5, 10), pages("a", 5, 20)];
  expect(viewsOf(few, many)).toEqual([[20]]);
  expect(viewsOf(many, few)).toEqual([[20]]);
  const [fewElsewhere, manyElsewhere] = [pages("a", 5, 10), pages("b", 5, 20)];
  expect(viewsOf(fewElsewhere, manyElsewhere)).toEqual([[20]]);
  expect(viewsOf(pages("c", 6, 1), many)).toEqual([[1]]);
});

test("a time that ends past the year 9999 has its days before, one that begins there has none", () => {
  const isIn = (span: TimeSpan) => {
    const { first = "", before = "~" } = wholeDays(span, zoneOf("UTC"));
    return first <= "2026-03-02" && "2026-03-02" < before;
  };
  expect(isIn({ before: 8.64e15 })).toBe(true);
  expect(isIn({ from: Date.UTC(2026, 2, 2), before: Date.UTC(10_001, 0) })).toBe(true);
  expect(isIn({ from: Date.UTC(10_001, 0), before: 8.64e15 })).toBe(false);
});
