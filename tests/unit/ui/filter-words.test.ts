import { expect, test } from "vitest";
import type { Filter, FilterTerm } from "../../../src/model/question.ts";
import {
  filterToText,
  labelToProperty,
  propertyLabel,
  termToText,
  textToMeasure,
  textToValue,
} from "../../../src/ui/state/filter-words.ts";

test("a filter reads as a sentence", () => {
  expect(filterToText({ property: "path", op: "is", value: "/pricing" })).toBe("Page is /pricing");
  expect(filterToText({ property: "code", op: "is", value: ["404", 404] })).toBe("code is 404");
  expect(filterToText({ property: "plan", op: "not-set" })).toBe("plan is not set");
  expect(filterToText({ property: "seats", op: "between", value: [1, 5] })).toBe("seats is between 1 and 5");
  const blog: FilterTerm = { property: "path", op: "matches", value: "/blog/*" };
  const set: FilterTerm = { property: "plan", op: "set" };
  expect(filterToText({ any: [blog, { all: [set, blog] }, { all: [set] }] })).toBe(
    "(Page matches /blog/* or (plan is set and Page matches /blog/*) or plan is set)",
  );
});

test("what users and sessions did reads as a sentence", () => {
  const pro: Filter = { property: "plan", op: "is", value: "pro" };
  expect(filterToText({ who: "user", did: { name: "buy", filters: [pro] }, least: 2, days: 7 })).toBe(
    "User did buy where plan is pro at least 2 times in the last 7 days",
  );
  expect(filterToText({ who: "session", did: { type: "page" }, not: true, days: 1 })).toBe(
    "Session did not do any page event on the last day",
  );
  expect(filterToText({ any: [{ who: "user", did: {}, least: 3, not: true }, pro] })).toBe(
    "(User did anything fewer than 3 times or plan is pro)",
  );
  expect(filterToText({ who: "user", firstSeen: { days: 30 } })).toBe("User first seen in the last 30 days");
  const span = { from: Date.UTC(2026, 0, 1, 12), to: Date.UTC(2026, 0, 2) };
  expect(termToText({ who: "user", firstSeen: span, not: true }, { timeZone: "Asia/Kolkata" })).toMatch(
    /^User not first seen from .*17:30.* to .*05:30/,
  );
  const segmentName = (id: string) => (id === "s1" ? "Buyers" : undefined);
  expect(termToText({ segment: "s1", not: true }, { segmentName })).toBe("Not in segment Buyers");
  expect(termToText({ segment: "s2" }, { segmentName })).toBe("In segment s2");
});

test("a typed number matches numbers and text", () => {
  expect(textToValue("404", "is")).toEqual(["404", 404]);
  expect(textToValue("404", "contains")).toBe("404");
  expect(textToValue("team", "is")).toBe("team");
});

test("something is greater than a number, a date, or of an own field any text", () => {
  expect(textToMeasure(" 5 ", false)).toBe(5);
  expect(textToMeasure("2026-01-31", false)).toBe("2026-01-31");
  for (const typed of ["many", "10 000", ""]) expect(textToMeasure(typed, false)).toBeUndefined();
  expect(textToMeasure("many", true)).toBe("many");
});

test("a label goes back to its property", () => {
  for (const key of ["$name", "path", "referrer_host", "plan"])
    expect(labelToProperty(propertyLabel(key))).toBe(key);
});
