import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import type { Filter } from "../../../src/model/question.ts";
import {
  filterToText,
  labelToProperty,
  propertyLabel,
  textToValue,
} from "../../../src/ui/state/filter-words.ts";
import { matchesFilters } from "../../../src/ui/state/match-filters.ts";

const event: LochanEvent = {
  id: toEventId("1"),
  type: "track",
  name: "checkout",
  properties: { plan: "Team", seats: 5, trial: false, note: null },
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
    { property: "trial", op: "is", value: false },
    { property: "note", op: "set" },
    { property: "$userId", op: "not-set" },
    { property: "missing", op: "is-not", value: "x" },
    { property: "missing", op: "not-contains", value: "x" },
  ];
  const failing: Filter[] = [
    { property: "seats", op: "is", value: "5" },
    { property: "plan", op: "greater", value: 1 },
    { property: "constructor", op: "set" },
    { property: "missing", op: "is", value: "x" },
  ];
  expect(matchesFilters(event, passing)).toBe(true);
  for (const filter of failing) expect(matchesFilters(event, [filter])).toBe(false);
});

test("a filter reads as a sentence", () => {
  expect(filterToText({ property: "path", op: "is", value: "/pricing" })).toBe("Page is /pricing");
  expect(filterToText({ property: "code", op: "is", value: ["404", 404] })).toBe("code is 404");
  expect(filterToText({ property: "plan", op: "not-set" })).toBe("plan is not set");
});

test("a typed number matches numbers and text, and comparisons need one", () => {
  expect(textToValue("404", "is")).toEqual(["404", 404]);
  expect(textToValue("team", "is")).toBe("team");
  expect(textToValue("5", "greater")).toBe(5);
  expect(textToValue("many", "greater")).toBeUndefined();
});

test("a label goes back to its property", () => {
  for (const key of ["$name", "path", "referrer_host", "plan"])
    expect(labelToProperty(propertyLabel(key))).toBe(key);
});
