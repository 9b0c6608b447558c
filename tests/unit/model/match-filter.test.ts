import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import { matchesFilters } from "../../../src/model/match-filter.ts";
import type { Filter } from "../../../src/model/question.ts";

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
  ];
  const failing: Filter[] = [
    { property: "seats", op: "is", value: "5.0" },
    { property: "plan", op: "greater", value: 1 },
    { property: "plan", op: "contains", value: "TEAM" },
    { property: "trial", op: "greater", value: "a" },
    { property: "constructor", op: "set" },
    { property: "missing", op: "is", value: "x" },
  ];
  for (const filter of passing)
    expect({ filter, passes: matchesFilters(event, [filter]) }).toEqual({ filter, passes: true });
  expect(matchesFilters(event, passing)).toBe(true);
  for (const filter of failing) expect(matchesFilters(event, [filter])).toBe(false);
});
