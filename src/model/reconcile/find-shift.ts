import type { DayCounts } from "./side-counts.ts";

export const HALF_HOUR_MS = 1_800_000;
/** Zones are at most so far ahead of UTC. */
const MOST_STEPS = 28;
/** A shift must leave at most so much of what differs without it. */
const STRONG = 0.6;
/** Of fewer, hours say little. */
const LEAST_COUNT = 40;

export interface ClockShift {
  /** Added to B's times it makes the two fit best. */
  byMs: number;
  /** How much of the half-hourly counts does not fit, from 0 to 1: as they are, and shifted. */
  before: number;
  after: number;
}

/**
 * Whether B's clock is ahead or behind by whole half hours: how the counts are spread over half hours is compared, not how
 * many there are, so that a tool that counts less is no shift. Undefined where no shift helps strongly. `from` and
 * `to`, epoch milliseconds, half-open, are of A; B is looked at as far beyond them as it is shifted.
 */
export function findShift(
  a: DayCounts,
  b: DayCounts,
  { from, to }: { from: number; to: number },
): ClockShift | undefined {
  const first = Math.ceil(from / HALF_HOUR_MS);
  const last = Math.floor(to / HALF_HOUR_MS);
  if (last - first < 4) return undefined;
  const totalA = totalIn(a, first, last);
  const misfit = (steps: number): number => {
    const totalB = totalIn(b, first - steps, last - steps);
    return totalB < LEAST_COUNT ? 1 : differs(a, b, { first, last, steps, totalA, totalB }) / 2;
  };
  if (totalA < LEAST_COUNT) return undefined;
  const before = misfit(0);
  let best = { steps: 0, after: before };
  for (let steps = -MOST_STEPS; steps <= MOST_STEPS; steps++) {
    const after = misfit(steps);
    // Of two that fit as well, the smaller shift.
    const isCloser = after === best.after && Math.abs(steps) < Math.abs(best.steps);
    if (after < best.after || isCloser) best = { steps, after };
  }
  if (best.steps === 0 || best.after > before * STRONG) return undefined;
  return { byMs: best.steps * HALF_HOUR_MS, before, after: best.after };
}

/** Of half hours in `[first, last)`. */
function totalIn(counts: DayCounts, first: number, last: number): number {
  let total = 0;
  for (let at = 0; at < counts.length; at += 2)
    if (counts[at]! >= first && counts[at]! < last) total += counts[at + 1]!;
  return total;
}

/**
 * The differences of the two's shares in each half hour of `[first, last)`, B's moved by `steps`. Goes along the half hours that
 * have something: one event of a clock that is off by decades is no reason to look at those between.
 */
function differs(
  a: DayCounts,
  b: DayCounts,
  about: { first: number; last: number; steps: number; totalA: number; totalB: number },
): number {
  const { first, last, steps, totalA, totalB } = about;
  let sum = 0;
  let [atA, atB] = [0, 0];
  while (atA < a.length || atB < b.length) {
    const inA = a[atA] ?? Infinity;
    const inB = atB < b.length ? b[atB]! + steps : Infinity;
    const step = Math.min(inA, inB);
    const shareA = inA === step ? a[atA + 1]! / totalA : 0;
    const shareB = inB === step ? b[atB + 1]! / totalB : 0;
    if (step >= first && step < last) sum += Math.abs(shareA - shareB);
    if (inA === step) atA += 2;
    if (inB === step) atB += 2;
  }
  return sum;
}
