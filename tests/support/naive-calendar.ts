import type { Granularity, NamedWindow, QuestionWindow } from "../../src/model/question.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** No zone is further from UTC. */
const FURTHEST_MS = 16 * HOUR_MS;

interface Span {
  from: number;
  to: number;
}

/** A zone's calendar asked of Intl instant by instant, on its own: nothing of it comes from `src`. */
export interface NaiveCalendar {
  bucketStart(granularity: Granularity, ms: number): number;
  /** Of the buckets that overlap `[from, to)`. */
  bucketStarts(granularity: Granularity, from: number, to: number): number[];
  resolve(window: QuestionWindow, now: number): Span & { granularity: Granularity };
  previous(window: QuestionWindow, now: number): Span;
  yearBefore(window: QuestionWindow, now: number): Span;
}

const NAMED: Record<NamedWindow, [unit: Granularity, count: number, granularity: Granularity]> = {
  "5m": ["minute", 5, "minute"],
  today: ["day", 1, "hour"],
  "24h": ["hour", 24, "hour"],
  "48h": ["hour", 48, "hour"],
  "7d": ["day", 7, "day"],
  "30d": ["day", 30, "day"],
  "90d": ["day", 90, "day"],
  "12mo": ["month", 12, "month"],
};

const remainder = (value: number, unit: number): number => ((value % unit) + unit) % unit;

/** The first whole second after `low`, at most `high`, where `holds`; it must hold from there on. */
function firstSecond(low: number, high: number, holds: (ms: number) => boolean): number {
  let [before, after] = [Math.floor(low / SECOND_MS), Math.floor(high / SECOND_MS)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle * SECOND_MS)) after = middle;
    else before = middle;
  }
  return after * SECOND_MS;
}

function granularityOf(lengthMs: number): Granularity {
  if (lengthMs <= 2 * HOUR_MS) return "minute";
  if (lengthMs <= 49 * HOUR_MS) return "hour";
  if (lengthMs <= 100 * DAY_MS) return "day";
  return lengthMs <= 366 * DAY_MS ? "week" : "month";
}

export function naiveCalendar(timeZone: string, weekStart: "monday" | "sunday" = "monday"): NaiveCalendar {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const offsets = new Map<number, number>();
  const dayStarts = new Map<number, number>();

  function offsetAt(ms: number): number {
    const second = Math.floor(ms / SECOND_MS) * SECOND_MS;
    let offset = offsets.get(second);
    if (offset === undefined) {
      const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      const [year, month, day] = [part("year"), part("month"), part("day")];
      offset = Date.UTC(year, month - 1, day, part("hour"), part("minute"), part("second")) - second;
      offsets.set(second, offset);
    }
    return offset;
  }
  const dayOf = (ms: number): number => Math.floor((ms + offsetAt(ms)) / DAY_MS);
  function startOfDay(day: number): number {
    let start = dayStarts.get(day);
    if (start === undefined) {
      const midnight = day * DAY_MS;
      start = firstSecond(midnight - FURTHEST_MS, midnight + FURTHEST_MS, (ms) => dayOf(ms) >= day);
      dayStarts.set(day, start);
    }
    return start;
  }
  /** First day of the week or month of a day, or of the one after. */
  function firstDay(granularity: Granularity, day: number, further: 0 | 1): number {
    if (granularity === "day") return day + further;
    if (granularity === "week")
      return day - remainder(day + (weekStart === "sunday" ? 4 : 3), 7) + 7 * further;
    const date = new Date(day * DAY_MS);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + further, 1) / DAY_MS;
  }
  function bucketStart(granularity: Granularity, ms: number): number {
    if (granularity !== "minute" && granularity !== "hour")
      return startOfDay(firstDay(granularity, dayOf(ms), 0));
    const offset = offsetAt(ms);
    const start = ms - remainder(ms + offset, granularity === "minute" ? MINUTE_MS : HOUR_MS);
    if (offsetAt(start) === offset) return start;
    return firstSecond(start, ms + SECOND_MS, (at) => offsetAt(at) === offset);
  }
  function nextBucket(granularity: Granularity, start: number): number {
    if (granularity !== "minute" && granularity !== "hour")
      return startOfDay(firstDay(granularity, dayOf(start), 1));
    const unit = granularity === "minute" ? MINUTE_MS : HOUR_MS;
    const offset = offsetAt(start);
    const end = start - remainder(start + offset, unit) + unit;
    if (offsetAt(end - SECOND_MS) === offset) return end;
    return firstSecond(start, end, (at) => offsetAt(at) !== offset);
  }
  function goBack(granularity: Granularity, start: number, count: number): number {
    let at = start;
    for (let step = 0; step < count; step++) at = bucketStart(granularity, at - SECOND_MS);
    return at;
  }
  function resolve(window: QuestionWindow, now: number): Span & { granularity: Granularity } {
    if (!("last" in window)) return { ...window, granularity: granularityOf(window.to - window.from) };
    const [unit, count, granularity] = NAMED[window.last];
    if (window.last === "5m") {
      const to = (Math.floor(now / SECOND_MS) + 1) * SECOND_MS;
      return { from: to - count * MINUTE_MS, to, granularity };
    }
    const running = bucketStart(unit, now);
    return { from: goBack(unit, running, count - 1), to: nextBucket(unit, running), granularity };
  }
  return {
    bucketStart,
    bucketStarts(granularity, from, to) {
      const starts: number[] = [];
      for (let start = bucketStart(granularity, from); start < to; start = nextBucket(granularity, start))
        starts.push(start);
      return starts;
    },
    resolve,
    yearBefore(window, now) {
      const { from, to } = resolve(window, now);
      const partsOf = (ms: number) => new Date(ms + offsetAt(ms));
      /** The date of a local time a year before, in the month's last where there is none. */
      const earlier = (local: Date): number => {
        const moved = new Date(local);
        moved.setUTCFullYear(local.getUTCFullYear() - 1);
        return moved.getUTCDate() === local.getUTCDate() ? moved.getTime() : moved.getTime() - DAY_MS;
      };
      const isMonth = (ms: number) => bucketStart("month", ms) === ms;
      const whole = isMonth(from) && isMonth(to);
      const move = (ms: number, isEnd: boolean): number => {
        if (bucketStart("day", ms) !== ms) {
          const local = earlier(partsOf(ms));
          return local - offsetAt(local - offsetAt(ms));
        }
        const day = Math.floor(earlier(new Date((dayOf(ms) - (isEnd ? 1 : 0)) * DAY_MS)) / DAY_MS);
        return startOfDay(day + (isEnd ? 1 : 0));
      };
      return { from: move(from, false), to: move(to, !whole) };
    },
    previous(window, now) {
      const { from, to } = resolve(window, now);
      if ("last" in window && window.last !== "5m") {
        const [unit, count] = NAMED[window.last];
        return { from: goBack(unit, from, count), to: from };
      }
      const [first, end] = [dayOf(from), dayOf(to)];
      if (startOfDay(first) === from && startOfDay(end) === to)
        return { from: startOfDay(first - (end - first)), to: from };
      return { from: from - (to - from), to: from };
    },
  };
}
