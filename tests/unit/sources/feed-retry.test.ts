import { expect, test } from "vitest";
import { retryDelayMs } from "../../../src/sources/feed-retry.ts";

test("3 s at first, doubling to half an hour, half of it left to chance", () => {
  const most = (failures: number): number => retryDelayMs(failures, () => 1);
  const least = (failures: number): number => retryDelayMs(failures, () => 0);
  expect([0, 1, 2, 5].map(most)).toEqual([3_000, 6_000, 12_000, 96_000]);
  expect([0, 1].map(least)).toEqual([1_500, 3_000]);
  expect([most(10), most(1_000)]).toEqual([1_800_000, 1_800_000]);
});

test("what a server asks for is the first wait, within bounds", () => {
  expect(retryDelayMs(0, () => 1, 10_000)).toBe(10_000);
  expect(retryDelayMs(0, () => 1, 0)).toBe(500);
  expect(retryDelayMs(0, () => 1, 1e12)).toBe(1_800_000);
});
