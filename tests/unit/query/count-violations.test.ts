import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { findEvent } from "../../../src/log/find-event.ts";
import { readHead } from "../../../src/log/reader.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import type { TrackingPlan } from "../../../src/model/tracking-plan.ts";
import { countViolations } from "../../../src/query/count-violations.ts";
import { inferPlan } from "../../../src/query/infer-plan.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

const PLAN: TrackingPlan = {
  version: 1,
  events: [
    {
      name: "bought",
      properties: [
        { key: "price", type: "number", required: true },
        { key: "coupon", type: "text", required: false },
      ],
    },
    { name: "never", properties: [] },
  ],
};

let db: Database;
let admit: (events: LochanEvent[]) => Promise<void>;
let seal: () => Promise<unknown>;
beforeEach(async () => {
  db = await openTestDatabase();
  const led = await lead(db);
  admit = async (events) => {
    await arrive(db, shop, events);
    await admitAll(led.admission);
  };
  seal = async () => valueOf(await led.admission.seal(shop, { minEvents: 1, blockEvents: 1_000 }));
});
afterEach(() => db.delete());

const at = (timestamp: number, name: string, properties: LochanEvent["properties"], over: object = {}) =>
  makeEvent({ name, properties, timestamp, id: `e${timestamp}`, ...over });

it("counts each kind by event and property, with the last event of each, over batches and blocks", async () => {
  await admit([
    at(1, "bought", { price: 3, coupon: "x", path: "/", $bot: true }),
    at(2, "bought", { price: "3", colour: "red" }),
    at(3, "bought", { coupon: [1], price: null }),
  ]);
  await admit([at(6, "sold", {}), at(5, "bought", { price: "9" }), at(7, "$dropped", { count: 2 })]);
  await seal();
  await admit([
    at(4, "bought", { price: 1, coupon: { a: 1 } }),
    at(8, "identify", { a: 1 }, { type: "identify" }),
  ]);
  const found = await countViolations(db, shop, PLAN);
  const wrong = (property: string, expected: string, type: string) => ({
    kind: "wrong-type",
    property,
    expected,
    found: type,
  });
  expect(found).toMatchObject({ events: 6, departing: 5, kinds: 6, receipt: { generation: 1, lost: 0 } });
  expect(found.byEvent).toEqual([
    { name: "bought", events: 5, departing: 4 },
    { name: "never", events: 0, departing: 0 },
    { name: "sold", events: 1, departing: 1 },
  ]);
  expect(found.violations).toEqual([
    {
      event: "bought",
      violation: wrong("price", "number", "text"),
      count: 2,
      sample: { id: "e5", timestamp: 5 },
    },
    {
      event: "bought",
      violation: { kind: "missing-property", property: "price" },
      count: 1,
      sample: { id: "e3", timestamp: 3 },
    },
    {
      event: "bought",
      violation: { kind: "unplanned-property", property: "colour" },
      count: 1,
      sample: { id: "e2", timestamp: 2 },
    },
    {
      event: "bought",
      violation: wrong("coupon", "text", "list"),
      count: 1,
      sample: { id: "e3", timestamp: 3 },
    },
    {
      event: "bought",
      violation: wrong("coupon", "text", "object"),
      count: 1,
      sample: { id: "e4", timestamp: 4 },
    },
    { event: "sold", violation: { kind: "unplanned-event" }, count: 1, sample: { id: "e6", timestamp: 6 } },
  ]);
  expect(await findEvent(db, shop, found.violations[0]!.sample)).toMatchObject({
    properties: { price: "9" },
  });
  expect(await findEvent(db, shop, { id: "e5", timestamp: 6 })).toBeUndefined();
});

it("counts the half-open window alone, and nothing for an empty plan", async () => {
  await admit([at(1, "sold", {}), at(2, "sold", {}), at(3, "sold", {})]);
  const count = async (from: number, to: number) =>
    (await countViolations(db, shop, PLAN, { from, to })).departing;
  expect(await count(1, 3)).toBe(2);
  expect(await count(3, 9)).toBe(1);
  expect(await count(4, 9)).toBe(0);
  expect(await countViolations(db, shop, { version: 1, events: [] })).toMatchObject({
    events: 0,
    violations: [],
    byEvent: [],
  });
});

it("of an event that lacks a property no event of its batch has, it knows that it is missing", async () => {
  await admit([at(1, "bought", {}), at(2, "bought", { coupon: "x" })]);
  const { violations } = await countViolations(db, shop, PLAN);
  expect(violations).toMatchObject([
    { violation: { kind: "missing-property", property: "price" }, count: 2 },
  ]);
});

it("stops when it is cancelled", async () => {
  await admit([at(1, "sold", {})]);
  const cancel = new AbortController();
  cancel.abort(new Error("enough"));
  await expect(countViolations(db, shop, PLAN, { signal: cancel.signal })).rejects.toThrow("enough");
});

it("says how many events it could not read", async () => {
  await admit([at(1, "sold", {}), at(2, "sold", {})]);
  await seal();
  await damageBlock(db, (await readHead(db, shop)).sealed!);
  await admit([at(3, "sold", {})]);
  expect(await countViolations(db, shop, PLAN)).toMatchObject({ departing: 1, receipt: { lost: 2 } });
});

it("infers names, types and what every event carries, without what Lochan adds", async () => {
  await admit([
    at(1, "bought", { price: 3, size: "m", tags: ["a"], path: "/", $bot: true }),
    at(2, "bought", { price: 4, size: 3, gift: null }),
    at(3, "bought", { price: 5, gift: true }),
    at(4, "left", { how: { x: 1 } }),
    at(5, "$dropped", { count: 1 }),
    at(6, "identify", { plan: "x" }, { type: "identify" }),
  ]);
  await seal();
  const inferred = await inferPlan(db, shop);
  expect(inferred.events).toEqual([
    {
      name: "bought",
      events: 3,
      properties: [
        { key: "price", type: "number", required: true, seen: 3, types: { number: 3 } },
        { key: "size", type: "any", required: false, seen: 2, types: { text: 1, number: 1 } },
        { key: "gift", type: "boolean", required: false, seen: 1, types: { boolean: 1 } },
        { key: "tags", type: "list", required: false, seen: 1, types: { list: 1 } },
      ],
    },
    {
      name: "left",
      events: 1,
      properties: [{ key: "how", type: "object", required: true, seen: 1, types: { object: 1 } }],
    },
  ]);
  expect(inferred.omitted).toEqual({ events: 0, properties: 0 });
  expect((await inferPlan(db, shop, { from: 4, to: 5 })).events.map(({ name }) => name)).toEqual(["left"]);
});

it("infers no more than a plan holds, and says what it left out", async () => {
  const events = Array.from({ length: 503 }, (_, n) => at(10 + n, `name-${n}`, {}));
  await admit([...events, at(9, "name-502", { ["k".repeat(201)]: 1, short: 1 })]);
  const { events: kept, omitted } = await inferPlan(db, shop);
  expect(kept).toHaveLength(500);
  expect(kept[0]).toMatchObject({ name: "name-502", events: 2, properties: [{ key: "short", seen: 1 }] });
  expect(omitted).toEqual({ events: 3, properties: 1 });
});
