import { expect, it } from "vitest";
import { DEFAULT_SHEET, type Exploration } from "../../../src/model/exploration.ts";
import type { SeriesLetter } from "../../../src/model/formula.ts";
import type { AnyAnswer } from "../../../src/model/question.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { colorLines, linesToDraw } from "../../../src/ui/explore/colored-lines.ts";
import { linesToCsv, totalsToCsv } from "../../../src/ui/explore/explore-csv.ts";
import { toLines, type PartAnswers } from "../../../src/ui/explore/lines.ts";

const DAY_MS = 86_400_000;
const days = (values: readonly (number | null)[]): [number, number | null][] =>
  values.map((value, at) => [at * DAY_MS, value]);
const answer = (given: Partial<AnyAnswer>): AnyAnswer => ({
  total: 0,
  receipt: {
    source: "daily",
    generation: 1,
    sequence: 1,
    ms: 1,
    scanned: 1,
    from: 0,
    to: 3 * DAY_MS,
    timeZone: "UTC",
  },
  ...given,
});
const exploration = (more: Partial<Exploration>): Exploration => ({
  ...DEFAULT_SHEET,
  ...{ version: 1, window: { from: 0, to: 3 * DAY_MS }, filters: [], allTraffic: false },
  series: [
    { letter: "A", measure: "users", filters: [] },
    { letter: "B", measure: "events", name: "buy", filters: [] },
  ],
  ...more,
});
const lines = (
  asked: Exploration,
  answers: [SeriesLetter, AnyAnswer][],
  parts?: [SeriesLetter, PartAnswers][],
) => toLines(asked, new Map(answers), "day", zoneOf("UTC"), parts && new Map(parts));

const A = answer({
  total: 5,
  previous: 4,
  series: days([2, 0, 4]),
  previousSeries: days([1, 1, 2]),
  incompleteFrom: 2 * DAY_MS,
});
const B = answer({ total: 9, previous: 2, series: days([4, 3, 2]), previousSeries: days([2, 0, 0]) });

it("works formulas out by bucket and of totals, with a gap where it divides by zero", () => {
  const told = lines(exploration({ formulas: [{ text: "B/A" }] }), [
    ["A", A],
    ["B", B],
  ]);
  expect(told.filling).toBe(2);
  const [a, b, ratio] = told.lines;
  expect([a?.words, b?.words, ratio?.words]).toEqual(["Users: All events", "buy", "B/A"]);
  expect(ratio).toMatchObject({
    values: [2, undefined, 0.5],
    previous: [2, 0, 0],
    total: 9 / 5,
    moved: { now: 9 / 5, before: 0.5 },
  });
  expect(linesToCsv(told, told.lines).split("\r\n")[2]).toBe("1970-01-02T00:00:00.000Z,0,1,3,0,,0,false");
});

it("waits for the answers a formula needs, and says which series there is none of", () => {
  const asked = exploration({ formulas: [{ text: "B/A" }, { text: "A/C" }, { text: "7" }] });
  const told = lines(asked, [["A", A]]);
  expect(told.lines.map(({ id }) => id)).toEqual(["A"]);
  expect([...told.wrong]).toEqual([
    [1, "There is no series C."],
    [2, "It names no series."],
  ]);
});

it("adds buckets up, and means those there are, before formulas", () => {
  const formulas = [{ text: "B/A" }];
  const sums = lines(exploration({ formulas, shown: "cumulative" }), [
    ["A", A],
    ["B", B],
  ]).lines;
  expect(sums.map(({ values }) => values)).toEqual([
    [2, 2, 6],
    [4, 7, 9],
    [2, 3.5, 1.5],
  ]);
  expect(sums[0]?.total).toBe(5);
  const means = lines(exploration({ shown: { rolling: 2 } }), [
    ["A", A],
    ["B", B],
  ]).lines;
  expect(means.map(({ values }) => values)).toEqual([
    [2, 1, 2],
    [4, 3.5, 2.5],
  ]);
});

