import { expect, test } from "vitest";
import { bucketStarts } from "../../../src/model/buckets.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { answerToColumns, axisTop } from "../../../src/ui/charts/series-columns.ts";
import { sparkParts, sparkPath } from "../../../src/ui/charts/spark-path.ts";

const utc = zoneOf("UTC");

test("what is still filling starts at the last bucket that is over", () => {
  expect(
    answerToColumns(
      {
        series: [
          [0, 5],
          [10, 7],
          [20, 2],
        ],
        incompleteFrom: 20,
      },
      "day",
      utc,
    ),
  ).toEqual({
    times: [0, 10, 20],
    complete: [5, 7, null],
    filling: [null, 7, 2],
    previous: [null, null, null],
  });
});

test("a range that is over has nothing filling", () => {
  const { complete, filling } = answerToColumns(
    {
      series: [
        [0, 5],
        [10, 0],
      ],
    },
    "day",
    utc,
  );
  expect(complete).toEqual([5, 0]);
  expect(filling).toEqual([null, null]);
});

test("the previous period lies under this one bucket by bucket, short where it is shorter", () => {
  const { previous } = answerToColumns(
    {
      series: [
        [30, 1],
        [40, 1],
        [50, 1],
      ],
      previousSeries: [
        [0, 8],
        [10, 0],
      ],
    },
    "week",
    utc,
  );
  expect(previous).toEqual([8, 0, null]);
});

/** The hours of a local day, each with the number of its place. */
const hoursOf = (timeZone: string, from: string, to: string): [number, number][] =>
  bucketStarts(zoneOf(timeZone), "hour", Date.parse(from), Date.parse(to)).map((start, at) => [start, at]);
const ordinary = hoursOf("Europe/Berlin", "2026-10-24T00:00+02:00", "2026-10-25T00:00+02:00");
const long = hoursOf("Europe/Berlin", "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00");
const hoursBefore = (series: [number, number][], previousSeries: [number, number][]) =>
  answerToColumns({ series, previousSeries }, "hour", zoneOf("Europe/Berlin")).previous;

test("the hours of a longer day lie over the same local hours, the repeated one over nothing", () => {
  expect(long).toHaveLength(25);
  expect(hoursBefore(long, ordinary)).toEqual([0, 1, 2, null, ...ordinary.slice(3).map(([, at]) => at)]);
});

test("the hours of a shorter day lie over the same local hours, and so do those of the day after", () => {
  expect(hoursBefore(ordinary, long)).toEqual([0, 1, 2, ...long.slice(4).map(([, at]) => at)]);
  const short = hoursOf("Europe/Berlin", "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00");
  const before = hoursOf("Europe/Berlin", "2026-03-28T00:00+01:00", "2026-03-29T00:00+01:00");
  expect(hoursBefore(short, before)).toEqual([0, 1, ...before.slice(3).map(([, at]) => at)]);
  expect(hoursBefore(before, short)).toEqual([0, 1, null, ...short.slice(2).map(([, at]) => at)]);
});

test("an axis from zero ends above its greatest value at a round number", () => {
  for (const greatest of [0, 1, 3, 9, 95, 99, 1234, 28_700, 9_999_999]) {
    const top = axisTop(greatest);
    expect(top).toBeGreaterThan(greatest);
    expect(top).toBeLessThanOrEqual(Math.max(4, greatest * 2));
  }
  expect(axisTop(0)).toBe(4);
  expect(axisTop(28_700)).toBe(40_000);
});

test("a sparkline of nothing is flat and of no values is empty", () => {
  expect(sparkPath([])).toBe("");
  expect(sparkPath([0, 0])).toBe("M0.0,27.0 L96.0,27.0");
});

test("the way to a value of a time that still runs is a path of its own", () => {
  expect(sparkParts([0, 2, 1], false)).toEqual({ over: sparkPath([0, 2, 1]), filling: "" });
  expect(sparkParts([0, 2, 1], true)).toEqual({
    over: "M0.0,27.0 L48.0,3.0",
    filling: "M48.0,3.0 L96.0,15.0",
  });
  expect(sparkParts([4], true)).toEqual({ over: sparkPath([4]), filling: "" });
});
