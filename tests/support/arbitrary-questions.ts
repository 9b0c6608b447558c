import fc from "fast-check";
import type { JsonValue, LochanEvent } from "../../src/model/event.ts";
import type { Filter, Question } from "../../src/model/question.ts";
import { makeEvent } from "./mirrored-project.ts";

const HOUR_MS = 3_600_000;

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
const names = ["page_view", "sign up", "$leave", "$drop", HOSTILE];
const types = ["page", "track", "it's"];
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

/** Events within four days of `around`, many of them on the edges of hours. */
export const arbitraryEvents = (around: number): fc.Arbitrary<LochanEvent[]> =>
  fc.array(
    fc
      .record({
        id: fc.uuid(),
        hours: fc.integer({ min: -96, max: 30 }),
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

const filter: fc.Arbitrary<Filter> = fc.oneof(
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
    op: fc.constantFrom("set" as const, "not-set" as const),
  }),
);

export const arbitraryQuestion = (around: number): fc.Arbitrary<Question> =>
  fc.record(
    {
      version: fc.constant(1 as const),
      measure: fc.constantFrom("events" as const, "users" as const, "sessions" as const),
      window: fc.oneof(
        fc
          .constantFrom(
            "5m" as const,
            "today" as const,
            "24h" as const,
            "48h" as const,
            "7d" as const,
            "30d" as const,
          )
          .map((last) => ({ last })),
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
      ),
      granularity: fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const),
      type: fc.constantFrom(...types),
      name: fc.constantFrom(...names),
      filters: fc.array(filter, { maxLength: 2 }),
      breakdown: fc.constantFrom(...fields.filter((field) => field !== "")),
      limit: fc.integer({ min: 1, max: 5 }),
      compare: fc.constant("previous" as const),
    },
    { requiredKeys: ["version", "measure", "window"] },
  );
