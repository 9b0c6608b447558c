import fc from "fast-check";
import type { JsonValue, LochanEvent } from "../../src/model/event.ts";
import {
  FOLDS,
  MEASURES,
  NAMED_WINDOWS,
  PERS,
  type AnyMeasure,
  type AnyQuestion,
  type Filter,
  type EventTerm,
  type Granularity,
  type Question,
  type QuestionWindow,
} from "../../src/model/question.ts";
import type { TrafficRules } from "../../src/model/traffic.ts";
import { makeEvent } from "./mirrored-project.ts";
import { naiveCalendar, type NaiveCalendar } from "./naive-calendar.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const HOSTILE = "'); DROP TABLE m.main.facts; --";
const texts = [
  "",
  "5",
  "5.0",
  "true",
  "null",
  "a",
  "A",
  "ab",
  "ü😀",
  HOSTILE,
  "nul\0led",
  "[1,2]",
  "-3",
  "%_\\",
];
const values: JsonValue[] = [...texts, 5, -3, 0.5, 1e21, true, false, null, [1, 2], [], { b: 1, a: "x" }];
const keys = ["path", "number", "flag", "mixed", 'qu"ote', "name", "Path", "__proto__", ""];
export const names = ["page_view", "sign up", "$leave", "$drop", HOSTILE];
export const types = ["page", "track", "it's"];
const distincts = ["b1", "b2", "b3", "ann", "'"];
const users = ["ann", "bob", "b2"];

const valueFor = (key: string): fc.Arbitrary<JsonValue> => {
  if (key === "number") return fc.constantFrom(1, 2, 2.5, -3, 1e300);
  if (key === "flag") return fc.constantFrom(true, false);
  if (key === "path") return fc.constantFrom("/", "/a", "/b", "/ü", "10", "9");
  return fc.constantFrom(...values);
};

const properties = fc.tuple(...keys.map((key) => fc.option(valueFor(key), { freq: 2 }))).map((found) => {
  const made: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  for (const [index, value] of found.entries()) if (value !== null) made[keys[index]!] = value;
  return made;
});

/** Events mostly within four days of `around`, many of them on the edges of hours. */
export const arbitraryEvents = (around: number): fc.Arbitrary<LochanEvent[]> =>
  fc.array(
    fc
      .record({
        id: fc.uuid(),
        hours: fc.oneof(
          { weight: 3, arbitrary: fc.integer({ min: -96, max: 30 }) },
          { weight: 1, arbitrary: fc.integer({ min: -1_000, max: 30 }) },
          { weight: 1, arbitrary: fc.integer({ min: -365 * 24 - 96, max: -365 * 24 + 96 }) },
        ),
        shiftMs: fc.constantFrom(0, 1, -1, 60_000, 1_234_567),
        name: fc.constantFrom(...names),
        type: fc.constantFrom(...types),
        distinctId: fc.constantFrom(...distincts),
        userId: fc.option(fc.constantFrom(...users), { nil: undefined, freq: 3 }),
        sessionId: fc.option(fc.constantFrom("s1", "s2", "s'3"), { nil: undefined, freq: 2 }),
        source: fc.constantFrom("api", "file:a.ndjson"),
        properties,
      })
      .map(({ hours, shiftMs, userId, sessionId, ...rest }) =>
        makeEvent({
          ...rest,
          timestamp: Math.floor(around / HOUR_MS) * HOUR_MS + hours * HOUR_MS + shiftMs,
          ...(userId !== undefined && { userId }),
          ...(sessionId !== undefined && { sessionId }),
        }),
      ),
    { minLength: 30, maxLength: 120 },
  );

const fields = [...keys, "$name", "$type", "$distinctId", "$userId", "$sessionId", "$source", "missing"];
const searched = [...texts, "s1", "ann", "page", "page_view", "$leave"];
const scalars = [...searched, 5, -3, 2.5, 0.5, true, false, null];
const patterns = [
  "*",
  "?",
  "??",
  "/?",
  "*a*",
  "b?",
  "-*",
  "s?3",
  "?*_*",
  "\\?",
  "%_\\\\",
  "*😀",
  "ü?",
  "*view",
  "$*",
  "5*",
  "nul?led",
];
const ranges = [
  [-3, 5],
  [5, 5],
  ["5", 9],
  [5, -3],
  ["a", "b"],
  ["", "ab"],
  ["page", "page_view"],
];

