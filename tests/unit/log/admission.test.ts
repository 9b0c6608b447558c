import { Dexie } from "dexie";
import { describe, expect, it, vi } from "vitest";
import { takeAdmissions } from "../../../src/log/admission-result.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { makeLocalEncoder } from "../../../src/log/local-events.ts";
import { countOf } from "../../../src/log/stored-batch.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { readDictionary } from "../../../src/log/dictionary.ts";
import { decodeBatch } from "../../../src/log/decode-batch.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readHead } from "../../../src/log/reader.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import {
  admitAll,
  arrive,
  blog,
  lead,
  makeEvent,
  namesIn,
  openLog,
  openTestDatabase,
  readAll,
  shop,
  uuid,
  valueOf,
} from "../../support/admitted-log.ts";

const many = (count: number) => Array.from({ length: count }, () => makeEvent());

describe("Admission", () => {
  it("moves arrivals into the log in their order and tells where they went", async () => {
    const { db, admission } = await openLog();
    const [shopEvents, blogEvents] = [many(3), many(2)];
    await arrive(db, shop, shopEvents.slice(0, 2));
    await arrive(db, blog, blogEvents);
    await arrive(db, shop, shopEvents.slice(2));
    const admitted = valueOf(await admission.admit({ maxEvents: 100 }));
    expect(admitted).toMatchObject({
      from: 1,
      to: 2,
      arrivals: 3,
      accepted: 5,
      duplicate: 0,
      remaining: false,
    });
    expect(admitted.batches.map(({ sequence, projectId }) => [sequence, projectId])).toEqual([
      [1, shop],
      [2, blog],
    ]);
    expect(await readAll(db, shop)).toEqual(shopEvents);
    expect(await readAll(db, blog)).toEqual(blogEvents);
    expect(await db.arrivals.count()).toBe(0);
    expect(await readHead(db, shop)).toMatchObject({ sequence: 1, events: 3, nextRow: 3, generation: 1 });
  });

  it("takes events that are stored nowhere yet, each id once, and leaves arrivals waiting", async () => {
    const { db, admission } = await openLog();
    const [waiting, ...given] = many(4);
    await arrive(db, shop, [waiting!]);
    const local = (events: LochanEvent[]) => {
      const encoder = makeLocalEncoder();
      for (const event of events) encoder.add(event);
      return encoder.finish();
    };
    const generation = 1;
    const taken = valueOf(await admission.take(shop, local(given), { generation }));
    expect(taken).toMatchObject({ accepted: 3, duplicate: 0, erased: 0, remaining: true });
    const again = valueOf(await admission.take(shop, local([...given, waiting!]), { generation }));
    expect(again).toMatchObject({ accepted: 1, duplicate: 3, erased: 0, remaining: true });
    const [last] = await admitAll(admission);
    expect(last).toMatchObject({ accepted: 0, duplicate: 1, remaining: false });
    expect(await readAll(db, shop)).toEqual([...given, waiting]);
  });

  it("takes nothing once another leads", async () => {
    const { db, admission } = await openLog();
    await claimEpoch(db);
    const encoder = makeLocalEncoder();
    encoder.add(makeEvent());
    const taken = await admission.take(shop, encoder.finish(), { generation: 1 });
    expect(taken).toMatchObject({ ok: false, failure: { kind: "deposed" } });
    expect((await readHead(db, shop)).events).toBe(0);
  });

  it("takes about as many events as asked for, and says that more wait", async () => {
    const { db, admission } = await openLog();
    for (let arrival = 0; arrival < 5; arrival++) await arrive(db, shop, many(40));
    const rounds = await admitAll(admission, 100);
    expect(rounds.map(({ accepted }) => accepted)).toEqual([80, 80, 40]);
    expect(rounds.map(({ from, to }) => [from, to])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it("takes an arrival larger than asked for whole", async () => {
    const { db, admission } = await openLog();
    await arrive(db, shop, many(40));
    expect(valueOf(await admission.admit({ maxEvents: 1 }))).toMatchObject({ accepted: 40 });
  });

  it("says nothing new when nothing waits", async () => {
    const { admission } = await lead(await openTestDatabase());
    const idle = valueOf(await admission.admit({ maxEvents: 100 }));
    expect(idle).toMatchObject({ from: 1, to: 0, batches: [], arrivals: 0, remaining: false });
  });

  it("counts an id once in its project: within a batch, across batches, and after a restart", async () => {
    const { db, admission } = await openLog();
    const ids = [uuid(9_001), "order-17", "0190A000-0000-7000-8000-000000009001", ""];
    const again = () => ids.map((id) => makeEvent({ id }));
    await arrive(db, shop, [...again(), ...again()]);
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 4, duplicate: 4 });
    await arrive(db, shop, again());
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({
      accepted: 0,
      duplicate: 4,
      batches: [],
    });
    const { admission: restarted } = await lead(db);
    await arrive(db, shop, [...again(), makeEvent()]);
    expect(valueOf(await restarted.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 1, duplicate: 4 });
    expect((await readHead(db, shop)).events).toBe(5);
  });

  it("keeps the least of several contents of an id that come at once, whatever arrival they are in", async () => {
    for (const order of [
      ["a", "b", "c"],
      ["c", "a", "b"],
      ["b", "c", "a"],
    ]) {
      const { db, admission } = await openLog();
      const events = order.map((name) => makeEvent({ id: "same", name }));
      await arrive(db, shop, events.slice(0, 2), true);
      await arrive(db, shop, [...events.slice(2), ...events.slice(0, 1)], true);
      expect(await admitAll(admission)).toMatchObject([{ accepted: 1, duplicate: 3 }]);
      expect(await namesIn(db)).toEqual(["a"]);
      const outcomes = await db.admissions.toArray();
      expect(outcomes.map(({ accepted, duplicate }) => accepted + duplicate)).toEqual([2, 2]);
      expect((await readHead(db, shop)).contested).toBeUndefined();
    }
  });

  it("takes the same id in two projects as two events", async () => {
    const { db, admission } = await openLog();
    await arrive(db, shop, [makeEvent({ id: "same" })]);
    await arrive(db, blog, [makeEvent({ id: "same" })]);
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 2, duplicate: 0 });
  });

  it("finds duplicates among many batches of one event", async () => {
    const { db, admission } = await openLog();
    const events = many(150);
    for (const event of events) {
      await arrive(db, shop, [event]);
      valueOf(await admission.admit({ maxEvents: 1 }));
    }
    await arrive(db, shop, events.toReversed());
    expect(valueOf(await admission.admit({ maxEvents: 1_000 }))).toMatchObject({
      accepted: 0,
      duplicate: 150,
    });
  });

  it("tells an appender that waits what became of its events, once", async () => {
    const { db, admission } = await openLog();
    const event = makeEvent();
    await arrive(db, shop, [event]);
    const waiting = await arrive(db, shop, [event, makeEvent()], true);
    expect(await takeAdmissions(db, [waiting!])).toEqual([]);
    await admitAll(admission);
    expect(await takeAdmissions(db, [waiting!])).toMatchObject([
      { arrivalId: waiting, accepted: 1, duplicate: 1 },
    ]);
    expect(await takeAdmissions(db, [waiting!])).toEqual([]);
  });

  it("drops arrivals of a project that is gone, and tells who waits", async () => {
    const { db, admission } = await openLog();
    const waiting = await arrive(db, toProjectId("gone"), many(3), true);
    await arrive(db, shop, many(1));
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 1, erased: 3 });
    expect(await takeAdmissions(db, [waiting!])).toMatchObject([{ accepted: 0, erased: 3 }]);
    expect(await db.arrivals.count()).toBe(0);
  });

  it("writes nothing once another leads", async () => {
    const { db, admission: old } = await openLog();
    await arrive(db, shop, many(2));
    const { admission } = await lead(db);
    expect(await old.admit({ maxEvents: 100 })).toMatchObject({ ok: false, failure: { kind: "deposed" } });
    expect(await db.arrivals.count()).toBe(1);
    expect(await db.batches.count()).toBe(0);
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 2 });
  });

  it("leaves log and memory as they were when a transaction fails", async () => {
    const { db, admission } = await openLog();
    await arrive(db, shop, [makeEvent({ name: "first" })]);
    await admitAll(admission);
    const full = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    db.batches.hook("creating", full);
    const event = makeEvent({ name: "second", properties: { path: "/new" } });
    await arrive(db, shop, [event]);
    const head = await readHead(db, shop);
    expect(await admission.admit({ maxEvents: 100 })).toMatchObject({
      ok: false,
      failure: { kind: "quota-exceeded" },
    });
    expect(await readHead(db, shop)).toEqual(head);
    expect(await db.arrivals.count()).toBe(1);
    db.batches.hook("creating").unsubscribe(full);
    const other = makeEvent({ name: "third" });
    await db.arrivals.clear();
    await arrive(db, shop, [other]);
    await arrive(db, shop, [event]);
    await admitAll(admission);
    expect((await readAll(db, shop)).slice(1)).toEqual([other, event]);
    expect(await readDictionary(db, shop, "names")).toEqual([
      "track\0first",
      "track\0third",
      "track\0second",
    ]);
  });

  it("reads its memory anew when the log is not as it knew it", async () => {
    const { db, epoch, admission } = await openLog();
    const event = makeEvent();
    await arrive(db, shop, [event]);
    await admitAll(admission);
    const twin = openAdmission(db, epoch);
    const late = makeEvent({ name: "late" });
    await arrive(db, shop, [late]);
    await admitAll(twin);
    await arrive(db, shop, [late, event, makeEvent({ name: "last" })]);
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 1, duplicate: 2 });
    expect((await readAll(db, shop)).map(({ name }) => name)).toEqual(["clicked", "late", "last"]);
  });

  it("goes on with what it knows where arrivals are taken back under it", async () => {
    const { db, admission } = await openLog();
    await arrive(db, shop, [makeEvent()]);
    await admitAll(admission);
    await arrive(db, shop, [makeEvent(), makeEvent()]);
    await arrive(db, toProjectId("gone"), [makeEvent()]);
    const strays = await db.arrivals.filter(({ projectId }) => projectId === "gone").primaryKeys();
    const { bulkGet } = db.projects;
    // Asked for the one that is not known, once the arrivals are read.
    const looked = vi.spyOn(db.projects, "bulkGet").mockImplementation((async (keys: string[]) => {
      // Waits for this reading to end, and goes before what is written then.
      if (keys.includes("gone")) void Dexie.ignoreTransaction(() => db.arrivals.bulkDelete(strays));
      return Reflect.apply(bulkGet, db.projects, [keys]) as unknown;
    }) as unknown as typeof bulkGet);
    const readAgain = vi.spyOn(db.logHeads, "get");
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 2, erased: 0 });
    expect(looked.mock.calls.some(([keys]) => keys.includes("gone"))).toBe(true);
    expect(readAgain).not.toHaveBeenCalled();
    expect((await readAll(db, shop)).length).toBe(3);
  });

  it("cuts what it takes into batches of at most 10,000 where it is too little for a block", async () => {
    const { db, admission } = await openLog();
    const events = many(25_000);
    for (let at = 0; at < events.length; at += 1_000) await arrive(db, shop, events.slice(at, at + 1_000));
    const { batches } = valueOf(await admission.admit({ maxEvents: 30_000 }));
    expect(batches.map(({ firstRow, columns }) => [firstRow, columns.count])).toEqual([
      [0, 10_000],
      [10_000, 10_000],
      [20_000, 5_000],
    ]);
  });

  it("puts columns that wait together into one block, where they are enough for one", async () => {
    const db = await openTestDatabase();
    const epoch = await claimEpoch(db);
    const appender = makeAppender(db);
    const appended: LochanEvent[] = [];
    for (let call = 0; call < 5; call++) {
      const events = many(6_000);
      const encoder = makeLocalEncoder(events.length);
      for (const event of events) encoder.add(event);
      valueOf(await appender.appendColumns(shop, encoder.finish()));
      appended.push(...events);
    }
    const admission = openAdmission(db, epoch, { blockEvents: 40_000 });
    valueOf(await admission.admit({ maxEvents: 6_000 }));
    expect((await readHead(db, shop)).sealed).toBeUndefined();
    valueOf(await admission.admit({ maxEvents: 40_000 }));
    const rows = await db.batches.toArray();
    expect(rows.map((row) => ["packed" in row, countOf(row)])).toEqual([
      [false, 6_000],
      [true, 24_000],
    ]);
    expect(await readAll(db, shop)).toEqual(appended);
  });

  it("gives the strings of what it admitted without reading", async () => {
    const { db, admission } = await openLog();
    const event = makeEvent({ properties: { path: "/", price: 3 }, userId: "ann", sessionId: "s1" });
    await arrive(db, shop, [event]);
    const { batches } = valueOf(await admission.admit({ maxEvents: 100 }));
    expect(decodeBatch(batches[0]!, admission.entries(shop)!)).toEqual([event]);
    expect(admission.entries(blog)).toBeUndefined();
  });

  it("reads what it needs before anything arrives where it is told to prepare", async () => {
    const db = await openTestDatabase();
    const first = await lead(db);
    const known = makeEvent({ name: "known" });
    await arrive(db, shop, [known]);
    await admitAll(first.admission, 10);

    const { admission } = await lead(db);
    expect(admission.entries(shop)).toBeUndefined();
    valueOf(await admission.prepare(shop));
    expect(admission.entries(shop)?.entry("names", 0)).toBe("track\0known");
    await arrive(db, shop, [known, makeEvent({ name: "known" })]);
    expect(valueOf(await admission.admit({ maxEvents: 10 }))).toMatchObject({ accepted: 1, duplicate: 1 });
    expect(await readDictionary(db, shop, "names")).toEqual(["track\0known"]);
  });

  it("writes nothing once another leads, also where all it needs is in memory or nothing waits", async () => {
    const { db, admission: old } = await openLog();
    await arrive(db, shop, many(2));
    await admitAll(old);
    const { admission } = await lead(db);
    const refused = { ok: false, failure: { kind: "deposed" } };
    expect(await old.admit({ maxEvents: 100 })).toMatchObject(refused);
    await arrive(db, shop, many(3));
    expect(await old.admit({ maxEvents: 100 })).toMatchObject(refused);
    expect(await db.batches.count()).toBe(1);
    expect(valueOf(await admission.admit({ maxEvents: 100 }))).toMatchObject({ accepted: 3 });
  });

  it("deletes replies nobody came for within an hour", async () => {
    const db = await openTestDatabase();
    const epoch = await claimEpoch(db);
    await db.admissions.bulkPut([
      { arrivalId: 1, accepted: 1, duplicate: 0, erased: 0, at: 1_000 },
      { arrivalId: 2, accepted: 1, duplicate: 0, erased: 0, at: 5_000_000 },
    ]);
    await admitAll(openAdmission(db, epoch, { now: () => 5_000_001 }));
    expect(await db.admissions.toCollection().primaryKeys()).toEqual([2]);
  });
});
