import { expect, test } from "vitest";
import { findGaps } from "../../../../src/model/reconcile/find-gaps.ts";
import { HALF_HOUR_MS } from "../../../../src/model/reconcile/find-shift.ts";

const FIRST = Date.UTC(2026, 4, 1) / HALF_HOUR_MS;
const span = { from: FIRST * HALF_HOUR_MS, to: (FIRST + 96) * HALF_HOUR_MS };
const at = (step: number): number => (FIRST + step) * HALF_HOUR_MS;
const steps = (count: number, wanted: (step: number) => boolean): number[] =>
  Array.from({ length: 96 }, (_, step) => step)
    .filter(wanted)
    .flatMap((step) => [FIRST + step, count]);
const always = () => true;

test("a stretch in which one side is silent and the other is not is a gap, with what it missed", () => {
  expect(
    findGaps(
      steps(5, always),
      steps(5, (step) => step < 20 || step >= 48),
      span,
    ),
  ).toEqual([{ side: "b", from: at(20), to: at(48), count: 140 }]);
  expect(
    findGaps(
      steps(5, (step) => step >= 10),
      steps(5, (step) => step < 90),
      span,
    ),
  ).toEqual([
    { side: "a", from: at(0), to: at(10), count: 50 },
    { side: "b", from: at(90), to: at(96), count: 30 },
  ]);
});

test("nights that both sleep through, short breaks, and what a tenth misses by chance are none", () => {
  const day = (step: number): boolean => step % 48 > 12;
  expect(findGaps(steps(5, day), steps(4, day), span)).toEqual([]);
  expect(
    findGaps(
      steps(9, always),
      steps(9, (step) => step !== 20 && step !== 21),
      span,
    ),
  ).toEqual([]);
  expect(
    findGaps(
      steps(5, always),
      steps(1, (step) => step % 16 === 0),
      span,
    ),
  ).toEqual([]);
});

test("a side that has nothing at all has no gap: there is nothing to tell it from", () => {
  expect(findGaps(steps(5, always), [], span)).toEqual([]);
});