export const arbitraryFilter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    property: fc.constantFrom(...fields),
    op: fc.constantFrom("is" as const, "is-not" as const),
    value: fc.oneof(
      fc.constantFrom(...scalars),
      fc.array(fc.constantFrom(...scalars), { minLength: 1, maxLength: 3 }),
    ),
  }),
  fc.record({
    property: fc.constantFrom(...fields),
    op: fc.constantFrom("contains" as const, "not-contains" as const),
    value: fc.constantFrom(...searched.filter((text) => text !== "")),
  }),
  fc.record({
    property: fc.constantFrom(...fields),
    op: fc.constantFrom("greater" as const, "less" as const),
    value: fc.constantFrom(...searched, 5, -3, 2.4),
  }),
  fc.record({
    property: fc.constantFrom(...fields),
    op: fc.constantFrom("matches" as const, "not-matches" as const),
    value: fc.constantFrom(...patterns),
  }),
  fc
    .tuple(fc.constantFrom(...fields), fc.constantFrom(...ranges))
    .map(([property, value]): Filter => ({ property, op: "between", value })),
  fc.record({
    property: fc.constantFrom(...fields),
    op: fc.constantFrom("set" as const, "not-set" as const),
  }),
);

/** A filter, or a group of some, in which there may be groups. */
export const arbitraryTerm: fc.Arbitrary<EventTerm> = fc.letrec<{ term: EventTerm; group: EventTerm }>(
  (tie) => ({
    term: fc.oneof({ maxDepth: 2 }, arbitraryFilter, tie("group")),
    group: fc
      .tuple(fc.boolean(), fc.array(tie("term"), { minLength: 1, maxLength: 3 }))
      .map(([isAny, terms]) => (isAny ? { any: terms } : { all: terms })),
  }),
).group;

/** Rules of which some match nothing, some a part and some everything. */
export const arbitraryTraffic: fc.Arbitrary<TrafficRules> = fc.record({
  bots: fc.boolean(),
  rules: fc
    .array(
      fc.record({
        on: fc.boolean(),
        conditions: fc.array(arbitraryFilter, { minLength: 1, maxLength: 2 }),
      }),
      { maxLength: 3 },
    )
    .map((rules) => rules.map((rule, index) => ({ name: `Rule ${index}`, ...rule }))),
});

/** About a quarter of the events are a bot's, by their id. */
export const withBots = (events: readonly LochanEvent[]): LochanEvent[] =>
  events.map((event) =>
    event.id < "4" ? { ...event, properties: { ...event.properties, $bot: true } } : event,
  );

/** Of whole local days, weeks or months around `around`. */
const localWindow = (around: number, calendar: NaiveCalendar): fc.Arbitrary<QuestionWindow> =>
  fc
    .tuple(
      fc.constantFrom(["day", 1, 10] as const, ["week", 7, 5] as const, ["month", 31, 3] as const),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([[unit, days, most], start, length]) => {
      const reach = (most + 1) * days * DAY_MS;
      const edges = calendar.bucketStarts(unit, around - reach, around + reach);
      const first = Math.floor(start * (edges.length / 2));
      const count = 1 + Math.floor(length * (most - 1));
      return { from: edges[first]!, to: edges[first + count]! };
    });

/** Longer than this a series of minutes says nothing more and only takes long. */
const LONGEST_MINUTES_MS = 110 * HOUR_MS;

const arbitraryWindow = (around: number, calendar: NaiveCalendar): fc.Arbitrary<QuestionWindow> =>
  fc.oneof(
    fc.constantFrom(...NAMED_WINDOWS).map((last) => ({ last })),
    fc
      .tuple(
        fc.integer({ min: -100, max: 20 }),
        fc.integer({ min: 1, max: 110 }),
        fc.constantFrom(0, 1, 90_000),
      )
      .map(([start, hours, shiftMs]) => {
        const from = Math.floor(around / HOUR_MS) * HOUR_MS + start * HOUR_MS + shiftMs;
        return { from, to: from + hours * HOUR_MS };
      }),
    localWindow(around, calendar),
  );

