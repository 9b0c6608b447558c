import { expect, it } from "vitest";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { EventsMovedError } from "../../../src/log/events-moved.ts";
import { sealOldest } from "../../../src/log/seal.ts";
import type { EventSearch } from "../../../src/model/event-search.ts";
import { makeEntrySearches, readPosition } from "../../../src/query/search-entries.ts";
import { makeEventSearcher } from "../../../src/query/search-events.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import { makeEvent, openLog, shop, uuid, valueOf } from "../../support/admitted-log.ts";

const all: EventSearch = { from: 0, to: 1e15, filters: [], text: "" };

it("what was erased since is in no page, and who pages on is told", async () => {
  const { db, epoch, bring } = await openLog();
  await bring(
    ["ann", "bob", "ann"].map((userId, n) => makeEvent({ id: uuid(n), userId, timestamp: 10 + n })),
  );
  const searcher = makeEventSearcher(db, shop);
  const first = await searcher.page(all, { limit: 1 });
  expect(first.events.map(({ id }) => id)).toEqual([uuid(2)]);
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  const on = { limit: 5, before: first.end, at: first.receipt };
  await expect(searcher.page(all, on)).rejects.toThrow(EventsMovedError);
  await expect(searcher.count(all, { at: first.receipt })).rejects.toThrow(EventsMovedError);
  expect((await searcher.page(all, { limit: 5 })).events.map(({ id }) => id)).toEqual([uuid(1)]);
  expect((await searcher.count({ ...all, text: "ann" })).total).toBe(0);
});

it("a block that an erasure under way has rewritten is not read by what it was", async () => {
  const { db, epoch, bring } = await openLog();
  const events = Array.from({ length: 20 }, (_, n) =>
    makeEvent({ id: uuid(n), userId: n < 3 ? "bob" : "ann", name: `number ${n}.`, timestamp: 10 + n }),
  );
  await bring(events);
  await sealOldest(db, epoch, shop, { blockEvents: 20 });
  const searcher = makeEventSearcher(db, shop, { blockEvents: 20 });
  const find = async (text: string) => (await searcher.page({ ...all, text }, { limit: 5 })).events;
  expect(await find("number 9.")).toEqual([events[9]]);
  const before = await db.batches.toArray();
  db.logHeads.hook("updating", () => {
    throw new Error("not to its end");
  });
  await expect(eraseEvents(db, epoch, shop, { userId: "bob" })).rejects.toThrow("not to its end");
  expect(await db.batches.toArray()).not.toEqual(before);
  expect(await find("number 12.")).toEqual([events[12]]);
  expect(await find("number 19.")).toEqual([events[19]]);
  expect(await find("number 2.")).toEqual([]);
});

it("a damaged block is as one without events, and how many it had is said", async () => {
  const { db, epoch, bring } = await openLog();
  await bring(Array.from({ length: 8 }, (_, n) => makeEvent({ timestamp: 10 + n })));
  const sealed = await sealOldest(db, epoch, shop, { blockEvents: 8 });
  await bring([makeEvent({ timestamp: 100 })]);
  await damageBlock(db, sealed!.sequence);
  const searcher = makeEventSearcher(db, shop, { blockEvents: 8 });
  for (const text of ["", "clicked"]) {
    const search = { ...all, text };
    const page = await searcher.page(search, { limit: 5 });
    expect(page).toMatchObject({ events: [{ timestamp: 100 }], receipt: { lost: 8 } });
    expect(await searcher.count(search)).toMatchObject({ total: 1, receipt: { lost: 8 } });
  }
});

it("what came since is counted alone, where a block that was read whole holds more", async () => {
  const { db, epoch, bring } = await openLog();
  const searcher = makeEventSearcher(db, shop, { blockEvents: 8 });
  await bring(Array.from({ length: 5 }, (_, n) => makeEvent({ timestamp: 10 + n })));
  const { sequence } = (await searcher.page(all, { limit: 1 })).receipt;
  await bring(Array.from({ length: 3 }, (_, n) => makeEvent({ timestamp: 20 + n })));
  await sealOldest(db, epoch, shop, { blockEvents: 8 });
  const { receipt } = await searcher.page(all, { limit: 8 });
  expect((await searcher.count(all, { at: receipt, after: sequence })).total).toBe(3);
  expect((await searcher.count(all, { at: receipt })).total).toBe(8);
});

