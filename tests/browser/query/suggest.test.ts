import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue, LochanEvent } from "../../../src/model/event.ts";
import { suggestProperties, suggestValues } from "../../../src/query/suggest.ts";
import { arbitraryEvents } from "../../support/arbitrary-questions.ts";
import { makeEvent, need, openMirroredProject } from "../../support/mirrored-project.ts";

const NOW = Date.UTC(2026, 5, 10, 12);
const KEYS = ["path", "number", "flag", "mixed", "name", "__proto__", ""];
const FIELDS = {
  $name: (event: LochanEvent) => event.name,
  $type: (event: LochanEvent) => event.type,
  $distinctId: (event: LochanEvent) => event.distinctId,
  $userId: (event: LochanEvent) => event.userId,
  $sessionId: (event: LochanEvent) => event.sessionId,
  $source: (event: LochanEvent) => event.source,
};

const propertyOf = (event: LochanEvent, key: string): JsonValue =>
  Object.hasOwn(event.properties, key) ? event.properties[key]! : null;

/** How often each value is there, by its text form. */
function countByHand(values: readonly (JsonValue | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value === null || value === undefined) continue;
    // Values here have no members to put in order but one object's.
    const form =
      typeof value === "string"
        ? value
        : typeof value === "object" && !Array.isArray(value)
          ? '{"a":"x","b":1}'
          : JSON.stringify(value);
    counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  return counts;
}

test("values and properties have their counts, also of what came since they were counted first", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryEvents(NOW), async (events) => {
      const half = Math.floor(events.length / 2);
      const one = await openMirroredProject({ events: events.slice(0, half), now: () => NOW });
      const expectCounts = async (all: readonly LochanEvent[]) => {
        const properties = need(await suggestProperties(one.mirror));
        for (const { key, count } of properties)
          expect({ key, count }).toEqual({
            key,
            count: all.filter((event) => propertyOf(event, key) !== null).length,
          });
        for (const [field, values] of [
          ...Object.entries(FIELDS).map(([field, of]) => [field, all.map(of)] as const),
          ...KEYS.map((key) => [key, all.map((event) => propertyOf(event, key))] as const),
        ]) {
          const found = need(await suggestValues(one.mirror, field, "", { limit: 1_000 }));
          const counts = found.map(({ count }) => count);
          expect(counts).toEqual(counts.toSorted((a, b) => b - a));
          const byForm = new Map(found.map(({ value, count }) => [String(value), count]));
          expect({ field, byForm }).toEqual({ field, byForm: countByHand(values) });
          for (const typed of ["a", "B", "5", "ü"]) {
            const some = need(await suggestValues(one.mirror, field, typed, { limit: 1_000 }));
            const wanted = found.filter(({ value }) =>
              String(value).toLowerCase().includes(typed.toLowerCase()),
            );
            expect({ field, typed, some }).toEqual({ field, typed, some: wanted });
          }
        }
      };
      try {
        await expectCounts(events.slice(0, half));
        await one.append(events.slice(half));
        await one.settle();
        await expectCounts(events);
        expect(need(await suggestValues(one.mirror, "$name", "", { limit: 2 }))).toHaveLength(2);
      } finally {
        await one.close();
      }
    }),
    { numRuns: 2, endOnFailure: true },
  );
}, 120_000);

test("a session's fields are counted by session, and too many values are still found", async () => {
  const at = (timestamp: number, distinctId: string, properties: Record<string, JsonValue>) =>
    makeEvent({ name: "page_view", timestamp: NOW + timestamp, distinctId, properties });
  const many = Array.from({ length: 100_002 }, (_, n) => at(n, "b9", { id: `v${n % 100_001}` }));
  const one = await openMirroredProject({
    events: [at(0, "b1", { path: "/a" }), at(1, "b1", { path: "/b" }), at(2, "b2", { path: "/a" }), ...many],
    now: () => NOW,
  });
  try {
    expect(need(await suggestValues(one.mirror, "$entryPage", "A"))).toEqual([{ value: "/a", count: 2 }]);
    expect(need(await suggestValues(one.mirror, "id", "", { limit: 1 }))).toEqual([
      { value: "v0", count: 2 },
    ]);
    expect(need(await suggestValues(one.mirror, "id", "V99999"))).toEqual([{ value: "v99999", count: 1 }]);
  } finally {
    await one.close();
  }
}, 120_000);

test("what sessions came from is told by the project's origins from the first suggestion on", async () => {
  const one = await openMirroredProject({
    events: [
      ["own.example", "b1"],
      ["other.example", "b2"],
    ].map(([host = "", distinctId = ""]) =>
      makeEvent({ name: "page_view", timestamp: NOW, distinctId, properties: { referrer_host: host } }),
    ),
    now: () => NOW,
  });
  try {
    const allowedOrigins = ["https://own.example"];
    expect(need(await suggestValues(one.mirror, "$sessionSource", "example", { allowedOrigins }))).toEqual([
      { value: "other.example", count: 1 },
    ]);
  } finally {
    await one.close();
  }
}, 60_000);
