import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { EventsMovedError } from "../../../src/log/events-moved.ts";
import { readInOrder } from "../../../src/log/read-in-order.ts";
import { settleVariants } from "../../../src/log/settle-variants.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { makeRandom } from "../../support/make-random.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

const MINUTE = 60_000;
const START = Math.floor(1_700_000_000_000 / MINUTE) * MINUTE;

let databases: Database[];
beforeEach(() => void (databases = []));
afterEach(() => Promise.all(databases.map((db) => db.delete())));

async function logOf(events: readonly LochanEvent[], perBatch: number) {
  const db = await openTestDatabase();
  databases.push(db);
  const { epoch, admission } = await lead(db);
  for (let from = 0; from < events.length; from += perBatch) {
    await arrive(db, shop, events.slice(from, from + perBatch));
    await admitAll(admission);
  }
  return { db, epoch };
}

async function readAll(db: Database, options: Parameters<typeof readInOrder>[2] = {}) {
  const windows: { from: number; to: number; count: number; events: LochanEvent[] }[] = [];
  for await (const { pages, ...window } of readInOrder(db, shop, { windowEvents: 100, ...options })) {
    const events: LochanEvent[] = [];
    for await (const page of pages) events.push(...page);
    windows.push({ ...window, events });
  }
  return windows;
}

const byTimeThenId = (a: LochanEvent, b: LochanEvent): number =>
  a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1);

/** Some at the same millisecond, some with ids that are no UUIDs, over some hours. */
function makeEvents(count: number, own = "own"): LochanEvent[] {
  const random = makeRandom(7);
  return Array.from({ length: count }, (_, index) =>
    makeEvent({
      timestamp: START + random(300) * 7_000,
      properties: { index, kind: index % 3 === 0 ? "a" : index / 4 },
      distinctId: `device-${index % 5}`,
      ...(index % 11 === 0 && { id: `${own}-${index}` }),
    }),
  );
}

it("gives each event once by time, then by id, the same in two logs that came by them otherwise", async () => {
  const events = makeEvents(1_000);
  const sorted = events.toSorted(byTimeThenId);
  const { db } = await logOf(events, 130);
  const other = await logOf([...events].reverse(), 37);
  const windows = await readAll(db);
  expect(windows.length).toBeGreaterThan(5);
  expect(windows.flatMap((window) => window.events)).toEqual(sorted);
  for (const { from, to, count, events: within } of windows) {
    expect(within).toHaveLength(count);
    expect(within.every(({ timestamp }) => timestamp >= from && timestamp < to)).toBe(true);
  }
  expect(await readAll(other.db)).toEqual(windows);
});

it("cuts earlier windows the same when later events have come", async () => {
  const events = makeEvents(600);
  const before = await readAll((await logOf(events, 100)).db);
  const later = makeEvents(300, "later").map((event) => ({
    ...event,
    timestamp: event.timestamp + 3_600_000,
  }));
  const after = await readAll((await logOf([...later, ...events], 100)).db);
  expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
});

it("gives only what is in the range", async () => {
  const events = makeEvents(500);
  const [from, to] = [START + 500_000, START + 1_300_001];
  const { db } = await logOf(events, 90);
  const found = (await readAll(db, { from, to })).flatMap((window) => window.events);
  const expected = events.filter(({ timestamp }) => timestamp >= from && timestamp < to);
  expect(found).toEqual(expected.toSorted(byTimeThenId));
  expect(found.length).toBeGreaterThan(100);
});

it("leaves out what is erased meanwhile, and gives nothing twice", async () => {
  const events = makeEvents(400);
  const { db, epoch } = await logOf(events, 50);
  const given: LochanEvent[] = [];
  let windows = 0;
  for await (const { pages } of readInOrder(db, shop, { windowEvents: 100 })) {
    for await (const page of pages) given.push(...page);
    if (++windows === 1) valueOf(await eraseEvents(db, epoch, shop, { before: START + 1_500_000 }));
  }
  expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
  const last = events.filter(({ timestamp }) => timestamp >= START + 1_500_000).toSorted(byTimeThenId);
  expect(given.slice(-last.length)).toEqual(last);
  expect(given.length).toBeLessThan(events.length);
});

it("of an empty log gives nothing", async () => {
  expect(await readAll((await logOf([], 1)).db)).toEqual([]);
});

it("throws the signal's reason", async () => {
  const { db } = await logOf(makeEvents(50), 10);
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await expect(readAll(db, { signal: stop.signal })).rejects.toThrow("enough");
});

it("says so where events came to stand at other times since the windows were cut", async () => {
  const at = (timestamp: number, id: string, name = "b") => makeEvent({ timestamp, id, name });
  const { db, epoch } = await logOf([at(START, "first"), at(START + 9 * MINUTE, "last")], 2);
  await arrive(db, shop, [at(START, "last", "a")]);
  await admitAll(openAdmission(db, epoch));
  const windows = readInOrder(db, shop, { windowEvents: 1 });
  const first = await windows.next();
  expect((await first.value!.pages.next()).value).toMatchObject([{ id: "first" }]);
  expect(valueOf(await settleVariants(db, epoch, shop))).toBe(true);
  await expect(first.value!.pages.next()).rejects.toBeInstanceOf(EventsMovedError);
  const [only] = await readAll(db);
  expect(only!.events).toMatchObject([{ id: "first" }, { id: "last", name: "a" }]);
});
