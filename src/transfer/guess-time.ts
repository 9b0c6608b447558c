import type { RowTime, TimeOfDay } from "../model/row-mapping.ts";
import { type FieldFinder, filled, lastKey, LIKELY } from "./guess-columns.ts";
import { isCounted, looseNumberOf, readCounted, readTimeOfDay, readWritten } from "./row-time.ts";

/** How one field's values may be read as times. */
export interface TimeReading {
  field: string;
  /** Undefined where two orders of day and month fit all of them. */
  format: RowTime | undefined;
  why: string;
  /** Some have no offset of their own. */
  needsZone: boolean;
  /** Any has a time of the day. */
  hasClock: boolean;
}

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const WRITTEN = ["iso", "named", "ymd", "dmy", "mdy"] as const;
const COUNTED = ["seconds", "milliseconds", "microseconds", "nanoseconds"] as const;
const LEAST_SHARE = 0.8;

const TIME_KEYS: readonly string[] = [
  ...LIKELY.time,
  ...["created", "updatedat", "day", "datetimeutc", "timestamputc", "eventdate", "orderdate", "startedat"],
];
const CLOCK_KEYS = ["timeofday", "clock", "time", "hour", "hours", "deptime", "starttime"];

/** The field that likeliest says when a row happened: by its name first, else the first whose values are dates as text. */
export function findTime(finder: FieldFinder): TimeReading | undefined {
  const named = TIME_KEYS.flatMap((key) => finder.fields.filter((field) => lastKey(field) === key));
  const ending = finder.fields.filter((field) => /(date|time|at|timestamp|_ts)$/i.test(field));
  const readings = [...new Set([...named, ...ending, ...finder.fields])].flatMap(
    (field) =>
      readTimes(
        field,
        finder.valuesOf(field),
        TIME_KEYS.includes(lastKey(field)) || ending.includes(field),
      ) ?? [],
  );
  // A date alone is less than a date with its time.
  return readings.find(({ hasClock }) => hasClock) ?? readings[0];
}

/** `mayCount`: numbers may be times, too. */
export function readTimes(
  field: string,
  all: readonly unknown[],
  mayCount: boolean,
): TimeReading | undefined {
  const values = filled(all);
  if (values.length === 0) return undefined;
  const enough = (count: number): boolean => count >= LEAST_SHARE * values.length;
  const share = (count: number, what: string): string =>
    count === values.length ? `Every value is ${what}.` : `${count} of ${values.length} values are ${what}.`;

  const readings = WRITTEN.flatMap((format) => {
    const read = values.flatMap((value) =>
      typeof value === "string"
        ? (readWritten(value, format) ?? [])
        : format === "ymd" && isDayNumber(value)
          ? (readWritten(String(value), format) ?? [])
          : [],
    );
    return enough(read.length) ? [{ format, read }] : [];
  });
  const orders = readings.filter(({ format }) => format === "dmy" || format === "mdy");
  // Where one order reads more than the other, a day above 12 tells them apart.
  const most = Math.max(...orders.map(({ read }) => read.length));
  const fitting = readings.filter((each) => !orders.includes(each) || each.read.length === most);
  const [first] = fitting;
  if (first !== undefined) {
    const fittingOrders = fitting.filter((each) => orders.includes(each));
    const isOpen = first.format === "dmy" && fittingOrders.length === 2;
    const dotted = isOpen && values.every((value) => /^\d+\.\d+\./.test(String(value).trim()));
    const what = first.read.every(({ hasClock }) => !hasClock) ? "a date" : "a time";
    return {
      field,
      format: isOpen && !dotted ? undefined : first.format,
      why: isOpen
        ? dotted
          ? "Dates with dots have the day first."
          : "Every value is a date. No number above 12 tells the day from the month."
        : fittingOrders.length === 1 && first.format !== "iso"
          ? `${share(first.read.length, what)} A day above 12 tells it from the month.`
          : share(first.read.length, what),
      needsZone: first.read.some(({ offsetMs }) => offsetMs === undefined),
      hasClock: first.read.some(({ hasClock }) => hasClock),
    };
  }
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length === values.length)
    return {
      field,
      format: "milliseconds",
      why: share(dates.length, "a time"),
      needsZone: false,
      hasClock: true,
    };
  if (!mayCount) return undefined;
  for (const format of COUNTED) {
    const count = values.filter((value) => {
      const ms = isCounted(format) ? readCounted(value, format) : undefined;
      return ms !== undefined && ms >= EARLIEST && ms < LATEST;
    }).length;
    if (enough(count))
      return {
        field,
        format,
        why: share(count, `a number of ${format} since 1970`),
        needsZone: false,
        hasClock: true,
      };
  }
  return undefined;
}

const isDayNumber = (value: unknown): boolean =>
  typeof value === "number" && value >= 19_000_101 && value <= 99_991_231;

export interface ClockReading {
  field: string;
  format: TimeOfDay;
  why: string;
}

/** A field that says the time of the day: by its values where they are written with a colon, else by its name too. */
export function findTimeOfDay(finder: FieldFinder, except: string | undefined): ClockReading | undefined {
  const isLikely = (field: string): boolean =>
    CLOCK_KEYS.includes(lastKey(field)) || /time$/i.test(lastKey(field));
  const likely = finder.fields.filter((field) => field !== except);
  for (const field of [...likely.filter(isLikely), ...likely]) {
    const values = filled(finder.valuesOf(field));
    const count = values.filter((value) => readTimeOfDay(value, "clock") !== undefined).length;
    if (values.length > 0 && count >= LEAST_SHARE * values.length)
      return {
        field,
        format: "clock",
        why:
          count === values.length
            ? "Every value is a time of the day."
            : `${count} of ${values.length} values are times of the day.`,
      };
    if (!isLikely(field)) continue;
    const numbers = values.flatMap((value) => looseNumberOf(value) ?? []);
    if (values.length === 0 || numbers.length < values.length) continue;
    const most = Math.max(...numbers);
    const isWhole = numbers.every((value) => Number.isInteger(value));
    if (numbers.some((value) => value < 0)) continue;
    if (most <= 24)
      return {
        field,
        format: "hours",
        why: `Every value is from 0 to 24: hours of the day.`,
      };
    if (isWhole && most <= 2_400 && numbers.every((value) => value % 100 < 60))
      return { field, format: "hhmm", why: "Every value is an hour and a minute, as in 1405." };
  }
  return undefined;
}
