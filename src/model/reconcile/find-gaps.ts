import { HALF_HOUR_MS } from "./find-shift.ts";
import type { DayCounts } from "./side-counts.ts";

/** A stretch in which one side counted nothing and the other did. */
export interface Gap {
  /** Who has nothing. */
  side: "a" | "b";
  /** Epoch milliseconds, half-open, on half hours: as long as the side is silent. */
  from: number;
  to: number;
  /** What the other counted meanwhile. */
  count: number;
}

/** By chance a side that counts a part of the other would count nothing so rarely. */
const RARE = 1e-6;
const LEAST_COUNT = 10;
const LEAST_STEPS = 4;

/**
 * Stretches of `[from, to)`, at least two hours long, in which a side has nothing, though by its share of the other's
 * counts it should: the one that misses most first. Counts are by half hour.
 */
export function findGaps(a: DayCounts, b: DayCounts, { from, to }: { from: number; to: number }): Gap[] {
  const first = Math.ceil(from / HALF_HOUR_MS);
  const last = Math.floor(to / HALF_HOUR_MS);
  const [ofA, ofB] = [stepsIn(a, first, last), stepsIn(b, first, last)];
  return [...silences("a", ofA, ofB, first, last), ...silences("b", ofB, ofA, first, last)].sort(
    (one, other) => other.count - one.count || one.from - other.from,
  );
}

interface Step {
  step: number;
  count: number;
}

function stepsIn(counts: DayCounts, first: number, last: number): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < counts.length; at += 2) {
    const [step, count] = [counts[at]!, counts[at + 1]!];
    if (step >= first && step < last && count > 0) steps.push({ step, count });
  }
  return steps;
}

function silences(
  side: Gap["side"],
  silent: readonly Step[],
  heard: readonly Step[],
  first: number,
  last: number,
): Gap[] {
  if (silent.length === 0) return [];
  const found: Gap[] = [];
  let next = 0;
  for (let at = 0; at <= silent.length; at++) {
    const begin = at === 0 ? first : silent[at - 1]!.step + 1;
    const end = silent[at]?.step ?? last;
    let count = 0;
    while (next < heard.length && heard[next]!.step < end) {
      if (heard[next]!.step >= begin) count += heard[next]!.count;
      next += 1;
    }
    if (count >= LEAST_COUNT && end - begin >= LEAST_STEPS)
      found.push({ side, from: begin * HALF_HOUR_MS, to: end * HALF_HOUR_MS, count });
  }
  const sum = (steps: readonly Step[]): number => steps.reduce((total, { count }) => total + count, 0);
  const [ofSilent, ofHeard] = [sum(silent), sum(heard)];
  // What it counts of each that the other does, elsewhere.
  const rate = (count: number): number => Math.min(1, ofSilent / Math.max(1, ofHeard - count));
  return found.filter(({ count }) => Math.exp(-count * rate(count)) < RARE);
}
