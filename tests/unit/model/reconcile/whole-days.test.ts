import { expect, test } from "vitest";
import { countBetween } from "../../../../src/model/reconcile/explain.ts";
import { HALF_HOUR_MS } from "../../../../src/model/reconcile/find-shift.ts";
import { reconcileSides } from "../../../../src/model/reconcile/reconcile-sides.ts";
import type { SideCounts } from "../../../../src/model/reconcile/side-counts.ts";
import { wholeDays } from "../../../../src/model/reconcile/whole-days.ts";
import { zoneOf } from "../../../../src/model/time-zone.ts";
import { makeSideTally } from "../../../../src/transfer/reconcile/tally-side.ts";
import { partDayWords } from "../../../../src/ui/reconcile/compare-words.ts";
import { makeRandom } from "../../../support/make-random.ts";
import { makeEvent } from "../../../support/rolled-project.ts";

const HOUR_MS = 3_600_000;
const DAY = Date.UTC(2026, 2, 27) / 86_400_000;
/** Clocks go forward on 29 March; Kolkata is half an hour off the hours. */
const ZONES = ["Europe/Berlin", "Asia/Kolkata"].map((name) => zoneOf(name));

type Zone = (typeof ZONES)[number];

/** Events about every ten minutes of the days from 27 March, but by night, in hours of the zone since its first midnight. */
function side(
  zone: Zone,
  from: number,
  to: number,
  more: { aheadMs?: number; nights?: boolean } = {},
): SideCounts {
  const tally = makeSideTally(zone);
  const random = makeRandom(3);
  const midnight = zone.startOfDay(DAY);
  for (let minute = 0; minute < 5 * 24 * 60; minute += 1 + random(20)) {
    const at = midnight + minute * 60_000;
    const hour = new Date(at + zone.offsetAt(at)).getUTCHours();
    if (at < midnight + from * HOUR_MS || at >= midnight + to * HOUR_MS) continue;
    if (more.nights !== true && hour < 6) continue;
    tally.take(
      makeEvent({ id: `e ${minute}`, timestamp: at + (more.aheadMs ?? 0), distinctId: `d ${minute % 50}` }),
    );
  }
  return { ...tally.finish(), parts: [], refused: 0 };
}
const days = (first: number, last: number) => ({ first: DAY + first, last: DAY + last });

test.each(ZONES)("days of which a side has a part are left out, by the clock of $name", (zone) => {
  const all = side(zone, 0, 120);
  const part = side(zone, 14.5, 3 * 24 + 9);
  for (const [a, b, name] of [
    [all, part, "b"],
    [part, all, "a"],
  ] as const) {
    const found = wholeDays(a, b, zone)!;
    expect(found.range).toEqual(days(1, 2));
    expect(found.parts.map(({ day, side: whose, what }) => [day - DAY, whose, what])).toEqual([
      [0, name, "begins"],
      [3, name, "ends"],
    ]);
    const reconciled = reconcileSides(a, b);
    expect(reconciled).toMatchObject({ ok: true, value: { range: days(1, 2), partDays: found.parts } });
    // Of whole days both have the same, users too.
    const users = reconcileSides(a, b, "users");
    expect(users.ok && users.value.a).toBe(users.ok && users.value.b);
    expect(partDayWords(found.parts[0]!, found.range, zone)).toBe(
      `27 March is left out: ${name.toUpperCase()} begins at 14:30.`,
    );
  }
});

test("a side that begins with its day, sleeps by night or misses a few has whole days", () => {
  const [zone] = ZONES as [Zone];
  expect(wholeDays(side(zone, 0, 119, { nights: true }), side(zone, 0, 119, { nights: true }), zone)).toEqual(
    {
      range: days(0, 4),
      parts: [],
    },
  );
  // Of 119 hours, for an hour was skipped. Both begin at nine.
  expect(wholeDays(side(zone, 9, 120), side(zone, 9, 120), zone)).toMatchObject({
    range: days(0, 4),
    parts: [],
  });
  // A few of many a day.
  expect(wholeDays(side(zone, 0, 120), side(zone, 6.5, 120), zone)).toMatchObject({ parts: [] });
  // From the day before on.
  expect(wholeDays(side(zone, 0, 120), side(zone, 24, 96), zone)).toMatchObject({
    range: days(1, 3),
    parts: [],
  });
});

test("a clock that is ahead takes no day away", () => {
  const [zone] = ZONES as [Zone];
  const [a, b] = [side(zone, 0, 120), side(zone, 0, 120, { aheadMs: 3 * HOUR_MS })];
  expect(wholeDays(a, b, zone)?.parts).toEqual([]);
});

test("where nothing else is shared the day stays, and is told", () => {
  const [zone] = ZONES as [Zone];
  const found = wholeDays(side(zone, 0, 24), side(zone, 14, 24), zone)!;
  expect(found.range).toEqual(days(0, 0));
  expect(found.parts.map((part) => partDayWords(part, found.range, zone))).toEqual([
    "Not all of 27 March: B begins at 14:00.",
  ]);
  expect(wholeDays(side(zone, 0, 24), side(zone, 48, 72), zone)).toBeUndefined();
});

test("half hours between two instants are those that begin from the first on and before the second", () => {
  const counts = [10, 1, 11, 2, 12, 4];
  expect(countBetween(counts, 10 * HALF_HOUR_MS, 12 * HALF_HOUR_MS)).toBe(3);
  expect(countBetween(counts, 10 * HALF_HOUR_MS + 1, 12 * HALF_HOUR_MS + 1)).toBe(6);
});
