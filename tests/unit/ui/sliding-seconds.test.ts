import { expect, test } from "vitest";
import { slideSeconds } from "../../../src/ui/live/sliding-seconds.ts";

test("seconds slide on by themselves when no counters arrive", () => {
  const counters = { perSecond: [1, 2, 3, 4], windowEnd: 10_000 };
  expect(slideSeconds(counters, 9_500, 4)).toEqual([1, 2, 3, 4]);
  expect(slideSeconds(counters, 10_000, 4)).toEqual([2, 3, 4, 0]);
  expect(slideSeconds(counters, 12_300, 4)).toEqual([4, 0, 0, 0]);
  expect(slideSeconds(counters, 99_000, 4)).toEqual([0, 0, 0, 0]);
});
