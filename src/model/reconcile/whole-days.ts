import type { Zone } from "../time-zone.ts";
import { countBetween, moved, sharedHours, type Side } from "./explain.ts";
import { findShift, HALF_HOUR_MS } from "./find-shift.ts";
import { type DayCounts, type DayRange, sharedDays, type SideCounts } from "./side-counts.ts";

/** A day both have in the middle of which one side begins or ends, while the other goes on. */
export interface PartDay {
  day: number;
  side: Side;
  what: "begins" | "ends";
  /** Epoch milliseconds, to half an hour. */
  at: number;
}

export interface WholeDays {
  range: DayRange;
  /** Left out of the range; in it where nothing else would be. */
  parts: readonly PartDay[];
}

/** Fewer may be one visit, missed by chance. */
const LEAST_MISSED = 10;
const LEAST_MISSED_SHARE = 0.05;

/**
 * The days both have events in, without a first or a last one of which a side has a part alone: a file that begins at noon
 * has fewer users that day for that reason only. Told by what the other side has meanwhile; a side without half hours
 * is taken to have whole days. Undefined where they have no day in common.
 */
export function wholeDays(a: SideCounts, b: SideCounts, zone: Zone): WholeDays | undefined {
  const shared = sharedDays(a, b);
  if (shared === undefined) return undefined;
  const told = sharedHours(a, b);
  if (told === undefined) return { range: shared, parts: [] };
  const { first, last } = shared;
  const shift = findShift(told.a, told.b, { from: zone.startOfDay(first), to: zone.startOfDay(last + 1) });
  // A clock that is off begins and ends at other times, and lacks nothing.
  const hours = { a: told.a, b: moved(told.b, (shift?.byMs ?? 0) / HALF_HOUR_MS) };
  const parts: PartDay[] = [];
  const add = (what: PartDay["what"], day: number, side: Side, at: number, other: DayCounts): void => {
    const [start, end] = [zone.startOfDay(day), zone.startOfDay(day + 1)];
    if (at <= start || at >= end) return;
    const missed = what === "begins" ? countBetween(other, start, at) : countBetween(other, at, end);
    if (missed >= LEAST_MISSED && missed >= countBetween(other, start, end) * LEAST_MISSED_SHARE)
      parts.push({ day, side, what, at });
  };
  for (const [side, other] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    const own = hours[side];
    if (own.length === 0) continue;
    add("begins", first, side, own[0]! * HALF_HOUR_MS, hours[other]);
    add("ends", last, side, (own.at(-2)! + 1) * HALF_HOUR_MS, hours[other]);
  }
  const range = {
    first: first + (parts.some(({ what }) => what === "begins") ? 1 : 0),
    last: last - (parts.some(({ what }) => what === "ends") ? 1 : 0),
  };
  return { range: range.first <= range.last ? range : shared, parts };
}
