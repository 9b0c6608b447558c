import fc from "fast-check";
import { expect, test } from "vitest";
import * as v from "valibot";
import {
  COMPARISONS,
  DISPLAYS,
  explorationSchema,
  parseSheet,
  sheetToText,
  type Exploration,
  type ExplorationSeries,
  type Sheet,
} from "../../src/model/exploration.ts";
import { evaluateFormula, parseFormula, SERIES_LETTERS, type SeriesLetter } from "../../src/model/formula.ts";
import { FOLDS, MEASURES, PERS, type AnyMeasure, type Filter } from "../../src/model/question.ts";
import { cumulate, rollingMean, toHeatCells, type Value } from "../../src/model/series-values.ts";
import { zoneOf } from "../../src/model/time-zone.ts";
import { runs } from "../support/fast-check-setup.ts";

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ property: words, op: fc.constantFrom("set" as const, "not-set" as const) }),
  fc.record({ property: words, op: fc.constantFrom("is" as const, "is-not" as const), value: words }),
);
const filters = fc.array(filter, { maxLength: 3 });
const measure: fc.Arbitrary<AnyMeasure> = fc.oneof(
  fc.constantFrom(...MEASURES),
  fc.record({ count: fc.constant("events" as const), per: fc.constantFrom(...PERS) }),
  fc.record(
    {
      property: words.map((key) => `p${key}`),
      fold: fc.constantFrom(...FOLDS),
      per: fc.constantFrom(...PERS),
    },
    { requiredKeys: ["property", "fold"] },
  ),
);
const series: fc.Arbitrary<ExplorationSeries[]> = fc
  .uniqueArray(fc.constantFrom(...SERIES_LETTERS), { minLength: 1 })
  .chain((letters) =>
    fc.tuple(
      ...letters.map((letter) =>
        fc.record(
          {
            letter: fc.constant(letter),
            measure,
            type: words,
            name: words,
            filters,
            label: words,
          },
          { requiredKeys: ["letter", "measure", "filters"] },
        ),
      ),
    ),
  );
const sheet: fc.Arbitrary<Sheet> = fc.record(
  {
    series,
    formulas: fc.array(
      fc.record(
        { text: fc.constantFrom("A/B", "(A+B)*100/C", "-1"), label: words },
        { requiredKeys: ["text"] },
      ),
      { maxLength: 4 },
    ),
    breakdown: fc.record({ property: words, top: fc.integer({ min: 1, max: 20 }) }),
    compare: fc.constantFrom(...COMPARISONS),
    display: fc.constantFrom(...DISPLAYS),
    shown: fc.oneof(
      fc.constantFrom("counted" as const, "cumulative" as const),
      fc.record({ rolling: fc.integer({ min: 2, max: 90 }) }),
    ),
  },
  { requiredKeys: ["series", "formulas", "compare", "display", "shown"] },
);
/** As it comes out of JSON: without prototypes of the generator's. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

test("a link says a sheet whole", () => {
  fc.assert(
    fc.property(sheet, (given) => {
      expect(parseSheet(sheetToText(given))).toEqual({ sheet: plain(given), notices: [] });
    }),
    runs(300),
  );
});

test("what is stored is read as it was", () => {
  const exploration: fc.Arbitrary<Exploration> = fc
    .tuple(
      sheet,
      filters,
      fc.boolean(),
      fc.option(fc.constantFrom("hour" as const, "week" as const), { nil: undefined }),
    )
    .map(([given, all, allTraffic, granularity]) => ({
      ...given,
      version: 1,
      window: { from: 5, to: 9 },
      filters: all,
      allTraffic,
      ...(granularity && { granularity }),
    }));
  fc.assert(
    fc.property(exploration, (given) => {
      expect(v.parse(explorationSchema, plain(given))).toEqual(plain(given));
    }),
    runs(300),
  );
});

test("no link is read with an exception, and what is read can be said again", () => {
  const odd = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        series: fc.anything(),
        formulas: fc.anything(),
        breakdown: fc.anything(),
        shown: fc.anything(),
      })
      .map((given) => {
        try {
          return JSON.stringify(given) ?? "";
        } catch {
          return "";
        }
      }),
  );
  fc.assert(
    fc.property(odd, (text) => {
      const { sheet: read } = parseSheet(text);
      expect(parseSheet(sheetToText(read))).toEqual({ sheet: read, notices: [] });
    }),
    runs(300),
  );
});

/** A formula as text, and what it is worth, by arithmetic of its own: undefined for a gap. */
interface Drawn {
  text: string;
  worth: (values: Record<string, number | undefined>) => number | undefined;
}
const { formula } = fc.letrec<{ formula: Drawn; leaf: Drawn; operation: Drawn; negative: Drawn }>((tie) => ({
  leaf: fc.oneof(
    fc.integer({ min: 0, max: 99 }).map((value): Drawn => ({ text: String(value), worth: () => value })),
    fc
      .constantFrom("A", "B", "C")
      .map((letter): Drawn => ({ text: letter, worth: (values) => values[letter] })),
  ),
  negative: tie("formula").map(({ text, worth }): Drawn => ({
    text: `-(${text})`,
    worth: (values) => {
      const of = worth(values);
      return of === undefined ? undefined : -of;
    },
  })),
  operation: fc
    .tuple(tie("formula"), fc.constantFrom("+", "-", "*", "/"), tie("formula"))
    .map(([left, sign, right]): Drawn => ({
      text: `(${left.text}) ${sign} (${right.text})`,
      worth: (values) => {
        const [one, other] = [left.worth(values), right.worth(values)];
        if (one === undefined || other === undefined) return undefined;
        if (sign === "/") return other === 0 ? undefined : one / other;
        return sign === "+" ? one + other : sign === "-" ? one - other : one * other;
      },
    })),
  formula: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie("leaf"), tie("negative"), tie("operation")),
}));
const value = fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined });

