import { expect, test } from "vitest";
import { compareSides, sharedMeasures } from "../../../../src/model/reconcile/compare-sides.ts";
import { explain } from "../../../../src/model/reconcile/explain.ts";
import { reconcileSides } from "../../../../src/model/reconcile/reconcile-sides.ts";
import {
  NEVER,
  type NamedCounts,
  sharedDays,
  type SideCounts,
} from "../../../../src/model/reconcile/side-counts.ts";
import { zoneOf } from "../../../../src/model/time-zone.ts";

const DAY = Date.UTC(2026, 4, 1) / 86_400_000;
const pairs = (...counts: number[]): number[] => counts.flatMap((count, at) => [DAY + at, count]);
const perDay = (...counts: number[]) => ({
  cells: counts.flatMap((count, at) => [DAY + at, NEVER, count]),
  perDay: true as const,
});
const counted = (values: NamedCounts[]) => ({ kind: "counted" as const, values });

/** A tool's report: looks at pages and users by day, and by page. */
const report = (over: Partial<SideCounts> = {}): SideCounts => ({
  timeZone: "UTC",
  parts: [],
  measures: ["views", "users"],
  days: { first: DAY, last: DAY + 2 },
  total: { value: "", events: [], views: pairs(30, 40, 50), users: perDay(10, 12, 14) },
  dimensions: {
    page: counted([
      { value: "/a", events: [], views: pairs(20, 30, 40), users: perDay(6, 7, 8) },
      { value: "/b", events: [], views: pairs(10, 10, 10), users: perDay(5, 5, 5) },
    ]),
  },
  refused: 0,
  repeated: 0,
  hidden: 0,
  ...over,
});

test("a side may be a report by day: what it tells of a day alone is compared on a day alone", () => {
  const a = report();
  const b = report({ total: { ...a.total, views: pairs(30, 40, 20), users: perDay(10, 12, 6) } });
  expect(sharedMeasures(a, b)).toEqual(["views", "users"]);
  const range = sharedDays(a, b)!;
  const views = compareSides(a, b, { measure: "views", range, matches: new Map() });
  expect([views.a, views.b]).toEqual([120, 90]);
  expect(views.tables.page).toEqual({
    kind: "compared",
    rows: [
      { value: "/a", a: 90, b: 90 },
      { value: "/b", a: 30, b: 30 },
    ],
  });
  expect(views.tables.browser).toEqual({ kind: "untold", side: "both" });
  expect(explain(a, b, views, zoneOf("UTC"))).toEqual([
    { kind: "day", day: DAY + 2, a: 50, b: 20, share: 1 },
  ]);

  const users = compareSides(a, b, { measure: "users", range, matches: new Map() });
  expect([users.a, users.b]).toEqual([undefined, undefined]);
  expect(users.tables.page).toEqual({ kind: "uncounted", side: "a" });
  expect(users.days.map((day) => [day.a, day.b])).toEqual([
    [10, 10],
    [12, 12],
    [14, 6],
  ]);
  const one = compareSides(a, b, {
    ...{ measure: "users", matches: new Map() },
    range: { first: DAY + 2, last: DAY + 2 },
  });
  expect([one.a, one.b]).toEqual([14, 6]);
});

test("values that one side never tells, and too many of them, are no differences", () => {
  const dimensions: SideCounts["dimensions"] = {
    browser: counted([{ value: "", events: pairs(5), views: pairs(5) }]),
    page: { kind: "too-many", limit: 7 },
  };
  const told: SideCounts["dimensions"] = {
    ...report().dimensions,
    browser: counted([{ value: "Safari", events: pairs(5), views: pairs(5) }]),
  };
  const { tables } = compareSides(report({ dimensions }), report({ dimensions: told }), {
    ...{ measure: "views", range: { first: DAY, last: DAY }, matches: new Map() },
  });
  expect(tables.browser).toEqual({ kind: "untold", side: "a" });
  expect(tables.page).toEqual({ kind: "too-many", limit: 7 });
});

test("words that fold alike are one value, pages only where they are written alike", () => {
  const side = (browser: string, page: string) =>
    report({
      dimensions: {
        browser: counted([{ value: browser, events: [], views: pairs(5) }]),
        page: counted([{ value: page, events: [], views: pairs(5) }]),
      },
    });
  const { tables } = compareSides(side("Brave", "/a"), side("brave", "/A"), {
    ...{ measure: "views", range: { first: DAY, last: DAY }, matches: new Map() },
  });
  expect(tables.browser).toEqual({ kind: "compared", rows: [{ value: "Brave", a: 5, b: 5 }] });
  expect(tables.page).toMatchObject({ rows: [{ value: "/A" }, { value: "/a" }] });
});

test("sides without a common day or measure are refused in words", () => {
  const later = report({ days: { first: DAY + 9, last: DAY + 9 } });
  expect(reconcileSides(report(), later, "views")).toMatchObject({
    failure: { message: "The two have no day in common." },
  });
  expect(reconcileSides(report(), report(), "sessions")).toMatchObject({
    failure: { message: "Not both can tell sessions." },
  });
  expect(reconcileSides(report(), report(), "views")).toMatchObject({ ok: true, value: { findings: [] } });
});

test("days decades apart are explained as those beside each other are", () => {
  const far = Date.UTC(2150, 0, 1) / 86_400_000;
  const views = (...own: number[]) => [0, 10, ...pairs(...own), far, 10];
  const days = { first: 0, last: far };
  // Each differs, and is told by its share of all days.
  const many = (more: number) => Array.from({ length: 300 }, (_, at) => 100 + (at % 2) * more);
  const a = report({ days, total: { value: "", events: [], views: views(500, ...many(9)) } });
  const b = report({ days, total: { value: "", events: [], views: views(9_000, ...many(0)) } });
  const compared = compareSides(a, b, { measure: "views", range: days, matches: new Map() });
  expect(explain(a, b, compared, zoneOf("Asia/Kathmandu"))).toMatchObject([
    { kind: "day", day: DAY, a: 500, b: 9_000 },
  ]);
});