it("puts buckets of answers at different times under one another, and takes null for a gap", () => {
  const later = answer({ total: null, series: days([7, null, 9, 1]).slice(1) });
  const [, b] = lines(exploration({}), [
    ["A", A],
    ["B", later],
  ]).lines;
  expect(b).toMatchObject({ values: [undefined, undefined, 9], total: undefined });
});

it("tells a breakdown by value, with the rest: of events by bucket, of users in all alone", () => {
  const groups = (second: number) => [
    { key: "pro", value: 3, series: days([1, 0, second]) },
    { key: null, value: 1, series: days([0, 1, 0]) },
  ];
  const asked = exploration({ breakdown: { property: "plan", top: 2 }, formulas: [{ text: "B/A" }] });
  const told = lines(asked, [
    ["A", { ...A, groups: groups(2), other: 2 }],
    ["B", { ...B, groups: groups(1).slice(0, 1), other: 5 }],
  ]).lines;
  const byId = new Map(told.map((line) => [line.id, line]));
  expect(byId.get("A other")).toMatchObject({ total: 2, values: [undefined, undefined, undefined] });
  expect(byId.get("B other")).toMatchObject({ total: 5, values: [3, 3, 1] });
  expect(byId.get('formula 0 "pro"')).toMatchObject({ total: 1, values: [1, undefined, 0.5] });
  expect(byId.get("formula 0 null")).toMatchObject({ total: undefined });
  expect(byId.get("A null")?.words).toBe("A · Users: All events · Not set");
});

it("draws a formula far from the series on the right, and none in a stack", () => {
  const told = colorLines(
    lines(exploration({ formulas: [{ text: "B/A*1000" }] }), [
      ["A", A],
      ["B", B],
    ]).lines,
  );
  const drawn = linesToDraw(told, "line", new Set());
  expect(drawn.map(({ right }) => right)).toEqual([false, false, true]);
  expect(linesToDraw(told, "stacked", new Set(["A"])).map(({ id }) => id)).toEqual(["B"]);
});

it("compares of a range that runs what is over of it, formulas and values of a breakdown too", () => {
  const part = (now: Partial<AnyAnswer>, before: Partial<AnyAnswer>): PartAnswers => ({
    current: answer(now),
    previous: answer(before),
  });
  const answers: [SeriesLetter, AnyAnswer][] = [
    ["A", A],
    ["B", B],
  ];
  const parts: [SeriesLetter, PartAnswers][] = [
    ["A", part({ total: 4 }, { total: 2 })],
    ["B", part({ total: 6 }, { total: 1 })],
  ];
  const told = lines(exploration({ formulas: [{ text: "B/A" }] }), answers, parts).lines;
  expect(told.map(({ total, moved }) => [total, moved])).toEqual([
    [5, { now: 4, before: 2 }],
    [9, { now: 6, before: 1 }],
    [9 / 5, { now: 1.5, before: 0.5 }],
  ]);
  expect(totalsToCsv(told.slice(0, 1), true).split("\r\n").slice(0, 2)).toEqual([
    'line,total,total of full hours,"previous, as many"',
    "Users: All events,5,4,2",
  ]);
  // Nothing to compare yet.
  expect(lines(exploration({}), answers, []).lines.map(({ moved }) => moved)).toEqual([undefined, undefined]);

  const group = (key: string, value: number) => ({ key, value, previous: 100 });
  const asked = exploration({
    breakdown: { property: "plan", top: 2 },
    series: [{ letter: "A", measure: "events", filters: [] }],
  });
  const whole = { ...A, groups: [group("pro", 3), group("free", 2)], other: 0 };
  const broken = lines(
    asked,
    [["A", whole]],
    [["A", part({ groups: [group("pro", 2)] }, { groups: [group("free", 7)] })]],
  ).lines;
  // What is not among the values of a part did not happen in it.
  expect(broken.map(({ moved }) => moved)).toEqual([
    { now: 2, before: 0 },
    { now: 0, before: 7 },
  ]);
  const full = Array.from({ length: 1_000 }, (_, n) => group(`plan ${n}`, 9));
  const unlisted = lines(asked, [["A", whole]], [["A", part({ groups: full }, { groups: [] })]]).lines;
  expect(unlisted[0]?.moved).toEqual({ now: undefined, before: 0 });
});