test("a formula is worth what a naive evaluation says", () => {
  fc.assert(
    fc.property(formula, fc.record({ A: value, B: value, C: value }), ({ text, worth }, values) => {
      const parsed = parseFormula(text);
      fc.pre(text.length <= 200);
      if (!parsed.ok) throw new Error(parsed.failure.message);
      const found = evaluateFormula(parsed.value, (letter: SeriesLetter) => values[letter as "A"]);
      const expected = worth(values);
      expect(found).toBe(expected === undefined || !Number.isFinite(expected) ? undefined : expected + 0);
    }),
    runs(500),
  );
});

test("operators without parentheses are worth what arithmetic says", () => {
  const terms = fc.array(
    fc.tuple(
      fc.constantFrom("+", "-"),
      fc.array(fc.tuple(fc.constantFrom("*", "/"), fc.integer({ min: 1, max: 9 })), {
        minLength: 1,
        maxLength: 4,
      }),
    ),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(terms, (given) => {
      const text = given
        .map(
          ([sign, factors]) =>
            `${sign}${factors.map(([by, factor], at) => (at === 0 ? factor : `${by}${factor}`)).join("")}`,
        )
        .join("")
        .replace(/^\+/, "");
      const expected = given.reduce((sum, [sign, factors]) => {
        const product = factors.reduce(
          (worth, [by, factor], at) => (at === 0 ? factor : by === "*" ? worth * factor : worth / factor),
          1,
        );
        return sign === "+" ? sum + product : sum - product;
      }, 0);
      const parsed = parseFormula(text);
      expect(parsed.ok && evaluateFormula(parsed.value, () => undefined)).toBeCloseTo(expected, 9);
    }),
    runs(300),
  );
});

test("sums and means of buckets are those of a recount", () => {
  const values: fc.Arbitrary<Value[]> = fc.array(value, { maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 9 }), (given, buckets) => {
      const known = (from: number, to: number): number[] =>
        given.filter((each, at): each is number => at >= from && at <= to && each !== undefined);
      const sum = (list: number[]): number => list.reduce((all, each) => all + each, 0);
      expect(cumulate(given)).toEqual(
        given.map((each, at) => (each === undefined ? undefined : sum(known(0, at)))),
      );
      for (const [at, mean] of rollingMean(given, buckets).entries()) {
        const among = known(at - buckets + 1, at);
        if (given[at] === undefined) expect(mean).toBeUndefined();
        else expect(mean).toBeCloseTo(sum(among) / among.length, 9);
      }
    }),
    runs(200),
  );
});

test("a heat map's cells are means by the clock of the zone", () => {
  const zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"];
  const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 5_000 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 400 }),
      (name, shift, counts) => {
        const zone = zoneOf(name);
        const points: [number, number][] = [];
        let start = zone.bucketStart("hour", Date.UTC(2026, 2, 1) + shift * 3_600_000);
        for (const count of counts) {
          points.push([start, count]);
          start = zone.nextBucket("hour", start);
        }
        const format = new Intl.DateTimeFormat("en-GB", {
          timeZone: name,
          weekday: "short",
          hour: "2-digit",
          hourCycle: "h23",
        });
        const until = points[Math.floor(points.length * 0.9)]?.[0] ?? Infinity;
        const cells = toHeatCells(points, zone, until);
        const kept = points.filter(([time]) => time < until);
        const labels = kept.map(([time]) => {
          const parts = new Map(format.formatToParts(time).map(({ type, value: part }) => [type, part]));
          return `${WEEKDAYS.indexOf(parts.get("weekday") ?? "")} ${Number(parts.get("hour"))}`;
        });
        for (const [day, hours] of cells.entries())
          for (const [hour, cell] of hours.entries()) {
            const own = kept.filter((_, at) => labels[at] === `${day} ${hour}`).map(([, count]) => count);
            expect(cell.hours).toBe(own.length);
            if (own.length > 0)
              expect(cell.value).toBeCloseTo(own.reduce((all, each) => all + each, 0) / own.length, 9);
            else expect(cell.value).toBeUndefined();
          }
      },
    ),
    runs(60),
  );
});
