import type { QuestionWindow } from "./question.ts";
import type { Zone } from "./time-zone.ts";
import { previousWindow, resolveWindow } from "./windows.ts";

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
interface Span {
  from: number;
  to: number;
}

/**
 * Of a window that is running what is over, in whole hours, and as much of the window before it: as many local days and, of the
 * day that runs, the same hours by the clock; of months, up to the same date, or the last there is; of hours, or what does not begin with
 * a day, as many. Undefined where the window is over, counts seconds, or has no hour that is.
 */
export function soFar(
  zone: Zone,
  window: QuestionWindow,
  now: number,
): { current: Span; previous: Span } | undefined {
  const { from, to } = resolveWindow(window, now, zone);
  const until = zone.hourStart(now);
  if (now >= to || until <= from || ("last" in window && window.last === "5m")) return undefined;
  const before = previousWindow(window, { from, to }, zone);
  const end = soFarBefore(zone, window, { from, until, before });
  return { current: { from, to: until }, previous: { from: before.from, to: Math.min(end, before.to) } };
}

function soFarBefore(
  zone: Zone,
  window: QuestionWindow,
  { from, until, before }: { from: number; until: number; before: Span },
): number {
  const isByDay = zone.dayStart(from) === from && !("last" in window && window.last.endsWith("h"));
  if (!isByDay) return before.from + (until - from);
  // What is over may end with a day.
  const today = zone.dayStart(until - 1);
  const day = zone.localDay(today);
  const isByMonth = "last" in window && window.last === "12mo";
  const same = isByMonth
    ? sameDateYearBefore(zone, today)
    : zone.startOfDay(zone.localDay(before.from) + day - zone.localDay(from));
  return sameHourOf(zone, same, { today, until });
}

function sameDateYearBefore(zone: Zone, today: number): number {
  let month = zone.monthStart(today);
  const dates = zone.localDay(today) - zone.localDay(month);
  for (let back = 0; back < 12; back++) month = zone.previousBucket("month", month);
  const lastDate = zone.localDay(zone.nextBucket("month", month)) - zone.localDay(month) - 1;
  return zone.startOfDay(zone.localDay(month) + Math.min(dates, lastDate));
}

/** Negative where clocks went back over midnight into the date before. */
const hourOfDay = (zone: Zone, ms: number): number =>
  Math.floor((ms + zone.offsetAt(ms)) / HOUR_MS) - zone.localDay(ms) * DAY_HOURS;
