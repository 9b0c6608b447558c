import { expect, test } from "vitest";
import { answerToColumns, axisTop } from "../../../src/ui/charts/series-columns.ts";
import { sparkPath } from "../../../src/ui/charts/spark-path.ts";

test("what is still filling starts at the last bucket that is over", () => {
  expect(
    answerToColumns({
      series: [
        [0, 5],
        [10, 7],
        [20, 2],
      ],
      incompleteFrom: 20,
    }),
  ).toEqual({
    times: [0, 10, 20],
    complete: [5, 7, null],
    filling: [null, 7, 2],
    previous: [null, null, null],
  });
});

test("a range that is over has nothing filling", () => {
  const { complete, filling } = answerToColumns({
    series: [
      [0, 5],
      [10, 0],
    ],
  });
  expect(complete).toEqual([5, 0]);
  expect(filling).toEqual([null, null]);
});

test("the previous period lies under this one bucket by bucket, short where it is shorter", () => {
  const { previous } = answerToColumns({
    series: [
      [30, 1],
      [40, 1],
      [50, 1],
    ],
    previousSeries: [
      [0, 8],
      [10, 0],
    ],
  });
  expect(previous).toEqual([8, 0, null]);
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
