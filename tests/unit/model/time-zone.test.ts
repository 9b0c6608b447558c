import { describe, expect, test } from "vitest";
import { bucketStarts } from "../../../src/model/buckets.ts";
import { dateToDay, dayToDate, isTimeZone, zoneOf, type Zone } from "../../../src/model/time-zone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);
const texts = (starts: number[]): string[] =>
  starts.map((start) => new Date(start).toISOString().slice(0, 16));

const labels = (zone: Zone, from: string, to: string): string[] =>
  bucketStarts(zone, "hour", at(from), at(to)).map(
    (start) => `${zone.localDate(start)} ${zone.localHour(start)}`,
  );

describe("hours", () => {
  test("a repeated hour is two buckets", () => {
    const berlin = zoneOf("Europe/Berlin");
    expect(labels(berlin, "2026-10-24T23:00Z", "2026-10-25T03:00Z")).toEqual([
      "2026-10-25 1",
      "2026-10-25 2",
      "2026-10-25 2",
      "2026-10-25 3",
    ]);
    expect(bucketStarts(berlin, "hour", at("2026-10-24T22:00Z"), at("2026-10-25T23:00Z"))).toHaveLength(25);
  });

  test("a skipped hour has no bucket", () => {
    const berlin = zoneOf("Europe/Berlin");
    expect(labels(berlin, "2026-03-29T00:00Z", "2026-03-29T02:00Z")).toEqual([
      "2026-03-29 1",
      "2026-03-29 3",
    ]);
    expect(berlin.nextBucket("day", at("2026-03-29T05:00Z")) - berlin.dayStart(at("2026-03-29T05:00Z"))).toBe(
      23 * HOUR,
    );
  });

  test("zones off the whole hour have hours of their own", () => {
    expect(texts([zoneOf("Asia/Kolkata").hourStart(at("2026-01-01T00:29Z"))])).toEqual(["2025-12-31T23:30"]);
    expect(texts([zoneOf("Asia/Kathmandu").hourStart(at("2026-01-01T00:14Z"))])).toEqual([
      "2025-12-31T23:15",
    ]);
    expect(texts([zoneOf("Asia/Kathmandu").dayStart(at("2026-01-01T00:14Z"))])).toEqual(["2025-12-31T18:15"]);
  });

  test("a half-hour change cuts the hour it falls in", () => {
    const island = zoneOf("Australia/Lord_Howe");
    expect(texts(bucketStarts(island, "hour", at("2026-04-04T14:00Z"), at("2026-04-04T17:30Z")))).toEqual([
      "2026-04-04T14:00",
      "2026-04-04T15:00",
      "2026-04-04T15:30",
      "2026-04-04T16:30",
    ]);
    expect(texts(bucketStarts(island, "hour", at("2026-10-03T14:30Z"), at("2026-10-03T17:00Z")))).toEqual([
      "2026-10-03T14:30",
      "2026-10-03T15:30",
      "2026-10-03T16:00",
    ]);
  });
});

describe("days", () => {
  test("start after a gap at midnight", () => {
    const zone = zoneOf("America/Sao_Paulo");
    const start = zone.dayStart(at("2018-11-04T12:00Z"));
    expect(texts([start])).toEqual(["2018-11-04T03:00"]);
    expect(zone.localHour(start)).toBe(1);
    expect(zone.localDate(start)).toBe("2018-11-04");
  });

  test("start once where clocks go back over midnight", () => {
    const zone = zoneOf("America/Sao_Paulo");
    expect(texts(bucketStarts(zone, "day", at("2018-02-17T12:00Z"), at("2018-02-19T12:00Z")))).toEqual([
      "2018-02-17T02:00",
      "2018-02-18T03:00",
      "2018-02-19T03:00",
    ]);
  });

  test("never return to a date that was left", () => {
    const zone = zoneOf("America/St_Johns");
    // Clocks went from 00:01 back to 23:01 of the day before.
    const change = at("2006-10-29T02:31Z");
    expect(zone.offsetAt(change) - zone.offsetAt(change - 1)).toBe(-HOUR);
    expect(zone.localDate(change - 1)).toBe("2006-10-29");
    expect(zone.localDate(change)).toBe("2006-10-29");
    expect(zone.dayStart(change)).toBe(change - 60_000);
    expect(zone.hourStart(change)).toBe(change);
  });

  test("that a zone skipped have no bucket", () => {
    const zone = zoneOf("Pacific/Apia");
    const days = bucketStarts(zone, "day", at("2011-12-29T12:00Z"), at("2012-01-01T12:00Z"));
    expect(days.map(zone.localDate)).toEqual(["2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02"]);
    expect(texts([zone.startOfDay(15_338)])).toEqual(["2011-12-30T10:00"]);
    expect(zone.startOfDay(15_338)).toBe(zone.startOfDay(15_339));
  });
});

test("weeks start on Monday and months on the first", () => {
  const zone = zoneOf("Europe/Berlin");
  expect(texts([zone.weekStart(at("2026-11-29T22:00Z")), zone.weekStart(at("2026-11-29T23:00Z"))])).toEqual([
    "2026-11-22T23:00",
    "2026-11-29T23:00",
  ]);
  expect(
    texts([zone.monthStart(at("2026-04-10T00:00Z")), zone.nextBucket("month", at("2026-12-10T00:00Z"))]),
  ).toEqual(["2026-03-31T22:00", "2026-12-31T23:00"]);
});

