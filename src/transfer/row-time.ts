import { LATEST_MS, parseTimestamp } from "../intake/parse-timestamp.ts";
import type { RowTime, TimeOfDay } from "../model/row-mapping.ts";
import { localToInstant, type Zone } from "../model/time-zone.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A date and time as it is written: as if it were UTC, unless it says its offset. */
export interface WrittenTime {
  localMs: number;
  offsetMs?: number;
  hasClock: boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAME =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;

const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?`;
const REST = "(?<rest>.*)$";
const NUMBERS = new RegExp(String.raw`^${WEEKDAY}(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)${REST}`, "i");
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([/.\-]?)(\d{1,2})\2(\d{1,2})(?!\d)${REST}`);
const NAMED = [
  new RegExp(
    String.raw`^${WEEKDAY}(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/.]+(?<month>[a-z]{3,9})\.?,?[ \-/.]+(?<year>\d{4}|\d\d)(?!\d)${REST}`,
    "i",
  ),
  new RegExp(
    String.raw`^${WEEKDAY}(?<month>[a-z]{3,9})\.? +(?<day>\d{1,2})(?:st|nd|rd|th)?,? +(?<year>\d{4})(?!\d)${REST}`,
    "i",
  ),
  new RegExp(
    String.raw`^(?<year>\d{4})[ \-/.](?<month>[a-z]{3,9})\.?[ \-/.](?<day>\d{1,2})(?!\d)${REST}`,
    "i",
  ),
];
const CLOCK =
  /^(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? *(?:([ap])\.?m\.?)? *(?:(z|utc|gmt)? ?(?:([+-])(\d\d):?(\d\d))?)?(?: \([^)]*\))?$/i;
const BEFORE_CLOCK = /^(?:[T:]|,? +at +|, *| +)(?=\d)/i;

/** Undefined where the text is no date and time written so, or none that exists. Midnight where it has no clock. */
export function readWritten(
  input: string,
  format: Extract<RowTime, "iso" | "dmy" | "mdy" | "ymd" | "named">,
): WrittenTime | undefined {
  if (input.length > 80) return undefined;
  const text = input.trim();
  if (format === "named") return readNamed(text);
  if (format === "iso" || format === "ymd") {
    const match = YEAR_FIRST.exec(text);
    if (match === null || (format === "iso" && !/^\d{4}-\d\d-\d\d/.test(text))) return undefined;
    // 2026129 may be two days.
    if (match[2] === "" && !/^\d{8}(?!\d)/.test(text)) return undefined;
    return assemble(Number(match[1]), Number(match[3]), Number(match[4]), match.groups?.["rest"] ?? "");
  }
  const match = NUMBERS.exec(text);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const [day, month] = format === "dmy" ? [first, second] : [second, first];
  return assemble(yearOf(match[4] ?? ""), month, day, match.groups?.["rest"] ?? "");
}

function readNamed(text: string): WrittenTime | undefined {
  for (const pattern of NAMED) {
    const { day = "", month = "", year = "", rest = "" } = pattern.exec(text)?.groups ?? {};
    if (!MONTH_NAME.test(month)) continue;
    return assemble(yearOf(year), MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1, Number(day), rest);
  }
  return undefined;
}

/** As POSIX has it: 69 to 99 are of the last century. */
const yearOf = (digits: string): number =>
  digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 69 ? 2000 : 1900);

function assemble(year: number, month: number, day: number, rest: string): WrittenTime | undefined {
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1000) return undefined;
  if (rest.trim() === "") return { localMs: midnight, hasClock: false };
  const clock = readClock(rest.replace(BEFORE_CLOCK, ""));
  if (clock === undefined || !BEFORE_CLOCK.test(rest)) return undefined;
  return {
    localMs: midnight + clock.ms,
    hasClock: true,
    ...(clock.offsetMs === undefined ? {} : { offsetMs: clock.offsetMs }),
  };
}

