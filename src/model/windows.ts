import { isBucketEdge } from "./buckets.ts";
import type { AnswerSource, Granularity, NamedWindow, QuestionWindow } from "./question.ts";
import type { Zone } from "./time-zone.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
export const REALTIME_WINDOW_MS = 300 * SECOND_MS;

export interface ResolvedWindow {
  /** Half-open `[from, to)`, epoch milliseconds. */
  from: number;
  to: number;
  /** What a series has where the question does not say. */
  granularity: Granularity;
  /** The cheapest source whose buckets have the window's edges. */
  source: AnswerSource;
}

interface NamedRule {
  unit: "hour" | "day" | "month";
  count: number;
  granularity: Granularity;
  source: AnswerSource;
}

const NAMED_RULES: Record<Exclude<NamedWindow, "5m">, NamedRule> = {
  today: { unit: "day", count: 1, granularity: "hour", source: "hourly" },
  "24h": { unit: "hour", count: 24, granularity: "hour", source: "hourly" },
  "48h": { unit: "hour", count: 48, granularity: "hour", source: "hourly" },
  "7d": { unit: "day", count: 7, granularity: "day", source: "daily" },
  "30d": { unit: "day", count: 30, granularity: "day", source: "daily" },
  "90d": { unit: "day", count: 90, granularity: "day", source: "daily" },
  "12mo": { unit: "month", count: 12, granularity: "month", source: "daily" },
};

/** End of the running second. */
export const realtimeWindowEnd = (now: number): number => (Math.floor(now / SECOND_MS) + 1) * SECOND_MS;

function goBack(zone: Zone, unit: Granularity, start: number, count: number): number {
  let at = start;
  for (let step = 0; step < count; step++) at = zone.previousBucket(unit, at);
  return at;
}

/** Start of the date `count` dates before that of `start`, or at least of the day before it. */
const daysBefore = (zone: Zone, start: number, count: number): number =>
  // Where the zone skipped that date, it starts only with the one after.
  Math.min(zone.startOfDay(zone.localDay(start) - count), zone.previousBucket("day", start));

/** Start of the first of the last `count` local days before `end`: the day `end` is at the end of, or in, is the last. */
export const startOfLastDays = (zone: Zone, end: number, count: number): number =>
  goBack(zone, "day", zone.bucketStart("day", end - 1), count - 1);

function customGranularity(lengthMs: number): Granularity {
  if (lengthMs <= 2 * HOUR_MS) return "minute";
  if (lengthMs <= 2 * DAY_MS + HOUR_MS) return "hour";
  if (lengthMs <= 100 * DAY_MS) return "day";
  return lengthMs <= 366 * DAY_MS ? "week" : "month";
}

/** The window of a question asked at `now`; named windows end with the running bucket. */
export function resolveWindow(window: QuestionWindow, now: number, zone: Zone): ResolvedWindow {
  if ("last" in window) {
    if (window.last === "5m") {
      const to = realtimeWindowEnd(now);
      return { from: to - REALTIME_WINDOW_MS, to, granularity: "minute", source: "counters" };
    }
    const { unit, count, granularity, source } = NAMED_RULES[window.last];
    const running = zone.bucketStart(unit, now);
    return {
      from: goBack(zone, unit, running, count - 1),
      to: zone.nextBucket(unit, running),
      granularity,
      source,
    };
  }
  const { from, to } = window;
  const granularity = customGranularity(to - from);
  const onEdges = (unit: Granularity): boolean =>
    isBucketEdge(zone, unit, from) && isBucketEdge(zone, unit, to);
  const byDay = granularity !== "minute" && granularity !== "hour";
  const source = byDay && onEdges("day") ? "daily" : onEdges("hour") ? "hourly" : "raw";
  return { from, to, granularity, source };
}

/**
 * The window a question is compared with, ending where `resolved` begins: for a named one the same
 * number of local buckets, for a custom one of whole local days the same number of local days, for
 * any other the same length of time.
 */
export function previousWindow(
  window: QuestionWindow,
  resolved: { from: number; to: number },
  zone: Zone,
): { from: number; to: number } {
  const to = resolved.from;
  if ("last" in window && window.last !== "5m") {
    const { unit, count } = NAMED_RULES[window.last];
    return { from: goBack(zone, unit, to, count), to };
  }
  if (isBucketEdge(zone, "day", resolved.from) && isBucketEdge(zone, "day", resolved.to))
    return { from: daysBefore(zone, to, zone.localDay(resolved.to) - zone.localDay(to)), to };
  return { from: to - (resolved.to - resolved.from), to };
}

/** Of local days; 29 February becomes the 28th. */
export function dateYearBefore(day: number): number {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear() - 1, date.getUTCMonth()];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY_MS;
}

/** The same time of the clock a year before, within that date; where clocks skipped it, past the gap. */
function instantYearBefore(at: number, zone: Zone): number {
  const day = zone.localDay(at);
  const then = dateYearBefore(day);
  const local = then * DAY_MS + (at + zone.offsetAt(at) - day * DAY_MS);
  let instant = local - zone.offsetAt(at);
  instant = local - zone.offsetAt(instant);
  return Math.min(Math.max(instant, zone.startOfDay(then)), zone.startOfDay(then + 1));
}

/**
 * The window a year before one that was resolved. Its edges have the same local dates and times of the
 * clock; the end of a date stays the end of that date, 29 February becomes the 28th, and a window of
 * whole local months becomes one of whole months.
 */
export function windowYearBefore(
  { from, to }: { from: number; to: number },
  zone: Zone,
): { from: number; to: number } {
  const startsDay = (at: number) => zone.dayStart(at) === at;
  const startsMonth = (at: number) => zone.monthStart(at) === at;
  const start = startsDay(from)
    ? zone.startOfDay(dateYearBefore(zone.localDay(from)))
    : instantYearBefore(from, zone);
  if (startsMonth(from) && startsMonth(to))
    return { from: start, to: zone.startOfDay(dateYearBefore(zone.localDay(to))) };
  const end = startsDay(to)
    ? zone.startOfDay(dateYearBefore(zone.localDay(to - 1)) + 1)
    : instantYearBefore(to, zone);
  return { from: start, to: Math.max(start, end) };
}
