import { describe, expect, test } from "vitest";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { previousWindow, resolveWindow, windowYearBefore } from "../../../src/model/windows.ts";
import type { NamedWindow } from "../../../src/model/question.ts";

const at = (text: string): number => Date.parse(text);
const text = ({ from, to }: { from: number; to: number }): string[] => [
  new Date(from).toISOString(),
  new Date(to).toISOString(),
];
const berlin = zoneOf("Europe/Berlin");
/** Tuesday, two days after clocks went forward. */
const now = at("2026-03-31T10:20:30.500Z");

describe("named windows end with the running bucket", () => {
  test.each<[NamedWindow, string, string]>([
    ["5m", "2026-03-31T10:15:31.000Z", "2026-03-31T10:20:31.000Z"],
    ["today", "2026-03-30T22:00:00.000Z", "2026-03-31T22:00:00.000Z"],
    ["24h", "2026-03-30T11:00:00.000Z", "2026-03-31T11:00:00.000Z"],
    ["48h", "2026-03-29T11:00:00.000Z", "2026-03-31T11:00:00.000Z"],
    ["7d", "2026-03-24T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
    ["30d", "2026-03-01T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
    ["12mo", "2025-03-31T22:00:00.000Z", "2026-03-31T22:00:00.000Z"],
  ])("%s", (last, from, to) => {
    expect(text(resolveWindow({ last }, now, berlin))).toEqual([from, to]);
  });

  test("the first millisecond of a second belongs to the window that ends after it", () => {
    expect(resolveWindow({ last: "5m" }, 10_000, berlin)).toMatchObject({ to: 11_000 });
    expect(resolveWindow({ last: "5m" }, 9_999, berlin)).toMatchObject({ to: 10_000 });
  });
});

test("the period before a named window has as many local buckets", () => {
  const week = resolveWindow({ last: "7d" }, now, berlin);
  expect(text(previousWindow({ last: "7d" }, week, berlin))).toEqual([
    "2026-03-17T23:00:00.000Z",
    "2026-03-24T23:00:00.000Z",
  ]);
  const year = resolveWindow({ last: "12mo" }, now, berlin);
  expect(text(previousWindow({ last: "12mo" }, year, berlin))).toEqual([
    "2024-03-31T22:00:00.000Z",
    "2025-03-31T22:00:00.000Z",
  ]);
  const minutes = resolveWindow({ last: "5m" }, now, berlin);
  expect(previousWindow({ last: "5m" }, minutes, berlin)).toEqual({
    from: minutes.from - 300_000,
    to: minutes.from,
  });
});

test.each([
  ["over the week clocks go back", "2026-10-18T22:00Z", "2026-10-25T23:00Z", "2026-10-11T22:00Z"],
  ["in the week after", "2026-10-25T23:00Z", "2026-11-01T23:00Z", "2026-10-18T22:00Z"],
  ["over the day clocks go forward", "2026-03-28T23:00Z", "2026-03-29T22:00Z", "2026-03-27T23:00Z"],
  ["on the day after", "2026-03-29T22:00Z", "2026-03-30T22:00Z", "2026-03-28T23:00Z"],
])("the period before a custom window of local days has as many local days %s", (_, from, to, before) => {
  const custom = { from: at(from), to: at(to) };
  expect(previousWindow(custom, custom, berlin)).toEqual({ from: at(before), to: custom.from });
});

test("the period before a window of centuries of days is found at once", () => {
  const custom = { from: at("1970-01-01T00:00Z"), to: at("2170-01-01T00:00Z") };
  expect(text(previousWindow(custom, custom, zoneOf("UTC")))[0]).toBe("1769-12-31T00:00:00.000Z");
});

test("the period before a day that follows a skipped date is the day before that", () => {
  const custom = { from: at("2011-12-31T00:00+14:00"), to: at("2012-01-01T00:00+14:00") };
  expect(previousWindow(custom, custom, zoneOf("Pacific/Apia"))).toEqual({
    from: at("2011-12-29T00:00-10:00"),
    to: custom.from,
  });
});

test("the period before any other custom window is as long", () => {
  const custom = { from: at("2026-03-29T23:00Z"), to: at("2026-03-31T11:00Z") };
  expect(previousWindow(custom, custom, berlin)).toEqual({
    from: custom.from - 36 * 3_600_000,
    to: custom.from,
  });
});

describe("the source of a custom window", () => {
  const sourceOf = (from: string, to: string): string =>
    resolveWindow({ from: at(from), to: at(to) }, now, berlin).source;
  test("is daily rows where it starts and ends with local days", () => {
    expect(sourceOf("2026-02-28T23:00Z", "2026-03-29T22:00Z")).toBe("daily");
  });
  test("is hourly rows where its edges are hours", () => {
    expect(sourceOf("2026-03-01T00:00Z", "2026-03-20T05:00Z")).toBe("hourly");
    expect(sourceOf("2026-03-30T22:00Z", "2026-03-31T22:00Z")).toBe("hourly");
  });
  test("is the events themselves anywhere else", () => {
    expect(sourceOf("2026-03-01T00:00:01Z", "2026-03-20T05:00Z")).toBe("raw");
    expect(resolveWindow({ from: 0, to: 3_600_000 }, now, zoneOf("Asia/Kolkata")).source).toBe("raw");
  });
});

describe("a year before", () => {
  test.each<[string, string, string, string, string]>([
    [
      "a day",
      "2026-06-09T22:00:00Z",
      "2026-06-10T22:00:00Z",
      "2025-06-09T22:00:00.000Z",
      "2025-06-10T22:00:00.000Z",
    ],
    // Clocks went forward on the 30th in 2025, on the 29th in 2026.
    [
      "a day of 23 hours",
      "2026-03-28T23:00:00Z",
      "2026-03-29T22:00:00Z",
      "2025-03-28T23:00:00.000Z",
      "2025-03-29T23:00:00.000Z",
    ],
    [
      "hours",
      "2026-03-29T10:30:00Z",
      "2026-03-29T12:00:00Z",
      "2025-03-29T11:30:00.000Z",
      "2025-03-29T13:00:00.000Z",
    ],
    [
      "29 February",
      "2028-02-28T23:00:00Z",
      "2028-02-29T23:00:00Z",
      "2027-02-27T23:00:00.000Z",
      "2027-02-28T23:00:00.000Z",
    ],
    [
      "the day before it",
      "2028-02-27T23:00:00Z",
      "2028-02-28T23:00:00Z",
      "2027-02-27T23:00:00.000Z",
      "2027-02-28T23:00:00.000Z",
    ],
    [
      "hours of it",
      "2028-02-29T08:00:00Z",
      "2028-02-29T10:00:00Z",
      "2027-02-28T08:00:00.000Z",
      "2027-02-28T10:00:00.000Z",
    ],
    [
      "28 February after a leap year",
      "2029-02-27T23:00:00Z",
      "2029-02-28T23:00:00Z",
      "2028-02-27T23:00:00.000Z",
      "2028-02-28T23:00:00.000Z",
    ],
    [
      "all of February",
      "2029-01-31T23:00:00Z",
      "2029-02-28T23:00:00Z",
      "2028-01-31T23:00:00.000Z",
      "2028-02-29T23:00:00.000Z",
    ],
    [
      "twelve months",
      "2026-03-31T22:00:00Z",
      "2027-03-31T22:00:00Z",
      "2025-03-31T22:00:00.000Z",
      "2026-03-31T22:00:00.000Z",
    ],
    // 02:30 was skipped on 30 March 2025.
    [
      "a time that was skipped",
      "2026-03-30T00:30:00Z",
      "2026-03-30T10:00:00Z",
      "2025-03-30T01:30:00.000Z",
      "2025-03-30T10:00:00.000Z",
    ],
  ])("%s", (_, from, to, fromThen, toThen) => {
    expect(text(windowYearBefore({ from: at(from), to: at(to) }, berlin))).toEqual([fromThen, toThen]);
  });

  test("a date that a zone skipped holds nothing", () => {
    const apia = zoneOf("Pacific/Apia");
    const day = apia.localDay(at("2012-12-29T22:00:00Z"));
    const { from, to } = windowYearBefore({ from: apia.startOfDay(day), to: apia.startOfDay(day + 1) }, apia);
    expect([new Date(from).toISOString(), to - from]).toEqual(["2011-12-30T10:00:00.000Z", 0]);
  });
});