function readClock(text: string): { ms: number; offsetMs?: number } | undefined {
  const match = CLOCK.exec(text.trim());
  if (match === null) return undefined;
  const half = match[5]?.toLowerCase();
  if (match[2] === undefined && half === undefined) return undefined;
  const written = Number(match[1]);
  if (half === undefined ? written > 23 : written < 1 || written > 12) return undefined;
  const hour = half === undefined ? written : (written % 12) + (half === "p" ? 12 : 0);
  const [minute, second] = [Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (minute > 59 || second > 59) return undefined;
  const fraction = match[4] === undefined ? 0 : Math.trunc(Number(`0.${match[4]}`) * 1000 + 1e-6);
  const ms = hour * HOUR_MS + minute * 60_000 + second * 1_000 + fraction;
  if (match[7] === undefined) return match[6] === undefined ? { ms } : { ms, offsetMs: 0 };
  const offset = Number(match[8]) * 60 + Number(match[9]);
  if (Number(match[8]) > 23 || Number(match[9]) > 59) return undefined;
  return { ms, offsetMs: match[7] === "-" ? -offset * 60_000 : offset * 60_000 };
}

/** Milliseconds since midnight, up to the next; undefined where the value is no time of a day written so. */
export function readTimeOfDay(value: unknown, format: TimeOfDay): number | undefined {
  if (format === "clock") {
    if (typeof value !== "string" || value.length > 40) return undefined;
    const clock = readClock(value);
    return clock === undefined || clock.offsetMs !== undefined ? undefined : clock.ms;
  }
  const number = looseNumberOf(value);
  if (number === undefined || number < 0) return undefined;
  if (format === "hours") return number <= 24 ? Math.round(number * HOUR_MS) : undefined;
  if (format === "seconds") return number <= 86_400 ? Math.round(number * 1_000) : undefined;
  const [hour, minute] = [Math.floor(number / 100), number % 100];
  if (!Number.isInteger(number) || minute > 59 || number > 2_400) return undefined;
  return hour * HOUR_MS + minute * 60_000;
}

/** Whether a cell holds nothing. */
export const isBlank = (value: unknown): value is undefined | null | "" =>
  value === undefined || value === null || value === "";

/**
 * A number, or text that is one and nothing else in any notation: spreadsheets write times as 1.7E+12. What
 * products write is read by `numberOf` of their shapes, which takes digits alone.
 */
export function looseNumberOf(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Not 007 or 0x1F, which are codes. */
const PLAIN_NUMBER = /^[+-]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:e[+-]?\d+)?$/i;

/** A number that text is written as; undefined where digits would be lost, as of a long code in a column of numbers. */
export function plainNumberOf(text: string): number | undefined {
  const written = text.trim();
  const number = PLAIN_NUMBER.test(written) ? looseNumberOf(written) : undefined;
  const isLong = number !== undefined && /^[+-]?\d{16}/.test(written) && !Number.isSafeInteger(number);
  return isLong ? undefined : number;
}

/** As {@link plainNumberOf}, of a number with a decimal comma; nothing parts its thousands. */
export function commaNumberOf(text: string): number | undefined {
  const written = text.trim();
  return /^[+-]?\d+(?:,\d+)?$/.test(written) ? plainNumberOf(written.replace(",", ".")) : undefined;
}

const UNITS = { seconds: 1_000, milliseconds: 1, microseconds: 1e-3, nanoseconds: 1e-6 } as const;
type Counted = keyof typeof UNITS;
export const isCounted = (format: RowTime): format is Counted => Object.hasOwn(UNITS, format);

/** Epoch milliseconds, by what one unit is; microseconds and finer are cut, not rounded. */
export function readCounted(value: unknown, format: Counted): number | undefined {
  if (value instanceof Date) return value.getTime();
  const number = looseNumberOf(value);
  if (number === undefined) return undefined;
  if (format === "seconds") return Math.round(number * 1_000);
  return format === "milliseconds" ? number : Math.floor(number / (format === "microseconds" ? 1e3 : 1e6));
}

/**
 * The instant a value of a row says, epoch milliseconds; a string says, in words that follow the field's name,
 * why it says none. What names no zone is read in `zone`: a time that clocks skip moves on by the gap, of a
 * repeated time the first is meant. `timeOfDayMs` is added to the date.
 */
export function readRowTime(
  value: unknown,
  format: RowTime,
  zone: Zone | undefined,
  timeOfDayMs?: number,
): number | string {
  if (isBlank(value)) return "is empty";
  if (timeOfDayMs === undefined) {
    if (isCounted(format)) return within(readCounted(value, format), format, value);
    if (format === "iso" && typeof value === "string") {
      const known = parseTimestamp(value);
      if (typeof known === "number") return known;
    }
  }
  const written = writtenOf(value, format);
  if (written === undefined) return `is not ${TIME_WORDS[format]}: ${shown(value)}`;
  const localMs =
    timeOfDayMs === undefined ? written.localMs : Math.floor(written.localMs / DAY_MS) * DAY_MS + timeOfDayMs;
  if (written.offsetMs !== undefined) return within(localMs - written.offsetMs, format, value);
  if (zone === undefined) return "has no time zone: end it with Z or an offset such as +02:00";
  return within(localToInstant(localMs, zone), format, value);
}

/** A day that is counted from 1970 is that day in UTC. */
function writtenOf(value: unknown, format: RowTime): WrittenTime | undefined {
  if (value instanceof Date) return { localMs: value.getTime(), hasClock: true };
  if (isCounted(format)) {
    const ms = readCounted(value, format);
    return ms === undefined ? undefined : { localMs: ms, hasClock: true };
  }
  if (typeof value === "number" && format === "ymd") return readWritten(String(value), format);
  return typeof value === "string" ? readWritten(value, format) : undefined;
}

const within = (ms: number | undefined, format: RowTime, value: unknown): number | string => {
  if (ms === undefined || Number.isNaN(ms)) return `is not ${TIME_WORDS[format]}: ${shown(value)}`;
  return ms >= 0 && ms < LATEST_MS ? Math.round(ms) : `is outside 1970 to 9999: ${shown(value)}`;
};

/** As much of a value as is said of it. */
export const shown = (value: unknown): string =>
  (JSON.stringify(value) ?? String(value)).slice(0, 40).toWellFormed();

const TIME_WORDS: Record<RowTime, string> = {
  iso: "an ISO 8601 date and time",
  seconds: "a number of seconds since 1970",
  milliseconds: "a number of milliseconds since 1970",
  microseconds: "a number of microseconds since 1970",
  nanoseconds: "a number of nanoseconds since 1970",
  dmy: "a date with the day first, then the month",
  mdy: "a date with the month first, then the day",
  ymd: "a date with the year first",
  named: "a date with the month's name",
};
