import { expect, it } from "vitest";
import { followExtent } from "../../../src/log/match-extent.ts";

const at = (sequence: number, generation = 1) => ({ generation, sequence });
const gain = (after: number, sequence: number, ...times: number[]) => ({
  ...at(sequence),
  after,
  ...(times.length > 0 && { times: { first: Math.min(...times), last: Math.max(...times) } }),
});
const from = (first: number, to: number) => [{ from: first, to }];

it("knows nothing until it is told, and then which spans hold nothing", () => {
  const extent = followExtent();
  expect(extent.isOutside(at(0), from(0, 10))).toBe(false);
  extent.told({ ...at(5), times: { first: 10, last: 20 } });
  expect(extent.reaches(at(5))).toBe(true);
  expect(extent.isOutside(at(5), from(0, 10))).toBe(true);
  expect(extent.isOutside(at(3), from(21, 30))).toBe(true);
  for (const span of [from(0, 11), from(20, 30), from(12, 13), [...from(0, 5), ...from(20, 21)]])
    expect(extent.isOutside(at(5), span)).toBe(false);
  expect(extent.isOutside(at(6), from(0, 10))).toBe(false);
  expect(extent.isOutside(at(5, 2), from(0, 10))).toBe(false);
});

it("grows with what follows, and is void where something was missed or the log was erased from", () => {
  const extent = followExtent();
  extent.told(at(5));
  extent.grew(gain(5, 7));
  expect(extent.isOutside(at(7), from(0, 1_000))).toBe(true);
  extent.grew(gain(7, 8, 50, 60));
  expect(extent.isOutside(at(8), from(0, 1_000))).toBe(false);
  expect(extent.isOutside(at(8), from(0, 50))).toBe(true);
  extent.grew(gain(9, 10));
  expect(extent.reaches(at(8))).toBe(false);
  extent.told({ ...at(10), times: { first: 50, last: 60 } });
  expect(extent.reaches(at(10))).toBe(true);
  extent.grew({ ...gain(10, 11), generation: 2 });
  expect(extent.reaches(at(10))).toBe(false);
});

it("takes in what came before it was told, once", () => {
  const extent = followExtent();
  extent.grew(gain(3, 4, 1));
  extent.grew(gain(4, 6, 70));
  extent.grew(gain(6, 7, 90));
  extent.told({ ...at(5), times: { first: 10, last: 20 } });
  expect(extent.isOutside(at(7), from(0, 10))).toBe(true);
  expect(extent.isOutside(at(7), from(91, 95))).toBe(true);
  expect(extent.isOutside(at(7), from(85, 95))).toBe(false);
  extent.told({ ...at(2), times: { first: 10, last: 20 } });
  expect(extent.reaches(at(2))).toBe(false);
});
