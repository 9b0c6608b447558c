import fc from "fast-check";
import { expect, test } from "vitest";
import type { RowTime } from "../../src/model/row-mapping.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { readRowTime } from "../../src/transfer/row-time.ts";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Africa/Casablanca",
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows, as if it were UTC; asked of Intl alone. */
function wallOf(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** The first instant at which the wall shows it; where it never does, as much later as clocks were moved on. */
function naiveInstant(local: number, timeZone: string): number {
  let before = local - 24 * 60 * MINUTE_MS;
  for (let quarter = -64; quarter <= 64; quarter++) {
    const instant = local + quarter * QUARTER_MS;
    if (wallOf(instant, timeZone) === local) return instant;
    if (wallOf(instant, timeZone) < local) before = instant;
  }
  return local - (wallOf(before, timeZone) - before);
}

const two = (value: number): string => String(value).padStart(2, "0");
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** One way to write a wall's time in a format. */
function write(local: number, format: RowTime, style: number): string {
  const date = new Date(local);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const mark = "/.-"[style % 3] ?? "/";
  const name = MONTHS[month - 1] ?? "";
  const dates: Partial<Record<RowTime, string>> = {
    iso: `${year}-${two(month)}-${two(day)}`,
    ymd: style % 2 === 0 ? [year, month, day].join(mark) : `${year}${two(month)}${two(day)}`,
    dmy: [style % 2 === 0 ? day : two(day), month, year].join(mark),
    mdy: [style % 2 === 0 ? month : two(month), day, year].join(mark),
    named: style % 2 === 0 ? `${name} ${day}, ${year}` : `${day} ${name.slice(0, 3).toUpperCase()} ${year}`,
  };
  const half = `${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)}:${two(second)} ${hour < 12 ? "am" : "PM"}`;
  const clock = style % 5 === 0 ? half : `${two(hour)}:${two(minute)}:${two(second)}`;
  return `${dates[format] ?? ""}${format === "iso" && style % 2 === 0 ? "T" : " "}${clock}`;
}

/** Among them instants near a change of the zone's clocks. */
const moments = fc.oneof(
  fc.integer({ min: Date.UTC(1985, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 }),
  fc
    .tuple(
      fc.constantFrom(
        ...[Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25), Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1)],
        ...[Date.UTC(2026, 3, 5), Date.UTC(2026, 9, 4), Date.UTC(2011, 11, 30), Date.UTC(2021, 8, 26)],
      ),
      fc.integer({ min: -30 * 3600, max: 54 * 3600 }),
    )
    .map(([day, seconds]) => day / 1000 + seconds),
);

test("a time without a zone is the instant a naive reading of the zone's clocks gives", () => {
  fc.assert(
    fc.property(
      moments,
      fc.constantFrom(...ZONES),
      fc.constantFrom<RowTime>("iso", "ymd", "dmy", "mdy", "named"),
      fc.nat(30),
      (second, timeZone, format, style) => {
        const local = second * 1000;
        const text = write(local, format, style);
        expect([text, readRowTime(text, format, zoneOf(timeZone))]).toEqual([
          text,
          naiveInstant(local, timeZone),
        ]);
      },
    ),
  );
});

test("an instant that is written with an offset, or counted, is that instant in every zone", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_102_444_800_000 }),
      fc.constantFrom(...ZONES),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      (ms, name, offset) => {
        const zone = zoneOf(name);
        const sign = offset < 0 ? "-" : "+";
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const local = new Date(Math.max(0, ms + offset * MINUTE_MS));
        const instant = local.getTime() - offset * MINUTE_MS;
        fc.pre(instant >= 0);
        const text = `${local.toISOString().slice(0, -1)}${sign}${two(hours)}:${two(minutes)}`;
        expect(readRowTime(text, "iso", zone)).toBe(instant);
        expect(readRowTime(text, "iso", undefined)).toBe(instant);
        expect(readRowTime(ms, "milliseconds", zone)).toBe(ms);
        expect(readRowTime(String(ms / 1000), "seconds", zone)).toBe(ms);
        expect(readRowTime(`${ms}456`, "microseconds", zone)).toBe(ms);
      },
    ),
  );
});

test("a date and a time of the day in two columns are the same as both in one", () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(...ZONES), (second, name) => {
      const zone = zoneOf(name);
      const local = new Date(second * 1000).toISOString();
      const ofDay = Date.parse(`1970-01-01T${local.slice(11)}`);
      expect(readRowTime(local.slice(0, 10), "iso", zone, ofDay)).toBe(
        readRowTime(local.slice(0, -1), "iso", zone),
      );
    }),
  );
});
