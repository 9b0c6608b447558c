import { expect, it, vi } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { makeSeenValues } from "../../../src/log/seen-values.ts";
import type { Database } from "../../../src/database/database.ts";
import type { Filter } from "../../../src/model/question.ts";
import type { ActiveRule } from "../../../src/model/traffic.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

const rule = (...conditions: Filter[]): ActiveRule[] => [{ name: "One", conditions }];
const BOTS = rule({ property: "$bot", op: "is", value: true });

async function position(db: Database) {
  const { generation, sequence } = (await db.logHeads.get(shop)) ?? { generation: 1, sequence: 0 };
  return { generation, sequence };
}

async function openSeen(events = [makeEvent({ userId: "ann", properties: { path: "/", n: 5, ok: true } })]) {
  const db = await openTestDatabase();
  const leading = await lead(db);
  const append = async (more: typeof events) => {
    await arrive(db, shop, more);
    await admitAll(leading.admission);
  };
  await append(events);
  const seen = makeSeenValues(db, shop);
  const mayMatch = async (rules: ActiveRule[]) => seen.mayMatch(rules, await position(db));
  return { ...leading, db, append, seen, mayMatch };
}

it.each<[string, Filter[], boolean]>([
  ["a property nobody has", [{ property: "$bot", op: "is", value: true }], false],
  ["a value nobody has", [{ property: "path", op: "is", value: "/admin" }], false],
  ["a value somebody has", [{ property: "path", op: "is", value: ["/admin", "/"] }], true],
  ["a boolean written as text", [{ property: "ok", op: "is", value: "true" }], true],
  ["a number, which no dictionary has", [{ property: "n", op: "is", value: 7 }], true],
  ["a part of a value", [{ property: "path", op: "contains", value: "x" }], true],
  ["a part of what nobody has", [{ property: "host", op: "contains", value: "x" }], false],
  ["what is missing", [{ property: "host", op: "not-set" }], true],
  ["another value than one", [{ property: "host", op: "is-not", value: "x" }], true],
  ["nothing", [{ property: "host", op: "is", value: [null, "x"] }], true],
  ["a user who is there", [{ property: "$userId", op: "is", value: "ann" }], true],
  ["a user who is not", [{ property: "$userId", op: "is", value: "device-1" }], false],
  ["a browser that is there", [{ property: "$distinctId", op: "is", value: "device-1" }], true],
  ["a name that is there", [{ property: "$name", op: "is", value: "clicked" }], true],
  ["a name that is not", [{ property: "$name", op: "is", value: "track" }], false],
  ["a type that is there", [{ property: "$type", op: "is", value: "track" }], true],
  ["a source that is not", [{ property: "$source", op: "is", value: "file:a" }], false],
  [
    "two things of which one is nowhere",
    [
      { property: "path", op: "is", value: "/" },
      { property: "host", op: "set" },
    ],
    false,
  ],
])("tells whether an event may match: %s", async (_, conditions, expected) => {
  const { mayMatch } = await openSeen();
  expect(await mayMatch(rule(...conditions))).toBe(expected);
});

it("sees what came since, and reads each dictionary on from where it was", async () => {
  const { db, append, mayMatch } = await openSeen([makeEvent()]);
  expect(await mayMatch(BOTS)).toBe(false);
  await append([makeEvent({ properties: { $bot: false } })]);
  expect(await mayMatch(BOTS)).toBe(false);
  await append([makeEvent({ properties: { $bot: true } })]);
  expect(await mayMatch(BOTS)).toBe(true);
  const read = vi.spyOn(db.dictionaries, "where");
  await append([makeEvent({ properties: { $bot: true } })]);
  expect(await mayMatch(BOTS)).toBe(true);
  expect(read).not.toHaveBeenCalled();
});

it("reads nothing for a position that it knows", async () => {
  const { db, seen, mayMatch } = await openSeen();
  await mayMatch(BOTS);
  const at = await position(db);
  const heads = vi.spyOn(db.logHeads, "get");
  expect(await seen.mayMatch(BOTS, at)).toBe(false);
  expect(heads).not.toHaveBeenCalled();
});

it("is not certain of a log that was erased from, and then of the one that is left", async () => {
  const events = [makeEvent({ userId: "ann", properties: { $bot: true } }), makeEvent({})];
  const { db, epoch, seen, mayMatch } = await openSeen(events);
  const before = await position(db);
  expect(await mayMatch(BOTS)).toBe(true);
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  expect(await mayMatch(BOTS)).toBe(false);
  expect(await seen.mayMatch(BOTS, before)).toBe(true);
});

it("is certain of a time without a match only as far as it was told when matches are", async () => {
  const { db, append, seen } = await openSeen([makeEvent({ timestamp: 100, properties: { $bot: true } })]);
  const later = [{ from: 101, to: 200 }];
  const mayMatch = async () => seen.mayMatch(BOTS, await position(db), later);
  expect(await mayMatch()).toBe(true);
  const extent = seen.extentOf(BOTS);
  extent.told({ ...(await position(db)), times: { first: 100, last: 100 } });
  expect(await mayMatch()).toBe(false);
  const { sequence: after, generation } = await position(db);
  await append([makeEvent({ timestamp: 150, properties: { $bot: true } })]);
  expect(await mayMatch()).toBe(true);
  const { sequence } = await position(db);
  extent.grew({ generation, after, sequence, times: { first: 150, last: 150 } });
  expect(await mayMatch()).toBe(true);
  expect(await seen.mayMatch(BOTS, { generation, sequence }, [{ from: 151, to: 200 }])).toBe(false);
});
