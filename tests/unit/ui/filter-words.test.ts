import { expect, test } from "vitest";
import type { FilterTerm } from "../../../src/model/question.ts";
import {
  filterToText,
  labelToProperty,
  propertyLabel,
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

test("a range is typed in one line", () => {
  for (const typed of ["1 and 5.5", "1,5.5", " 1 .. 5.5"])
    expect(textToValue(typed, "between")).toEqual([1, 5.5]);
  for (const typed of ["1", "1 and", "a and b", "1, 2, 3", ""])
    expect(textToValue(typed, "between")).toBeUndefined();
});
