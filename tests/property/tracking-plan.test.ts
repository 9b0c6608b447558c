import "fake-indexeddb/auto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue, LochanEvent, Properties } from "../../src/model/event.ts";
import { inferredToPlan, type ViolationCount } from "../../src/model/plan-violations.ts";
import { checkEvent, PLANNED_TYPES, type TrackingPlan } from "../../src/model/tracking-plan.ts";
import { countViolations } from "../../src/query/count-violations.ts";
import { inferPlan } from "../../src/query/infer-plan.ts";
import { runs } from "../support/fast-check-setup.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  readAll,
  shop,
  valueOf,
} from "../support/admitted-log.ts";

const KEYS = ["a", "b", "__proto__", "constructor", "", "path", "$bot", "\ud800".toWellFormed()];
const NAMES = ["bought", "sold", "toString", "$dropped", "page_view"];

const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom("", "x", "true", "[1]", "j", "7"),
  fc.constantFrom(0, 7, -1.5),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom<JsonValue>([], [1], ["x"], {}, { a: 1 }),
);
const properties = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 6, selector: ([key]) => key })
  .map((entries): Properties => Object.fromEntries(entries));

const drawn = fc.record({
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom("track", "track", "page", "identify"),
  timestamp: fc.integer({ min: 0, max: 30 }),
  properties,
  uuid: fc.boolean(),
});

const plan: fc.Arbitrary<TrackingPlan> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...NAMES.filter((name) => !name.startsWith("$")), "never"),
      properties: fc.uniqueArray(
        fc.record({
          key: fc.constantFrom(...KEYS),
          type: fc.constantFrom(...PLANNED_TYPES),
          required: fc.boolean(),
        }),
        { maxLength: 5, selector: ({ key }) => key },
      ),
    }),
    { maxLength: 4, selector: ({ name }) => name },
  )
  .map((events) => ({ version: 1, events }));

const window = fc.oneof(
  fc.constant({}),
  fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 15 })).map(([from, long]) => ({
    from,
    to: from + long,
  })),
);

/** The batches as they come, and after which of them the log is sealed. */
const batches = fc.array(
  fc.record({ events: fc.array(drawn, { minLength: 1, maxLength: 12 }), seal: fc.boolean() }),
  {
    maxLength: 8,
  },
);

async function openLog(drawnBatches: typeof batches extends fc.Arbitrary<infer T> ? T : never) {
  const db = await openTestDatabase(shop);
  const { admission } = await lead(db);
  for (const { events, seal } of drawnBatches) {
    await arrive(
      db,
      shop,
      events.map(({ uuid, ...event }) =>
        makeEvent(uuid ? event : { ...event, id: crypto.randomUUID().slice(0, 9) }),
      ),
    );
    await admitAll(admission);
    if (seal) valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 1_000 }));
  }
  return db;
}

const isIn = (
  { timestamp }: LochanEvent,
  { from = -Infinity, to = Infinity }: { from?: number; to?: number },
) => timestamp >= from && timestamp < to;

function countNaively(plan: TrackingPlan, events: readonly LochanEvent[]) {
  const found = new Map<string, ViolationCount>();
  const departing = new Map<string, number>();
  for (const event of events) {
    const violations = checkEvent(plan, event);
    if (violations.length > 0) departing.set(event.name, (departing.get(event.name) ?? 0) + 1);
    for (const violation of violations) {
      const key = JSON.stringify([event.name, violation]);
      const known = found.get(key);
      const sample = { id: event.id, timestamp: event.timestamp };
      if (known === undefined) found.set(key, { event: event.name, violation, count: 1, sample });
      else {
        known.count++;
        const { timestamp, id } = known.sample;
        if (event.timestamp > timestamp || (event.timestamp === timestamp && event.id > id))
          known.sample = sample;
      }
    }
  }
  return { found: [...found.values()], departing };
}

const sorted = (counts: readonly ViolationCount[]) =>
  counts
    .map((count) => [JSON.stringify([count.event, count.violation]), count] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

test("violations counted from columns are those of every event, whatever the plan, the events and the window", async () => {
  await fc.assert(
    fc.asyncProperty(plan, batches, window, async (drawnPlan, drawnBatches, range) => {
      const db = await openLog(drawnBatches);
      try {
        const events = (await readAll(db, shop)).filter((event) => isIn(event, range));
        const counted = await countViolations(db, shop, drawnPlan, range);
        const naive = countNaively(drawnPlan, events);
        expect(sorted(counted.violations)).toEqual(sorted(naive.found));
        expect(counted.kinds).toBe(naive.found.length);
        expect(counted.departing).toBe([...naive.departing.values()].reduce((sum, count) => sum + count, 0));
        for (const { name, departing } of counted.byEvent)
          expect(departing).toBe(naive.departing.get(name) ?? 0);
        const counts = counted.violations.map(({ count }) => count);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      } finally {
        await db.delete();
      }
    }),
    runs(120),
  );
});

test("nothing departs from the plan that was inferred from the same events, and what it requires all have", async () => {
  await fc.assert(
    fc.asyncProperty(batches, window, async (drawnBatches, range) => {
      const db = await openLog(drawnBatches);
      try {
        const inferred = await inferPlan(db, shop, range);
        const { violations } = await countViolations(db, shop, inferredToPlan(inferred), range);
        expect(violations).toEqual([]);
        for (const event of inferred.events)
          for (const { type, types, seen, required } of event.properties) {
            expect(Object.keys(types)).toHaveLength(type === "any" ? Object.keys(types).length : 1);
            expect(required).toBe(seen === event.events);
          }
      } finally {
        await db.delete();
      }
    }),
    runs(60),
  );
});
