import type { Zone } from "./time-zone.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Half-open `[today, until)` and `[yesterday, yesterdayUntil)`, epoch milliseconds. */
export interface SameHours {
  today: number;
  /** Start of the running hour. */
  until: number;
  yesterday: number;
  yesterdayUntil: number;
}

/**
 * Today's hours that are over, and the same hours of the local day before: all of its hours up to
 * the local hour that ended last today, by the clock and not by elapsed time. On a day when clocks
 * change, or the day after, one side has the hour the other lacks or repeats.
 */
export function sameHours(zone: Zone, now: number): SameHours {
  const today = zone.dayStart(now);
  const until = zone.hourStart(now);
  const yesterday = zone.previousBucket("day", today);
  let yesterdayUntil = yesterday;
  if (until > today) {
    const last = hourOfDay(zone, zone.previousBucket("hour", until));
    while (yesterdayUntil < today && hourOfDay(zone, yesterdayUntil) <= last)
      yesterdayUntil = zone.nextBucket("hour", yesterdayUntil);
  }
  return { today, until, yesterday, yesterdayUntil };
}

/** Negative where clocks went back over midnight into the date before. */
const hourOfDay = (zone: Zone, ms: number): number =>
  Math.floor((ms + zone.offsetAt(ms)) / HOUR_MS) - zone.localDay(ms) * DAY_HOURS;
