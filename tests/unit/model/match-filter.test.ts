import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import { matchesFilters } from "../../../src/model/match-filter.ts";
import type { Filter } from "../../../src/model/question.ts";
import { matchesWildcard } from "../../../src/model/wildcard.ts";

const event: LochanEvent = {
  id: toEventId("1"),
  type: "track",
  name: "checkout",
  properties: { plan: "Team", seats: 5, trial: false, note: null, size: "10", list: [1, 2], zero: -0 },
  distinctId: "d1",
  timestamp: 0,
  receivedAt: 0,
  source: "api",
};

test("events on the page pass the same filters as counted ones", () => {
  const passing: Filter[] = [
    { property: "$name", op: "is", value: "checkout" },
    { property: "plan", op: "is", value: ["Solo", "Team"] },
    { property: "plan", op: "contains", value: "eam" },
    { property: "seats", op: "greater", value: 4 },
    { property: "seats", op: "less", value: 5.5 },
    { property: "seats", op: "is", value: "5" },
    { property: "size", op: "greater", value: 9 },
    { property: "list", op: "is", value: "[1,2]" },
    { property: "zero", op: "is", value: 0 },
    { property: "zero", op: "is", value: "0" },
    { property: "trial", op: "is", value: false },
    { property: "note", op: "not-set" },
    { property: "note", op: "is", value: null },
    { property: "$userId", op: "not-set" },
    { property: "$type", op: "greater", value: "page" },
    { property: "missing", op: "is-not", value: "x" },
    { property: "missing", op: "not-contains", value: "x" },
    { property: "plan", op: "matches", value: "T*m" },
    { property: "plan", op: "matches", value: "*" },
    { property: "plan", op: "matches", value: "Te?m" },
    { property: "seats", op: "matches", value: "?" },
    { property: "missing", op: "not-matches", value: "*" },
    { property: "seats", op: "between", value: [5, 5] },
    { property: "size", op: "between", value: [9, "10"] },
    { property: "plan", op: "between", value: ["Solo", "Team"] },
    { property: "$type", op: "between", value: ["5", "u"] },
  ];
  const failing: Filter[] = [
    { property: "seats", op: "is", value: "5.0" },
    { property: "plan", op: "greater", value: 1 },
    { property: "plan", op: "contains", value: "TEAM" },
    { property: "trial", op: "greater", value: "a" },
    { property: "constructor", op: "set" },
    { property: "missing", op: "is", value: "x" },
    { property: "plan", op: "matches", value: "eam" },
    { property: "plan", op: "matches", value: "team" },
    { property: "plan", op: "matches", value: "Team?" },
    { property: "plan", op: "matches", value: "Te\\?m" },
    { property: "missing", op: "matches", value: "*" },
    { property: "seats", op: "between", value: [6, 4] },
    { property: "seats", op: "between", value: [5.5, 9] },
    { property: "trial", op: "between", value: ["a", "z"] },
    { property: "missing", op: "between", value: [0, 9] },
  ];
  for (const filter of passing)
    expect({ filter, passes: matchesFilters(event, [filter]) }).toEqual({ filter, passes: true });
  expect(matchesFilters(event, passing)).toBe(true);
  for (const filter of failing) expect(matchesFilters(event, [filter])).toBe(false);
});

test("a group keeps what any, or all, of its filters keep", () => {
  const yes: Filter = { property: "plan", op: "is", value: "Team" };
  const no: Filter = { property: "plan", op: "is", value: "Solo" };
  expect(matchesFilters(event, [{ any: [no, yes] }])).toBe(true);
  expect(matchesFilters(event, [{ any: [no, { all: [yes, no] }] }])).toBe(false);
  expect(matchesFilters(event, [{ all: [yes, { any: [no, yes] }] }, yes])).toBe(true);
  expect(matchesFilters(event, [{ any: [yes] }, no])).toBe(false);
});

test("a pattern of many stars takes no longer than text and pattern multiplied", () => {
  const text = "a".repeat(20_000);
  expect(matchesWildcard(text, `${"a*".repeat(50)}b`)).toBe(false);
  expect(matchesWildcard(text, "a*".repeat(50))).toBe(true);
});
