import type { Compare, QuestionWindow } from "./question.ts";
import type { Zone } from "./time-zone.ts";
import { dateYearBefore, previousWindow, resolveWindow, windowYearBefore } from "./windows.ts";

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
  return { today, until, yesterday, yesterdayUntil: sameHourOf(zone, yesterday, { today, until }) };
}

/** Where the hours of a day end that are the ones of `today` before `until`. */
function sameHourOf(zone: Zone, day: number, { today, until }: Pick<SameHours, "today" | "until">): number {
  let end = day;
  if (until <= today) return end;
  const next = zone.nextBucket("day", day);
  const last = hourOfDay(zone, zone.previousBucket("hour", until));
  while (end < next && hourOfDay(zone, end) <= last) end = zone.nextBucket("hour", end);
  return end;
}

/** Half-open, epoch milliseconds. */
export interface SameSpans {
  current: { from: number; to: number };
  previous: { from: number; to: number };
}

/**
 * Of a window that is running what is over, in whole hours, and as much of the window it is compared with: as many local days and, of the
 * day that runs, the same hours by the clock; of months, and of a year before, up to the same date, or the last there is; of hours, or what
 * does not begin with a day, as many. `whole` where the window is over or counts seconds: all of it is compared. `nothing` where no hour of it is over.
 */
export function soFar(
  zone: Zone,
  window: QuestionWindow,
  now: number,
  compare: Compare = "previous",
): SameSpans | "whole" | "nothing" {
  const { from, to } = resolveWindow(window, now, zone);
  if (now >= to || ("last" in window && window.last === "5m")) return "whole";
  const until = zone.hourStart(now);
  if (until <= from) return "nothing";
  const before =
    compare === "year" ? windowYearBefore({ from, to }, zone) : previousWindow(window, { from, to }, zone);
  const end = soFarBefore(zone, { window, compare, from, until, before: before.from });
  return { current: { from, to: until }, previous: { from: before.from, to: Math.min(end, before.to) } };
}

function soFarBefore(
  zone: Zone,
  given: { window: QuestionWindow; compare: Compare; from: number; until: number; before: number },
): number {
  const { window, compare, from, until, before } = given;
  const isByDay = zone.dayStart(from) === from && !("last" in window && window.last.endsWith("h"));
  if (!isByDay)
    return compare === "year" ? windowYearBefore({ from, to: until }, zone).to : before + (until - from);
  // What is over may end with a day.
  const today = zone.dayStart(until - 1);
  const day = zone.localDay(today);
  const isByYear = compare === "year" || ("last" in window && window.last === "12mo");
  const same = isByYear ? dateYearBefore(day) : zone.localDay(before) + day - zone.localDay(from);
  return sameHourOf(zone, zone.startOfDay(same), { today, until });
}

/** Negative where clocks went back over midnight into the date before. */
const hourOfDay = (zone: Zone, ms: number): number =>
  Math.floor((ms + zone.offsetAt(ms)) / HOUR_MS) - zone.localDay(ms) * DAY_HOURS;
