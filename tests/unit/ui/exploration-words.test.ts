import { describe, expect, it } from "vitest";
import { fieldMeant } from "../../../src/ui/explore/exploration-words.ts";

const group = (key: string | null, total: number) => ({ kind: "group" as const, key, total });

describe("a breakdown by what only page views carry", () => {
  it("is better one by the session's where most events have none", () => {
    const lines = [group("letter", 4), group(null, 5), { kind: "other" as const, total: 100 }];
    expect(fieldMeant({ property: "utm_source", top: 5 }, lines)).toBe("$utmSource");
  });

  it("stands where half of them have one", () => {
    const lines = [group("letter", 5), group(null, 5)];
    expect(fieldMeant({ property: "utm_source", top: 5 }, lines)).toBeUndefined();
  });

  it.each([
    ["a property sessions tell nothing of", { property: "plan", top: 5 }],
    ["two properties", { property: "utm_source", and: "plan", top: 5 }],
    ["none", undefined],
  ])("says nothing of %s", (_, breakdown) => {
    expect(fieldMeant(breakdown, [group(null, 5)])).toBeUndefined();
  });
});
