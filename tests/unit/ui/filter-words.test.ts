import { expect, test } from "vitest";
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
