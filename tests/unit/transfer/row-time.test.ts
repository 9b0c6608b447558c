import { describe, expect, test } from "vitest";
import type { RowTime, TimeOfDay } from "../../../src/model/row-mapping.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { makePropertiesReader } from "../../../src/transfer/map-row.ts";
import { plainNumberOf, readRowTime, readTimeOfDay } from "../../../src/transfer/row-time.ts";

const berlin = zoneOf("Europe/Berlin");
const iso = (value: number | string): string =>
  typeof value === "number" ? new Date(value).toISOString() : value;

test.each<[unknown, RowTime, string]>([
  ["2026-11-29T08:00:00Z", "iso", "2026-11-29T08:00:00.000Z"],
  ["2026-11-29 08:00:00.123456", "iso", "2026-11-29T07:00:00.123Z"],
  ["2026-07-01", "iso", "2026-06-30T22:00:00.000Z"],
  ["29/11/2026 20:05", "dmy", "2026-11-29T19:05:00.000Z"],
  ["29.11.26", "dmy", "2026-11-28T23:00:00.000Z"],
  ["11/29/2026, 8:05:09 PM", "mdy", "2026-11-29T19:05:09.000Z"],
  ["1/2/1999 12:30 a.m.", "mdy", "1999-01-01T23:30:00.000Z"],
  ["2026/11/29 8 pm", "ymd", "2026-11-29T19:00:00.000Z"],
  [20261129, "ymd", "2026-11-28T23:00:00.000Z"],
  ["Sun, 29 Nov 2026 08:00:00 GMT", "named", "2026-11-29T08:00:00.000Z"],
  ["29/Nov/2026:08:00:00 +0100", "named", "2026-11-29T07:00:00.000Z"],
  ["November 29th, 2026 at 8:00 AM", "named", "2026-11-29T07:00:00.000Z"],
  ["Sun Nov 29 2026 08:00:00 GMT+0100 (Central European Time)", "named", "2026-11-29T07:00:00.000Z"],
  ["1764403200", "seconds", "2025-11-29T08:00:00.000Z"],
  [1764403200123456, "microseconds", "2025-11-29T08:00:00.123Z"],
  ["1764403200123456789", "nanoseconds", "2025-11-29T08:00:00.123Z"],
])("%j as %s is %s", (value, format, instant) => {
  expect(iso(readRowTime(value, format, berlin))).toBe(instant);
});

test.each<[unknown, RowTime, RegExp]>([
  ["13/13/2026", "dmy", /day first.*13\/13\/2026/],
  ["29/11/2026", "mdy", /month first/],
  ["31/02/2026", "dmy", /day first/],
  ["2026-02-30", "iso", /ISO 8601/],
  ["2026-11-29 25:00", "iso", /ISO 8601/],
  ["11/29/2026 13:00 pm", "mdy", /month first/],
  ["29 Nov 2026 8", "named", /month's name/],
  ["soon", "named", /month's name/],
  ["soon", "seconds", /seconds since 1970: "soon"/],
  [-1, "milliseconds", /outside 1970/],
  ["", "iso", /is empty/],
  [null, "iso", /is empty/],
  [{ at: 1 }, "iso", /\{"at":1\}/],
  ["1/2/1960", "dmy", /outside 1970/],
])("%j as %s is refused in words", (value, format, words) => {
  expect(readRowTime(value, format, berlin)).toMatch(words);
});

test("a time that names no zone is refused where none is given, one that names its own is not", () => {
  expect(readRowTime("2026-11-29T08:00:00", "iso", undefined)).toMatch(/no time zone/);
  expect(readRowTime("29/11/2026 08:00 +0100", "dmy", undefined)).toBe(Date.UTC(2026, 10, 29, 7));
});

test.each<[string, number | undefined]>([
  ["12", 12],
  [" -0.50 ", -0.5],
  [".5", 0.5],
  ["1.7E+12", 1.7e12],
  ["9007199254740991", 9_007_199_254_740_991],
  ["9007199254740993", undefined],
  ["-12345678901234567890", undefined],
  ["007", undefined],
  ["0x1F", undefined],
  ["0b11", undefined],
  ["", undefined],
  [".", undefined],
])("%j in a column of numbers is %s, undefined where it stays text", (text, number) => {
  expect(plainNumberOf(text)).toBe(number);
});

test("a long code in a column of numbers keeps its digits", () => {
  const propertiesOf = makePropertiesReader({ fixedName: "x", numberFields: ["total"] });
  expect(["41", "9007199254740993"].map((total) => propertiesOf({ total }))).toEqual([
    { total: 41 },
    { total: "9007199254740993" },
  ]);
});

describe("when clocks change", () => {
  test("a time they skip moves on by the gap", () => {
    expect(iso(readRowTime("2026-03-29 02:30", "iso", berlin))).toBe("2026-03-29T01:30:00.000Z");
  });
  test("of a repeated time the first is meant", () => {
    expect(iso(readRowTime("2026-10-25 02:30", "iso", berlin))).toBe("2026-10-25T00:30:00.000Z");
  });
});

test.each<[unknown, TimeOfDay, number | undefined]>([
  ["14:05", "clock", 14 * 60 + 5],
  ["2:05 pm", "clock", 14 * 60 + 5],
  ["14:05Z", "clock", undefined],
  [8.25, "hours", 8 * 60 + 15],
  ["24", "hours", 24 * 60],
  [25, "hours", undefined],
  [5, "hhmm", 5],
  ["1405", "hhmm", 14 * 60 + 5],
  [1475, "hhmm", undefined],
  [86_340, "seconds", 24 * 60 - 1],
])("%j by %s is minute %s of the day", (value, format, minutes) => {
  expect(readTimeOfDay(value, format)).toBe(minutes === undefined ? undefined : minutes * 60_000);
});
