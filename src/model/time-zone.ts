import type { Granularity } from "./question.ts";
import { CHUNK_MS, makeOffsetProbe, readSegments, type Segment } from "./zone-segments.ts";
import { weekOf, type WeekStart } from "./week-start.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Calendar of one IANA zone. Instants are epoch milliseconds; a bucket is named by the instant it
 * starts at, and buckets of one granularity tile time without gap or overlap. Hours nest in days,
 * days in weeks and months.
 *
 * An hour ends at each change of the zone's offset, so a repeated hour is two buckets. A local date
 * begins at the first instant whose date is that one or later and never returns: a date the zone
 * skipped has no bucket, and a stretch in which clocks went back over midnight stays in the later date.
 */
export interface Zone {
  readonly name: string;
  readonly weeksFrom: WeekStart;
  /** Local time minus UTC, milliseconds. */
  offsetAt(ms: number): number;
  hourStart(ms: number): number;
  dayStart(ms: number): number;
  weekStart(ms: number): number;
  monthStart(ms: number): number;
  bucketStart(granularity: Granularity, ms: number): number;
  /** Start of the bucket after the one that holds `ms`. */
  nextBucket(granularity: Granularity, ms: number): number;
  /** Start of the bucket before the one that holds `ms`. */
  previousBucket(granularity: Granularity, ms: number): number;
  /** Local date as days since 1970-01-01. */
  localDay(ms: number): number;
  /** Local date as `YYYY-MM-DD`. */
  localDate(ms: number): string;
  /** 0 to 23. */
  localHour(ms: number): number;
  /** First instant of a local date given as days since 1970-01-01. */
  startOfDay(day: number): number;
}

function monthOf(day: number, shift: number): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1) / DAY_MS;
}

export function dayToDate(day: number): string {
  const text = new Date(day * DAY_MS).toISOString();
  return text.slice(0, text.indexOf("T"));
}

/** Days since 1970-01-01 of a date such as `2026-11-29`; undefined where the calendar has none such. */
export function dateToDay(date: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN;
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date) ? undefined : ms / DAY_MS;
}

function makeZone(name: string, weekStart: WeekStart): Zone {
  const probe = makeOffsetProbe(name);
  const chunks = new Map<number, Segment[]>();
  const dayStarts = new Map<number, number>();

  const find = (ms: number): Segment => {
    const index = Math.floor(ms / CHUNK_MS);
    let segments = chunks.get(index);
    if (segments === undefined) {
      segments = readSegments(probe, index);
      chunks.set(index, segments);
    }
    let at = 0;
    while (ms >= (segments[at] as Segment).to) at++;
    return segments[at] as Segment;
  };
  let segment = find(0);
  const segmentAt = (ms: number): Segment => {
    if (ms < segment.from || ms >= segment.to) segment = find(ms);
    return segment;
  };

  const unitStart = (unit: number, ms: number): number => {
    const { offset, since } = segmentAt(ms);
    const start = Math.floor((ms + offset) / unit) * unit - offset;
    return start < since ? since : start;
  };
  const unitEnd = (unit: number, ms: number): number => {
    const { offset, until } = segmentAt(ms);
    const end = (Math.floor((ms + offset) / unit) + 1) * unit - offset;
    return end > until ? until : end;
  };
  const localDay = (ms: number): number => {
    const { offset, reached } = segmentAt(ms);
    const day = Math.floor((ms + offset) / DAY_MS);
    return day < reached ? reached : day;
  };
  const findStartOfDay = (day: number): number => {
    const midnight = day * DAY_MS;
    for (let at = midnight - DAY_MS; ;) {
      const { offset, since, to } = find(at);
      const start = Math.max(since, midnight - offset);
      if (start < to) return start;
      at = to;
    }
  };
  const startOfDay = (day: number): number => {
    let start = dayStarts.get(day);
    if (start === undefined) {
      start = findStartOfDay(day);
      dayStarts.set(day, start);
    }
    return start;
  };
  const firstDay = (granularity: "day" | "week" | "month", day: number): number =>
    granularity === "day" ? day : granularity === "week" ? weekOf(day, weekStart) : monthOf(day, 0);
  const followingDay = (granularity: "day" | "week" | "month", day: number): number =>
    granularity === "day" ? day + 1 : granularity === "week" ? weekOf(day, weekStart) + 7 : monthOf(day, 1);

  const bucketStart = (granularity: Granularity, ms: number): number => {
    if (granularity === "minute") return unitStart(MINUTE_MS, ms);
    if (granularity === "hour") return unitStart(HOUR_MS, ms);
    return startOfDay(firstDay(granularity, localDay(ms)));
  };
  const nextBucket = (granularity: Granularity, ms: number): number => {
    if (granularity === "minute") return unitEnd(MINUTE_MS, ms);
    if (granularity === "hour") return unitEnd(HOUR_MS, ms);
    let day = localDay(ms);
    for (;;) {
      day = followingDay(granularity, day);
      const start = startOfDay(day);
      if (start > ms) return start;
    }
  };
  return {
    name,
    weeksFrom: weekStart,
    offsetAt: (ms) => segmentAt(ms).offset,
    hourStart: (ms) => unitStart(HOUR_MS, ms),
    dayStart: (ms) => startOfDay(localDay(ms)),
    weekStart: (ms) => bucketStart("week", ms),
    monthStart: (ms) => bucketStart("month", ms),
    bucketStart,
    nextBucket,
    previousBucket: (granularity, ms) => bucketStart(granularity, bucketStart(granularity, ms) - 1),
    localDay,
    localDate: (ms) => dayToDate(localDay(ms)),
    localHour: (ms) => {
      const hour = Math.floor((ms + segmentAt(ms).offset) / HOUR_MS) % 24;
      return hour < 0 ? hour + 24 : hour;
    },
    startOfDay,
  };
}

/**
 * The instant of a local time, given as if it were UTC. A time that clocks skip moves on by the gap; of a
 * repeated time the first is meant.
 */
export function localToInstant(localMs: number, zone: Zone): number {
  const before = localMs - zone.offsetAt(localMs - DAY_MS);
  const after = localMs - zone.offsetAt(localMs + DAY_MS);
  if (before === after || before + zone.offsetAt(before) === localMs) return before;
  return after + zone.offsetAt(after) === localMs ? after : before;
}

const zones = new Map<string, Zone>();
const zoneKey = (name: string, weekStart: WeekStart): string => `${name} ${weekStart}`;

export function isTimeZone(name: string): boolean {
  if (zones.has(zoneKey(name, "monday"))) return true;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Cached. Throws a RangeError where {@link isTimeZone} is false. */
export function zoneOf(name: string, weekStart: WeekStart = "monday"): Zone {
  const key = zoneKey(name, weekStart);
  let zone = zones.get(key);
  if (zone === undefined) {
    zone = makeZone(name, weekStart);
    zones.set(key, zone);
  }
  return zone;
}

/** Of a project, by which its weeks are counted too. Throws as {@link zoneOf}. */
export const zoneOfProject = ({ timeZone, weekStart }: { timeZone: string; weekStart?: WeekStart }): Zone =>
  zoneOf(timeZone, weekStart);
