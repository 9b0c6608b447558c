import { expect, test } from "vitest";
import { compareSides } from "../../../src/model/reconcile/compare-sides.ts";
import { explain, type Finding } from "../../../src/model/reconcile/explain.ts";
import { matchNames, namesOf } from "../../../src/model/reconcile/match-names.ts";
import { OTHER_NAMES, sharedDays, type SideCounts } from "../../../src/model/reconcile/side-counts.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { makeSideTally } from "../../../src/transfer/reconcile/tally-side.ts";
import { comparisonToCsv } from "../../../src/ui/reconcile/compare-csv.ts";
import { findingWords } from "../../../src/ui/reconcile/finding-words.ts";
import { makeEvent } from "../../support/rolled-project.ts";

const zone = zoneOf("Europe/Berlin");
const HOUR_MS = 3_600_000;
/** Midnight of 1 May 2026 in Berlin. */
const START = Date.UTC(2026, 3, 30, 22);

const side = (times: readonly number[], name = (_at: number) => "click"): SideCounts => {
  const tally = makeSideTally(zone);
  for (const [at, hours] of times.entries())
    tally.take(
      makeEvent({
        id: `${name(at)}-${at}`,
        name: name(at),
        timestamp: START + hours * HOUR_MS,
        distinctId: `d${at}`,
      }),
    );
  return { ...tally.finish(), parts: [], refused: 0 };
};
function compared(a: SideCounts, b: SideCounts) {
  const matches = matchNames(namesOf(a), namesOf(b));
  return compareSides(a, b, { measure: "events", range: sharedDays(a, b)!, matches });
}
const told = (a: SideCounts, b: SideCounts): string[] => {
  const comparison = compared(a, b);
  return explain(a, b, comparison, zone)
    .filter(({ kind }) => kind !== "ids")
    .map((finding) => findingWords(finding, comparison, zone).title);
};
const perHour = (from: number, to: number, each = 4): number[] =>
  Array.from({ length: (to - from) * each }, (_, at) => from + Math.floor(at / each) + (at % each) / each);
const week = perHour(0, 7 * 24);

test.each([
  ["before 14:00 on 3 May", 48, 62],
  ["after 15:00 on 3 May", 63, 72],
  ["on 3 May between 09:00 and 15:00", 57, 63],
  ["on 3 May", 48, 72],
  ["from 3 May to 5 May", 48, 120],
  ["from 20:00 on 2 May to 04:00 on 5 May", 44, 100],
])("a side that is silent has nothing %s", (when, from, to) => {
  const silent = week.filter((hours) => hours < from || hours >= to);
  expect(told(side(week), side(silent))[0]).toBe(`B has nothing ${when}`);
  expect(told(side(silent), side(week))[0]).toBe(`A has nothing ${when}`);
});

test("names of one side are told alone, or how many there are", () => {
  const some = side(week, (at) => (at % 3 === 0 ? "scroll" : "click"));
  const none = side(week.filter((_, at) => at % 3 !== 0));
  expect(told(some, none)[0]).toBe("Only A has “scroll”: 224 events");
  const many = side(week, (at) => (at % 3 === 0 ? `scroll ${at % 5}` : "click"));
  expect(told(none, many)[0]).toBe("5 events only B has: 224 events");
});

test("users of several values are told as the most they can be", () => {
  const taken = (names: readonly string[]): SideCounts => {
    const tally = makeSideTally(zone);
    for (const name of names)
      for (let user = 0; user < 10; user++)
        tally.take(makeEvent({ id: `${name} ${user}`, name, timestamp: START, distinctId: `d${user}` }));
    return { ...tally.finish(), parts: [], refused: 0 };
  };
  const told = (a: SideCounts, b: SideCounts) => {
    const range = sharedDays(a, b)!;
    const comparison = compareSides(a, b, {
      measure: "users",
      range,
      matches: matchNames(namesOf(a), namesOf(b)),
    });
    return explain(a, b, comparison, zone).map((finding) => findingWords(finding, comparison, zone))[0];
  };
  const clicks = taken(["click"]);
  // The same ten did both: no number of users is said that is none.
  expect(told(clicks, taken(["click", "scroll", "hover"]))).toEqual({
    title: "2 events only B has: up to 20 users",
    body: "100% of the differences in users by event, added up: hover, scroll.",
  });
  expect(told(clicks, taken(["click", "scroll"]))).toEqual({
    title: "Only B has “scroll”: 10 users",
    body: "100% of the differences in users by event, added up.",
  });
});

test("what explains nothing is not told: half of everything is a ratio", () => {
  expect(told(side(week), side(week.filter((_, at) => at % 2 === 0)))).toEqual([
    "B has about 50% of A's events, every day",
  ]);
  expect(told(side(week), side(week))).toEqual([]);
});

test("a clock is told with the zone it looks like", () => {
  const shift = (byMs: number, zoneMs: number): Finding => ({
    kind: "shift",
    shift: { byMs, before: 0.6, after: 0.02 },
    zoneMs,
  });
  const words = (finding: Finding) => findingWords(finding, compared(side(week), side(week)), zone);
  expect(words(shift(-2 * HOUR_MS, 2 * HOUR_MS))).toEqual({
    title: "B looks 2 h ahead of A",
    body: "Moved by that, 2% of it falls into other half hours than A's, not 60%. Its times look like those of Europe/Berlin, read as UTC.",
  });
  expect(words(shift(2 * HOUR_MS, 2 * HOUR_MS)).body).toContain(
    "look like UTC, read as those of Europe/Berlin",
  );
  expect(words(shift(5.5 * HOUR_MS, 2 * HOUR_MS))).toMatchObject({ title: "B looks 5 h 30 min behind A" });
});

test("the tables are saved as CSV, days first, and no cell is a formula", () => {
  const a = side([1, 2, 30], (at) => (at === 0 ? "=1+1" : "Sign Up"));
  const b = side([1, 30], () => "sign_up");
  expect(comparisonToCsv(compared(a, b)).split("\r\n").slice(0, 6)).toEqual([
    "by,value,value in B,measure,A,B,A minus B,share of differences",
    "total,,,events,3,2,1,",
    "day,2026-05-01,,events,2,1,1,1",
    "day,2026-05-02,,events,1,1,0,0",
    "event,'=1+1,,events,1,0,1,1",
    "event,Sign Up,sign_up,events,2,2,0,0",
  ]);
});

test("ids whose names were too many to be held are told without one", () => {
  const [a, b] = [side(perHour(0, 4)), side(perHour(0, 4))];
  const comparison = compared(a, b);
  const ids = { both: 3, onlyA: 7, onlyB: 0, namesOnlyA: [[OTHER_NAMES, 5] as const, ["buy", 2] as const] };
  const words = findingWords({ kind: "ids", ids: { ...ids, namesOnlyB: [] } }, comparison, zone);
  expect(words.body).toBe("7 ids are in A alone (5 with other names, 2 buy), 0 ids in B alone.");
});