export const TRACKED = ["__proto__", "flag", "mixed", "number"];

/** What the panels of a dashboard ask of {@link TRACKED} and of what is always tracked. */
export const panelQuestions = (): Question[] =>
  [...TRACKED, "path", "os"].flatMap((breakdown) =>
    MEASURES.flatMap((measure) =>
      (["today", "48h", "7d"] as const).flatMap((last, index): Question[] => [
        { version: 1, measure, window: { last }, breakdown, limit: 2 + index, compare: "previous" },
        { version: 1, measure, window: { last }, breakdown, name: "page_view" },
      ]),
    ),
  );

export function arbitraryQuestion(around: number, timeZone: string): fc.Arbitrary<Question> {
  const calendar = naiveCalendar(timeZone);
  const lengthOf = (window: QuestionWindow): number => {
    const { from, to } = calendar.resolve(window, around);
    return to - from;
  };
  return questionOver(arbitraryWindow(around, calendar)).map((question) =>
    question.granularity === "minute" && lengthOf(question.window) > LONGEST_MINUTES_MS
      ? { ...question, granularity: "hour" as const }
      : question,
  );
}

/** All that do not just count; a good half is of numbers, of which some are text. */
export const arbitraryMeasure: fc.Arbitrary<AnyMeasure> = fc.oneof(
  fc.constantFrom<AnyMeasure>(
    { count: "events", per: "user" },
    { count: "events", per: "session" },
    { count: "sessions", per: "user" },
    { count: "users", per: "session" },
  ),
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.oneof(fc.constantFrom("number", "mixed"), fc.constantFrom(...keys, "missing")),
        fc.constantFrom(...FOLDS),
        fc.constantFrom(...PERS, undefined, undefined),
      )
      .map(([property, fold, per]) => (per === undefined ? { property, fold } : { property, fold, per })),
  },
);

/** Questions that do not just count. */
export const arbitraryMeasured = (around: number, timeZone: string): fc.Arbitrary<AnyQuestion> =>
  fc
    .tuple(arbitraryQuestion(around, timeZone), arbitraryMeasure)
    .map(([question, measure]) => ({ ...question, measure }));

/** Questions by two properties, a third of them of rates and folds. */
export const arbitraryPaired = (around: number, timeZone: string): fc.Arbitrary<AnyQuestion> =>
  fc
    .tuple(
      arbitraryQuestion(around, timeZone),
      fc.oneof({ weight: 2, arbitrary: fc.constantFrom<AnyMeasure>(...MEASURES) }, arbitraryMeasure),
      fc.uniqueArray(fc.constantFrom(...fields), { minLength: 2, maxLength: 2 }),
    )
    .map(([question, measure, [first, second]]) => ({ ...question, measure, breakdown: [first!, second!] }));

/** Numbers whose sums are the same doubles in whatever order they are added. */
export const withExactSums = (events: readonly LochanEvent[]): LochanEvent[] =>
  events.map((event) =>
    event.properties["number"] === 1e300
      ? { ...event, properties: { ...event.properties, number: 2 ** 997 } }
      : event,
  );

const questionOver = (window: fc.Arbitrary<QuestionWindow>): fc.Arbitrary<Question> =>
  fc.record(
    {
      version: fc.constant(1 as const),
      measure: fc.constantFrom("events" as const, "users" as const, "sessions" as const),
      window,
      granularity: fc.constantFrom<Granularity>("minute", "hour", "day", "week", "month"),
      type: fc.constantFrom(...types),
      name: fc.constantFrom(...names),
      filters: fc.array(fc.oneof({ weight: 2, arbitrary: arbitraryFilter }, arbitraryTerm), { maxLength: 2 }),
      breakdown: fc.constantFrom(...fields.filter((field) => field !== "")),
      limit: fc.integer({ min: 1, max: 5 }),
      compare: fc.constantFrom("previous" as const, "previous" as const, "year" as const),
    },
    { requiredKeys: ["version", "measure", "window"] },
  );
