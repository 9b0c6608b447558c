import { expect, test } from "vitest";
import { mayChange } from "../../../src/model/may-change.ts";
import type { AnyQuestion } from "../../../src/model/question.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const zone = zoneOf("UTC");
const hourOf = (day: number) => ({ from: Date.UTC(2026, 10, day, 9), to: Date.UTC(2026, 10, day, 10) });
const question = (over: Partial<AnyQuestion>): AnyQuestion => ({
  version: 1,
  measure: "users",
  window: { from: Date.UTC(2026, 10, 10), to: Date.UTC(2026, 10, 12) },
  ...over,
});
const may = (over: Partial<AnyQuestion>, changed = hourOf(30)): boolean =>
  mayChange(question(over), changed, NOW, zone);

test("only what is of the changed time is another", () => {
  expect(may({})).toBe(false);
  expect(may({}, hourOf(11))).toBe(true);
  expect(may({}, { from: Date.UTC(2026, 10, 12), to: Date.UTC(2026, 10, 12) + 1 })).toBe(false);
  expect(may({ window: { last: "7d" } })).toBe(true);
  expect(may({ window: { last: "7d" } }, hourOf(20))).toBe(false);
});

test("what is compared with is of it too", () => {
  expect(may({ compare: "previous" }, hourOf(9))).toBe(true);
  expect(may({ compare: "previous" }, hourOf(7))).toBe(false);
  const yearBefore = { from: hourOf(11).from - 365 * DAY_MS, to: hourOf(11).to - 365 * DAY_MS };
  expect(may({ compare: "year" }, yearBefore)).toBe(true);
  expect(may({ compare: "previous" }, yearBefore)).toBe(false);
});

test("what looks beyond its window, and what nothing is known of, may always be another", () => {
  expect(may({ filters: [{ property: "plan", op: "is", value: "team" }] })).toBe(false);
  expect(may({ filters: [{ who: "user", did: { name: "signup" } }] })).toBe(true);
  expect(may({ filters: [{ any: [{ who: "user", firstSeen: "window" }] }] })).toBe(true);
  expect(may({ filters: [{ property: "$entryPage", op: "is", value: "/" }] })).toBe(true);
  expect(may({ breakdown: "$channel" })).toBe(true);
  expect(may({ breakdown: ["plan", "country"] })).toBe(false);
  expect(mayChange(question({}), undefined, NOW, zone)).toBe(true);
});
