import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuestion } from "../../../src/query/parse-question.ts";

const base = { version: 1, measure: "events", window: { last: "7d" } };

describe("parseQuestion", () => {
  test("takes every member a question has", () => {
    const full = {
      ...base,
      window: { from: 0, to: 1000 },
      granularity: "day",
      type: "page",
      name: "page_view",
      filters: [
        { property: "path", op: "is", value: ["/", null, 5, true] },
        { property: "$userId", op: "set" },
        { property: "n", op: "greater", value: 3 },
      ],
      breakdown: "$name",
      limit: 1000,
      compare: "previous",
      traffic: "real",
    };
    expect(parseQuestion(full)).toEqual({ ok: true, value: full });
    expect(parseQuestion(base)).toEqual({ ok: true, value: base });
  });

  test.each([
    { count: "events", per: "user" },
    { count: "users", per: "session" },
    { property: "amount", fold: "p95" },
    { property: "", fold: "sum", per: "session" },
  ])("takes the measure %o", (measure) => {
    expect(parseQuestion({ ...base, measure })).toEqual({ ok: true, value: { ...base, measure } });
  });

  test("takes a breakdown by two properties, and a year to compare with", () => {
    const asked = { ...base, breakdown: ["country", "$name"], compare: "year" };
    expect(parseQuestion(asked)).toEqual({ ok: true, value: asked });
  });

  test("takes groups of filters, three deep", () => {
    const filter = { property: "path", op: "matches", value: "/blog/*" };
    const filters = [filter, { any: [filter, { all: [{ any: [filter] }, filter] }] }];
    expect(parseQuestion({ ...base, filters })).toEqual({ ok: true, value: { ...base, filters } });
  });

  test("takes what users and sessions did, who is new, and segments, in groups too", () => {
    const path = { property: "path", op: "is", value: "/buy" };
    const filters = [
      { who: "user", did: { name: "buy", type: "track", filters: [path] }, least: 2, days: 7, not: true },
      {
        any: [
          { who: "session", did: {} },
          { who: "user", firstSeen: "window" },
          { who: "user", firstSeen: { days: 30 }, not: true },
        ],
      },
      { who: "user", firstSeen: { from: 0, to: 1 } },
      { segment: "s1", not: true },
      { who: "user", did: { name: "buy", filters: [{ property: "$channel", op: "is", value: "Email" }] } },
    ];
    expect(parseQuestion({ ...base, filters })).toEqual({ ok: true, value: { ...base, filters } });
    const open = [{ who: "user", did: { name: undefined }, days: undefined, not: undefined }];
    const parsed = parseQuestion({ ...base, filters: open });
    expect(parsed.ok && parsed.value.filters).toStrictEqual([{ who: "user", did: {} }]);
  });

  test("leaves out a fold's per where it is undefined", () => {
    const parsed = parseQuestion({ ...base, measure: { property: "a", fold: "min", per: undefined } });
    expect(parsed.ok && parsed.value.measure).toStrictEqual({ property: "a", fold: "min" });
  });

  test("takes any key an event may have, and strings as events have them", () => {
    for (const property of ["", "k".repeat(8_000)]) {
      const asked = { ...base, filters: [{ property, op: "set" }], breakdown: property };
      expect(parseQuestion(asked)).toEqual({ ok: true, value: asked });
    }
    const lone = { ...base, name: "\ud800", filters: [{ property: "\ud800", op: "is", value: ["\udfff"] }] };
    const whole = { ...base, name: "\ufffd", filters: [{ property: "\ufffd", op: "is", value: ["\ufffd"] }] };
    expect(parseQuestion(lone)).toEqual({ ok: true, value: whole });
  });

  test("drops members that are undefined", () => {
    const parsed = parseQuestion({ ...base, name: undefined, filters: undefined });
    expect(parsed.ok && Object.keys(parsed.value)).toEqual(["version", "measure", "window"]);
  });

  const wrong: [string, unknown, string, string | undefined][] = [
    ["no object", "events", "", undefined],
    ["null", null, "", undefined],
    ["another version", { ...base, version: 2 }, "version must be 1", "version"],
    ["an unknown measure", { ...base, measure: "visits" }, "measure must be", "measure"],
    ["no measure", { ...base, measure: null }, "measure must be events, users, sessions, {", "measure"],
    [
      "an unknown fold",
      { ...base, measure: { property: "a", fold: "mode" } },
      "fold must be one of",
      "measure.fold",
    ],
    [
      "a fold of nothing",
      { ...base, measure: { fold: "sum" } },
      "measure.property is missing",
      "measure.property",
    ],
    [
      "a fold of an own field",
      { ...base, measure: { property: "$name", fold: "sum" } },
      "an own field has no numbers",
      "measure.property",
    ],
    [
      "users per user",
      { ...base, measure: { count: "users", per: "user" } },
      "divided by what it counts itself",
      "measure",
    ],
    [
      "events per day",
      { ...base, measure: { count: "events", per: "day" } },
      "per must be user or",
      "measure.per",
    ],
    [
      "a count that is not of anything",
      { ...base, measure: { count: "events" } },
      "measure.per is missing",
      "measure.per",
    ],
    [
      "a fold with more in it",
      { ...base, measure: { property: "a", fold: "sum", weight: "b" } },
      "measure.weight is not part of a question",
      "measure.weight",
    ],
    [
      "an unknown measure of sessions",
      { ...base, measure: { session: "length" } },
      "session must be",
      "measure.session",
    ],
    ["a misspelt member", { ...base, filter: [] }, "filter is not part of a question", "filter"],
    [
      "a window that what it is judged over does not hold",
      { ...base, window: { from: 5, to: 9 }, judgedOver: { from: 6, to: 9 } },
      "judgedOver must hold the window",
      undefined,
    ],
    [
      "another window to judge a comparison over",
      { ...base, window: { from: 5, to: 9 }, judgedOver: { from: 5, to: 9 }, compare: "previous" },
      "judgedOver must hold the window",
      undefined,
    ],
    ["an unknown window", { ...base, window: { last: "8d" } }, "window must be", "window"],
    [
      "a window that ends before it begins",
      { ...base, window: { from: 2, to: 1 } },
      "from must be before to",
      "window",
    ],
    ["an empty window", { ...base, window: { from: 2, to: 2 } }, "from must be before to", "window"],
    [
      "a window that is no number",
      { ...base, window: { from: Number.NaN, to: 1 } },
      "epoch milliseconds",
      "window",
    ],
    [
      "fractions of milliseconds",
      { ...base, window: { from: 0.5, to: 1 } },
      "whole epoch milliseconds",
      "window",
    ],
    [
      "minutes of a month",
      { ...base, window: { last: "30d" }, granularity: "minute" },
      "too many points",
      undefined,
    ],
    [
      "hours of years",
      { ...base, window: { from: 0, to: 1e12 }, granularity: "hour" },
      "too many points",
      undefined,
    ],
    [
      "an unknown operator",
      { ...base, filters: [{ property: "a", op: "like", value: "b" }] },
      "op must be",
      "filters.0.op",
    ],
    [
      "is without a value",
      { ...base, filters: [{ property: "a", op: "is" }] },
      "is needs a value",
      "filters.0",
    ],
    [
      "set with a value",
      { ...base, filters: [{ property: "a", op: "set", value: 1 }] },
      "takes no value",
      "filters.0",
    ],
    [
      "contains with a number",
      { ...base, filters: [{ property: "a", op: "contains", value: 1 }] },
      "needs a text",
      "filters.0",
    ],
    [
      "greater with a list",
      { ...base, filters: [{ property: "a", op: "greater", value: [1] }] },
      "needs a number",
      "filters.0",
    ],
    [
      "an empty list",
      { ...base, filters: [{ property: "a", op: "is", value: [] }] },
      "a list of values is empty",
      "filters.0.value",
    ],
    [
      "an infinite value",
      { ...base, filters: [{ property: "a", op: "is", value: Infinity }] },
      "not a finite number",
      "filters.0.value",
    ],
    [
      "too many filters",
      { ...base, filters: Array.from({ length: 21 }, () => ({ property: "a", op: "set" })) },
      "more than 20",
      "filters",
    ],
    [
      "too many filters in groups",
      {
        ...base,
        filters: [
          { property: "b", op: "set" },
          { any: Array.from({ length: 20 }, () => ({ property: "a", op: "set" })) },
        ],
      },
      "more than 20",
      "filters",
    ],
    [
      "groups that are four deep",
      { ...base, filters: [{ any: [{ all: [{ any: [{ all: [{ property: "a", op: "set" }] }] }] }] }] },
      "more than 3 deep",
      "filters",
    ],
    [
      "too many filters on what somebody did",
      {
        ...base,
        filters: [
          { who: "user", did: { filters: Array.from({ length: 20 }, () => ({ property: "a", op: "set" })) } },
        ],
      },
      "more than 20",
      "filters",
    ],
    ["nobody who did", { ...base, filters: [{ did: {} }] }, "filters.0.who is missing", "filters.0.who"],
    [
      "what a device did",
      { ...base, filters: [{ who: "device", did: {} }] },
      "who must be user or session",
      "filters.0.who",
    ],
    [
      "a deed that is no object",
      { ...base, filters: [{ who: "user", did: "buy" }] },
      "did must be { type, name, filters }",
      "filters.0.did",
    ],
    [
      "a group in a deed",
      { ...base, filters: [{ who: "user", did: { filters: [{ any: [{ property: "a", op: "set" }] }] } }] },
      "filters.0.did.filters.0.property is missing",
      "filters.0.did.filters.0.property",
    ],
    [
      "a deed done no time",
      { ...base, filters: [{ who: "user", did: {}, least: 0 }] },
      "least must be 1 or more",
      "filters.0.least",
    ],
    [
      "half a day",
      { ...base, filters: [{ who: "user", did: {}, days: 0.5 }] },
      "days must be a whole number",
      "filters.0.days",
    ],
    [
      "not that is false",
      { ...base, filters: [{ segment: "a", not: false }] },
      "not must be true",
      "filters.0.not",
    ],
    [
      "a session's first time",
      { ...base, filters: [{ who: "session", firstSeen: "window" }] },
      "who must be user",
      "filters.0.who",
    ],
    [
      "a first time that is no time",
      { ...base, filters: [{ who: "user", firstSeen: "today" }] },
      "firstSeen must be",
      "filters.0.firstSeen",
    ],
    [
      "a first time that ends before it begins",
      { ...base, filters: [{ who: "user", firstSeen: { from: 2, to: 1 } }] },
      "from must be before to",
      "filters.0.firstSeen",
    ],
    ["an empty group", { ...base, filters: [{ any: [] }] }, "a group has no filters", "filters.0.any"],
    [
      "a group of two kinds",
      { ...base, filters: [{ any: [{ property: "a", op: "set" }], all: [] }] },
      "filters.0.all is not part of a question",
      "filters.0.all",
    ],
    [
      "a range with one end",
      { ...base, filters: [{ property: "a", op: "between", value: [1] }] },
      "a list of two values",
      "filters.0",
    ],
    [
      "a range from a number to a word",
      { ...base, filters: [{ property: "a", op: "between", value: [1, "b"] }] },
      "two numbers or two texts",
      "filters.0",
    ],
    [
      "a pattern with a stray backslash",
      { ...base, filters: [{ property: "a", op: "matches", value: "^\\d+$" }] },
      "before something else",
      "filters.0",
    ],
    [
      "a breakdown by three",
      { ...base, breakdown: ["a", "b", "c"] },
      "a property or a list of two",
      "breakdown.2",
    ],
    ["a breakdown by one twice", { ...base, breakdown: ["a", "a"] }, "are the same", "breakdown"],
    ["no groups", { ...base, limit: 0 }, "limit must be 1 or more", "limit"],
    ["too many groups", { ...base, limit: 1001 }, "limit must be 1,000 or less", "limit"],
    ["an empty name", { ...base, name: "" }, "name is empty", "name"],
    [
      "a breakdown no key can be",
      { ...base, breakdown: "k".repeat(8_193) },
      "breakdown is longer",
      "breakdown",
    ],
  ];
  test.each(wrong)("refuses %s in words, with the path", (_, input, words, path) => {
    const parsed = parseQuestion(input);
    expect(parsed).toMatchObject({ ok: false, failure: { kind: "invalid-question" } });
    if (parsed.ok) return;
    expect(parsed.failure.message).toContain(words);
    expect("path" in parsed.failure ? parsed.failure.path : undefined).toBe(path);
  });

  test("never throws, whatever comes in", () => {
    fc.assert(fc.property(fc.anything(), (input) => void parseQuestion(input)));
    fc.assert(
      fc.property(
        fc.record({
          version: fc.constant(1),
          measure: fc.anything(),
          window: fc.anything(),
          filters: fc.anything(),
          limit: fc.anything(),
        }),
        (input) => void parseQuestion(input),
      ),
    );
  });
});
