import type { Zone } from "./time-zone.ts";
import { weekdayOf } from "./week-start.ts";

/** Undefined is a gap. */
export type Value = number | undefined;

/** The sum of each bucket and those before it. A gap adds nothing, and is a gap. */
export function cumulate(values: readonly Value[]): Value[] {
  let sum = 0;
  return values.map((value) => (value === undefined ? undefined : (sum += value)));
}

/**
 * The mean of each bucket and those before it, `buckets` in all. At the beginning, where there are not as many, it is the
 * mean of those there are. Gaps are in no mean, and stay.
 */
export function rollingMean(values: readonly Value[], buckets: number): Value[] {
  return values.map((value, at) => {
    if (value === undefined) return undefined;
    const among = values.slice(Math.max(0, at - buckets + 1), at + 1).filter((each) => each !== undefined);
    return among.reduce((sum, each) => sum + each, 0) / among.length;
  });
}

export interface HeatCell {
  /** Mean over its hours; undefined where the window has none that is over. */
  value: Value;
  /** How many hours of the window it is over. */
  hours: number;
}

/**
 * Means by local weekday, from the one the zone's weeks begin with, and hour of the day. `points` are hours of the zone; those that begin at
 * `incompleteFrom` or later, the running one among them, are in none, and neither are those with nothing to tell.
 */
export function toHeatCells(
  points: readonly (readonly [time: number, value: number | null])[],
  zone: Zone,
  incompleteFrom = Infinity,
): HeatCell[][] {
  const sums = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ sum: 0, hours: 0 })));
  for (const [time, value] of points) {
    const cell = sums[weekdayOf(zone.localDay(time), zone.weeksFrom)]?.[zone.localHour(time)];
    if (cell === undefined || value === null || time >= incompleteFrom) continue;
    cell.sum += value;
    cell.hours++;
  }
  return sums.map((day) =>
    day.map(({ sum, hours }) => ({ value: hours === 0 ? undefined : sum / hours, hours })),
  );
}
