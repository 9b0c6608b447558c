import fc from "fast-check";
import { expect, it } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readBatches } from "../../../src/log/reader.ts";
import type { JsonValue, LochanEvent } from "../../../src/model/event.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { countNewValues, type NewsSource } from "../../../src/query/count-news.ts";
import type { CountedValues } from "../../../src/query/counted-values.ts";
import { makeEvent, openLog, shop, valueOf } from "../../support/admitted-log.ts";

const FIELDS: Record<string, (event: LochanEvent) => JsonValue | undefined> = {
  $name: ({ name }) => name,
  $type: ({ type }) => type,
  $distinctId: ({ distinctId }) => distinctId,
  $userId: ({ userId }) => userId,
  $sessionId: ({ sessionId }) => sessionId,
  $source: ({ source }) => source,
  path: ({ properties }) => properties["path"],
  __proto__: ({ properties }) =>
    Object.hasOwn(properties, "__proto__") ? properties["__proto__"] : undefined,
};

const nothing: CountedValues = { generation: 1, sequence: toSequence(0), nextRow: 0, forms: [] };

const sourceOf = (db: NewsSource["db"]): NewsSource => ({
  db,
  projectId: shop,
  batchesAfter: ({ sequence }) => readBatches(db, shop, sequence, { maxEvents: 3 }),
});

/** Text forms with their counts, and which of them is a number or true or false. */
function countByHand(values: readonly (JsonValue | undefined)[]): Map<string, [number, JsonValue]> {
  const counts = new Map<string, [number, JsonValue]>();
  for (const value of values) {
    if (value === undefined || value === null) continue;
    const form = typeof value === "string" ? value : JSON.stringify(value);
    const [n, before] = counts.get(form) ?? [0, form];
    const kept =
      [value, before].find((one) => typeof one === "number") ??
      [value, before].find((one) => typeof one === "boolean") ??
      form;
    counts.set(form, [n + 1, kept]);
  }
  return counts;
}

const arbitraryEvent = fc
  .record({
    name: fc.constantFrom("page_view", "sign up", "jnull"),
    distinctId: fc.constantFrom("b1", "b2"),
    userId: fc.constantFrom("ann", "jnull", undefined),
    sessionId: fc.constantFrom("jnull", "jtrue", "s", undefined),
    path: fc.constantFrom<JsonValue | undefined>(
      "/",
      "5",
      5,
      5.5,
      true,
      "true",
      null,
      [1, "a"],
      "jnull",
      undefined,
    ),
    odd: fc.constantFrom<JsonValue | undefined>("ü😀", 0, undefined),
  })
  .map(({ path, odd, userId, sessionId, ...rest }) => {
    const properties: LochanEvent["properties"] = {};
    if (path !== undefined) properties["path"] = path;
    if (odd !== undefined) Object.defineProperty(properties, "__proto__", { value: odd, enumerable: true });
    return makeEvent({ ...rest, ...(userId && { userId }), ...(sessionId && { sessionId }), properties });
  });

it("what the log gained is added to what was known of each field, whatever its batches", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(arbitraryEvent, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      async (bursts) => {
        const { db, bring } = await openLog();
        const known = new Map(Object.keys(FIELDS).map((field) => [field, nothing]));
        for (const [at, burst] of bursts.entries()) {
          await bring(burst);
          const all = bursts.slice(0, at + 1).flat();
          for (const [field, of] of Object.entries(FIELDS)) {
            const counted = await countNewValues(field, known.get(field)!, sourceOf(db));
            known.set(field, counted!);
            const byForm = new Map(counted!.forms!.map(({ text, count, value }) => [text, [count, value]]));
            expect({ field, byForm }).toEqual({ field, byForm: countByHand(all.map(of)) });
            const counts = counted!.forms!.map(({ count }) => count);
            expect(counts).toEqual(counts.toSorted((a, b) => b - a));
          }
        }
      },
    ),
    { numRuns: 20 },
  );
});

it("who knew another log, or missed too much of it, is told nothing", async () => {
  const { db, epoch, bring } = await openLog();
  await bring([makeEvent({ userId: "ann" }), makeEvent({ userId: "bob" })]);
  const known = await countNewValues("$userId", nothing, sourceOf(db));
  expect(known?.forms?.map(({ text }) => text)).toEqual(["ann", "bob"]);
  expect(await countNewValues("$userId", { ...nothing, nextRow: -10_000 }, sourceOf(db))).toBeUndefined();
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  expect(await countNewValues("$userId", known!, sourceOf(db))).toBeUndefined();
});
