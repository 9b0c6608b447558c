import type { Granularity, Measure } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";

const plain = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });
const finePercent = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 1,
});
const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const formatCount = (value: number): string => plain.format(value);
export const formatCompact = (value: number): string => compact.format(value);
/** `share` 1 is 100%. */
export const formatPercent = (share: number): string =>
  Math.abs(share) < 0.1 ? finePercent.format(share) : percent.format(share);

export const formatMs = (ms: number): string =>
  ms < 1000 ? `${oneDigit.format(ms)} ms` : `${oneDigit.format(ms / 1000)} s`;

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** `45s`, `3m 12s`, `1h 04m`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}h ${two(minutes)}m` : `${minutes}m ${two(whole % 60)}s`;
}

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? oneDigit.format(value) : plain.format(Math.round(value))} ${BYTE_UNITS[unit]}`;
}

const MEASURE_WORDS: Record<Measure, [one: string, many: string]> = {
  events: ["event", "events"],
  users: ["user", "users"],
  sessions: ["session", "sessions"],
};

export const countOf = (value: number, measure: Measure): string =>
  `${formatCount(value)} ${MEASURE_WORDS[measure][value === 1 ? 0 : 1]}`;

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(timeZone: string, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${timeZone} ${name}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(undefined, { ...options, timeZone });
    formats.set(key, format);
  }
  return format;
}

const HOUR_CYCLE = { hourCycle: "h23" } as const;

/** `12:41:07` in the zone. */
export const formatClock = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "clock", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...HOUR_CYCLE,
  }).format(ms);

/** `12:41:07.204` in the zone. */
export const formatFineClock = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "fine", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    ...HOUR_CYCLE,
  }).format(ms);

/** `24 Nov 2026, 12:41` in the zone. */
export const formatInstant = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "instant", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...HOUR_CYCLE,
  }).format(ms);

/** `24 Nov 2026` in the zone. */
export const formatDate = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "date", { day: "numeric", month: "short", year: "numeric" }).format(ms);

/** `24 Nov` in the zone. */
export const formatDay = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "day", { day: "numeric", month: "short" }).format(ms);

export const formatHour = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "hour", { hour: "2-digit", minute: "2-digit", ...HOUR_CYCLE }).format(ms);

export const formatWeekdayHour = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "weekday-hour", {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...HOUR_CYCLE,
  }).format(ms);

export const formatMonth = (ms: number, timeZone: string): string =>
  dateFormat(timeZone, "month", { month: "short", year: "numeric" }).format(ms);

/** Whether the hour before or after has the same local hour: then only the offset tells them apart. */
function isRepeatedHour(ms: number, timeZone: string): boolean {
  const zone = zoneOf(timeZone);
  const hour = zone.localHour(ms);
  return [zone.previousBucket("hour", ms), zone.nextBucket("hour", ms)].some(
    (neighbour) => zone.localHour(neighbour) === hour,
  );
}

const OFFSET = { timeZoneName: "shortOffset" } as const;

/** What a bucket that starts at `ms` is called; a repeated hour's with its offset. */
export function formatBucket(ms: number, granularity: Granularity, timeZone: string): string {
  switch (granularity) {
    case "minute":
      if (!isRepeatedHour(ms, timeZone)) return formatHour(ms, timeZone);
      return dateFormat(timeZone, "bucket-minute-offset", {
        hour: "2-digit",
        minute: "2-digit",
        ...HOUR_CYCLE,
        ...OFFSET,
      }).format(ms);
    case "hour": {
      const repeated = isRepeatedHour(ms, timeZone);
      return dateFormat(timeZone, repeated ? "bucket-hour-offset" : "bucket-hour", {
        weekday: "short",
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
        ...HOUR_CYCLE,
        ...(repeated && OFFSET),
      }).format(ms);
    }
    case "day":
      return dateFormat(timeZone, "bucket-day", {
        weekday: "short",
        day: "numeric",
        month: "short",
        year: "numeric",
      }).format(ms);
    case "week":
      return `Week of ${dateFormat(timeZone, "bucket-week", { day: "numeric", month: "short", year: "numeric" }).format(ms)}`;
    case "month":
      return formatMonth(ms, timeZone);
  }
}

const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** `just now`, `4 minutes ago`, `3 hours ago`, `yesterday`, `12 days ago`. */
export const agoText = (at: number, now: number): string => {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return ago.format(-minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? ago.format(-hours, "hour") : ago.format(-Math.floor(hours / 24), "day");
};

const figures = [0, 1, 2].map((most) => new Intl.NumberFormat(undefined, { maximumFractionDigits: most }));
const small = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });

/** A figure that may be a fraction: `1,204`, `183.4`, `2.75`, `0.0312`. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 10_000) return figures[0]!.format(value);
  return size >= 100
    ? figures[1]!.format(value)
    : size >= 1
      ? figures[2]!.format(value)
      : small.format(value);
}
