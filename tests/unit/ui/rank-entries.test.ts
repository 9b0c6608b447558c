import { expect, it } from "vitest";
import type { Entry, EntryKind } from "../../../src/ui/palette/entry.ts";
import { MOST_FOUND, rankEntries } from "../../../src/ui/palette/rank-entries.ts";

const entry = (kind: EntryKind, label: string, words?: string): Entry => ({
  ...{ id: `${kind}:${label}`, kind, label, icon: "chart" },
  ...(words !== undefined && { words }),
  run: () => undefined,
});
const ALL = [
  entry("Page", "Explore"),
  entry("Page", "Settings"),
  entry("Event", "checkout_started"),
  entry("Event", "checkout_completed"),
  entry("Event", "注册"),
  entry("Action", "Export events", "csv parquet"),
  entry("Saved question", "Sign-ups per country"),
];
const found = (typed: string, recent: string[] = []): string[] =>
  rankEntries(ALL, typed, new Set(recent)).map(({ label }) => label);

it("finds by letters in order, by other words, and in any script", () => {
  expect(found("expl")[0]).toBe("Explore");
  expect(found("checkcomp")[0]).toBe("checkout_completed");
  expect(found("country sign")[0]).toBe("Sign-ups per country");
  expect(found("parquet")).toEqual(["Export events"]);
  expect(found("注")).toEqual(["注册"]);
  expect(found("zzz")).toEqual([]);
});

it("puts what was chosen of late before its like, and not before what fits better", () => {
  const both = found("checkout");
  expect(both.slice(0, 2).toSorted()).toEqual(["checkout_completed", "checkout_started"]);
  expect(found("checkout", [`Event:${both[1]}`])[0]).toBe(both[1]);
  expect(found("settings", ["Event:checkout_started"])[0]).toBe("Settings");
});

it("takes whatever is typed, and lists no more than can be looked through", () => {
  const many = Array.from({ length: 1_000 }, (_, at) => entry("Event", `event ${at}`));
  expect(rankEntries(many, "event")).toHaveLength(MOST_FOUND);
  for (const odd of ["[(*+?\\", "\ud800", "%_'\"", "x".repeat(10_000)])
    expect(rankEntries(ALL, odd)).toBeInstanceOf(Array);
});