test("weeks start on Sunday where they are said to, over a change of clocks and before 1970 too", () => {
  const zone = zoneOf("Europe/Berlin", "sunday");
  expect(texts([zone.weekStart(at("2026-03-28T22:59Z")), zone.weekStart(at("2026-03-28T23:00Z"))])).toEqual([
    "2026-03-21T23:00",
    "2026-03-28T23:00",
  ]);
  expect(texts([zone.nextBucket("week", at("2026-03-29T12:00Z"))])).toEqual(["2026-04-04T22:00"]);
  expect(texts([zone.weekStart(at("1969-12-31T12:00Z"))])).toEqual(["1969-12-27T23:00"]);
  expect(zoneOf("Europe/Berlin").weekStart(at("2026-03-29T12:00Z"))).toBe(at("2026-03-22T23:00Z"));
});

test("times before 1970 and long after have buckets", () => {
  const zone = zoneOf("America/New_York");
  expect(zone.localDate(at("1899-12-31T12:00Z"))).toBe("1899-12-31");
  expect(zone.localHour(at("1969-12-31T23:30Z"))).toBe(18);
  expect(zone.localDate(at("2399-07-01T03:00Z"))).toBe("2399-06-30");
});

test("a date is a day of the calendar, or none", () => {
  for (const date of ["1969-12-31", "1970-01-01", "2024-02-29", "2026-11-29"])
    expect(dayToDate(dateToDay(date)!)).toBe(date);
  for (const none of ["", "2026-2-3", "2026-02-29", "2026-02-30", "2026-13-01", "2026-11-29T00:00:00Z"])
    expect(dateToDay(none)).toBeUndefined();
});

test("an unknown zone is told from a known one", () => {
  expect([isTimeZone("Europe/Berlin"), isTimeZone("Mars/Olympus"), isTimeZone("")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(() => zoneOf("Mars/Olympus")).toThrow(RangeError);
});

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Pacific/Apia",
  "America/St_Johns",
  "Africa/Casablanca",
  "Africa/Cairo",
  "America/Havana",
  "Pacific/Kwajalein",
];

const formatOf = (name: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });

describe.each(ZONES)("%s", (name) => {
  const zone = zoneOf(name);
  const format = formatOf(name);
  const instants = [
    [at("1993-08-15T00:00Z"), at("1993-08-28T00:00Z")],
    [at("2006-10-20T00:00Z"), at("2006-11-05T00:00Z")],
    [at("2011-12-25T00:00Z"), at("2012-01-05T00:00Z")],
    [at("2018-02-10T00:00Z"), at("2018-11-10T00:00Z")],
    [at("2026-03-01T00:00Z"), at("2026-11-10T00:00Z")],
  ] as const;

  test.each(instants)("labels agree with Intl and buckets tile time, from %d", (from, to) => {
    for (let ms = from + 7; ms < to; ms += 47 * 60_000) {
      const text = format.format(ms);
      const date = text.slice(0, 10);
      const hour = Number(text.slice(11, 13));
      if (zone.localHour(ms) !== hour) expect([ms, zone.localHour(ms)]).toEqual([ms, hour]);
      const mine = zone.localDate(ms);
      if (mine !== date && !(mine > date && hour === 23)) expect([ms, mine]).toEqual([ms, date]);
    }
    let hour = zone.hourStart(from);
    while (hour < to) {
      const next = zone.nextBucket("hour", hour);
      const good =
        next > hour &&
        next - hour <= HOUR &&
        zone.hourStart(next - 1) === hour &&
        zone.hourStart(next) === next &&
        zone.dayStart(next - 1) === zone.dayStart(hour) &&
        zone.localHour(next - 1) === zone.localHour(hour) &&
        zone.previousBucket("hour", next) === hour;
      if (!good) expect(`hour at ${new Date(hour).toISOString()}`).toBe("a tile");
      hour = next;
    }
    let day = zone.dayStart(from);
    while (day < to) {
      const next = zone.nextBucket("day", day);
      expect(next - day).toBeGreaterThanOrEqual(22 * HOUR);
      expect(next - day).toBeLessThanOrEqual(26 * HOUR);
      expect([zone.dayStart(next - 1), zone.dayStart(next), zone.hourStart(day)]).toEqual([day, next, day]);
      expect(zone.localDay(next)).toBeGreaterThan(zone.localDay(day));
      for (const unit of ["week", "month"] as const) {
        const start = zone.bucketStart(unit, day);
        expect(zone.dayStart(start)).toBe(start);
        expect(zone.nextBucket(unit, day)).toBeGreaterThanOrEqual(next);
      }
      day = next;
    }
  });

  test("asking in any order gives the same", () => {
    const other = zoneOf(name);
    const times = Array.from(
      { length: 400 },
      (_, index) => at("1990-01-01T00:00Z") + ((index * 7_919) % 400) * 37 * DAY,
    );
    const there = times.map((ms) => [zone.hourStart(ms), zone.dayStart(ms), zone.localDay(ms)]);
    const back = times
      .toReversed()
      .map((ms) => [other.hourStart(ms), other.dayStart(ms), other.localDay(ms)]);
    expect(there).toEqual(back.toReversed());
  });
});