it("an entry that was sealed since its span was read is not counted as what it was", async () => {
  const { db, epoch, bring } = await openLog();
  await bring(Array.from({ length: 4 }, (_, n) => makeEvent({ timestamp: 10 + n })));
  await bring(Array.from({ length: 4 }, (_, n) => makeEvent({ timestamp: 20 + n })));
  const search = makeEntrySearches(db, shop, { blockEvents: 8 }).open(all, await readPosition(db, shop));
  const [first, second] = await search.spans();
  expect((await search.findTimes(first!))?.times).toHaveLength(4);
  await sealOldest(db, epoch, shop, { blockEvents: 8 });
  expect(await search.findTimes(second!)).toBeUndefined();
  search.begin();
  const [whole] = await search.spans();
  expect((await search.findTimes(whole!))?.times).toHaveLength(8);
});

it("an entry that was sealed since its span was read is not found twice", async () => {
  for (const text of ["", "number 3."]) {
    const { db, epoch, bring } = await openLog();
    const event = (n: number) => makeEvent({ name: `number ${n}.`, timestamp: 10 + n });
    await bring(Array.from({ length: 8 }, (_, n) => event(n)));
    await bring(Array.from({ length: 8 }, (_, n) => event(n + 8)));
    const searches = makeEntrySearches(db, shop, { blockEvents: 16 });
    const search = searches.open({ ...all, text }, await readPosition(db, shop));
    const [first, second] = await search.spans();
    expect((await search.find(first!))?.rows).toHaveLength(text === "" ? 8 : 1);
    await sealOldest(db, epoch, shop, { blockEvents: 16 });
    expect(await search.find(second!)).toBeUndefined();
    search.begin();
    expect((await search.find(second!))?.rows).toHaveLength(text === "" ? 16 : 1);
  }
});

it("what says of a string what it is, and that there is nothing, are no text", async () => {
  const { db, bring } = await openLog();
  const events = [null, "null", "jnull", "sun", true].map((held, n) =>
    makeEvent({ properties: { held }, distinctId: "moon", userId: "rim", timestamp: 100 - n }),
  );
  await bring(events);
  const searcher = makeEventSearcher(db, shop);
  const find = async (text: string) => {
    const found = (await searcher.page({ ...all, text }, { limit: 9 })).events;
    return found.map(({ properties }) => properties["held"]);
  };
  expect(await find("null")).toEqual(["null", "jnull"]);
  expect(await find("jnull")).toEqual(["jnull"]);
  expect(await find("s")).toEqual(["sun"]);
  expect(await find("ssun")).toEqual([]);
  expect(await find("umoon")).toEqual([]);
  expect(await find("urim")).toEqual([]);
});

it("a part of a UUID is found in those that are kept as numbers", async () => {
  const { db, bring } = await openLog();
  const id = "5ad1ab12-0c3f-4e77-9b3e-0123456789ef";
  await bring([
    makeEvent({ distinctId: id, timestamp: 12 }),
    makeEvent({ distinctId: "other", properties: { held: id }, timestamp: 11 }),
    makeEvent({ distinctId: "other", timestamp: 10 }),
  ]);
  const searcher = makeEventSearcher(db, shop);
  for (const text of ["-4E", "Ab12", "9b3e-0", id.slice(1), "d1"]) {
    const { events } = await searcher.page({ ...all, text }, { limit: 9 });
    expect([text, events.map(({ timestamp }) => timestamp)]).toEqual([text, [12, 11]]);
  }
});

it("a value that was looked at for one entry is found in a later one with many more values", async () => {
  const { db, bring } = await openLog();
  const event = (held: string, timestamp: number) => makeEvent({ properties: { held }, timestamp });
  await bring([event("needle", 5_000)]);
  await bring([event("needle", 1), ...Array.from({ length: 1_100 }, (_, n) => event(`v${n}`, 10 + n))]);
  const page = await makeEventSearcher(db, shop).page({ ...all, text: "needle" }, { limit: 9 });
  expect(page.events.map(({ timestamp }) => timestamp)).toEqual([5_000, 1]);
});

it("ends when it is told to", async () => {
  const { db, bring } = await openLog();
  await bring([makeEvent()]);
  const signal = AbortSignal.abort(new Error("left"));
  const searcher = makeEventSearcher(db, shop);
  await expect(searcher.page(all, { limit: 5, signal })).rejects.toThrow("left");
  await expect(searcher.count(all, { signal })).rejects.toThrow("left");
});
