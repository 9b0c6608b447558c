import { describe, expect, it } from "vitest";
import { DEFAULT_SHEET, seriesToQuestion, type Exploration } from "../../../src/model/exploration.ts";
import type { AnyMeasure } from "../../../src/model/question.ts";
import { isNothing } from "../../../src/ui/explore/is-nothing.ts";
import { pointQuestion } from "../../../src/ui/explore/point-question.ts";

const exploration: Exploration = {
  ...DEFAULT_SHEET,
  version: 1,
  series: [
    { letter: "A", measure: "users", name: "signup", filters: [{ property: "plan", op: "set" }] },
    { letter: "B", measure: "events", filters: [] },
  ],
  breakdown: { property: "country", and: "device", top: 5 },
  window: { last: "7d" },
  filters: [{ property: "path", op: "is", value: "/" }],
  allTraffic: false,
};
const bucket = { from: 10, to: 20 };

describe("a point", () => {
  it("is the series over its bucket, with both values of the breakdown, one that is missing too", () => {
    expect(pointQuestion(exploration, { kind: "group", letter: "A", key: ["DE", null] }, bucket)).toEqual({
      version: 1,
      measure: "users",
      window: bucket,
      name: "signup",
      filters: [
        { property: "path", op: "is", value: "/" },
        { property: "country", op: "is", value: "DE" },
        { property: "device", op: "not-set" },
        { property: "plan", op: "set" },
      ],
      traffic: "real",
    });
  });

  it("is judged over the whole line's time where that is asked what somebody did", () => {
    const did = { who: "user", did: { name: "buy" }, least: 2 } as const;
    const over = { from: 0, to: 100 };
    const asked = { ...exploration, filters: [did] };
    expect(pointQuestion(asked, { kind: "series", letter: "B" }, bucket, over)).toMatchObject({
      window: bucket,
      judgedOver: over,
      filters: [did],
    });
    expect(pointQuestion(exploration, { kind: "series", letter: "B" }, bucket, over)).not.toHaveProperty(
      "judgedOver",
    );
  });

  it("of a formula, or of everything else, is of no events that filters keep", () => {
    expect(pointQuestion(exploration, { kind: "formula" }, bucket)).toBeUndefined();
    expect(pointQuestion(exploration, { kind: "other", letter: "A" }, bucket)).toBeUndefined();
  });

  it("is asked by pairs and against a year before as the exploration says", () => {
    expect(
      seriesToQuestion({ ...exploration, compare: "year" }, exploration.series[1]!, "day"),
    ).toMatchObject({
      breakdown: ["country", "device"],
      limit: 5,
      compare: "year",
    });
  });
});

describe("zero", () => {
  const answered = (measure: AnyMeasure, total: number | null, previous?: number): boolean =>
    isNothing(
      { series: [{ letter: "A", measure, filters: [] }] },
      new Map([["A", { total, ...(previous !== undefined && { previous }) }]]),
    );

  it("is a figure of what does not count, of one series among others, and where there was something before", () => {
    expect(answered({ property: "n", fold: "sum" }, 0)).toBe(false);
    expect(answered({ property: "n", fold: "median" }, 0)).toBe(false);
    expect(answered({ count: "sessions", per: "user" }, 0)).toBe(false);
    expect(answered("events", 0, 3)).toBe(false);
    expect(
      isNothing(
        exploration,
        new Map([
          ["A", { total: 0 }],
          ["B", { total: 4 }],
        ]),
      ),
    ).toBe(false);
  });

  it("is nothing where nothing was counted, and what cannot be told is nothing", () => {
    expect(answered("events", 0, 0)).toBe(true);
    expect(answered({ property: "n", fold: "median" }, null)).toBe(true);
  });
});
