import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { updateProject } from "../../../src/catalog/projects.ts";
import { takeAdmissions } from "../../../src/log/admission-result.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { countErased } from "../../../src/log/count-erased.ts";
import { readComingGeneration } from "../../../src/log/erasure-steps.ts";
import { deleteProjectLog, eraseEvents } from "../../../src/log/erasure.ts";
import { readHead } from "../../../src/log/reader.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import {
  admitAll,
  arrive,
  blog,
  lead,
  makeEvent,
  namesIn,
  openLog,
  readAll,
  shop,
  textsIn,
  valueOf,
} from "../../support/admitted-log.ts";

const day = (number: number) => number * 86_400_000;

async function shopWith(...events: Parameters<typeof makeEvent>[0][]) {
  const { db, epoch, admission } = await openLog();
  const made = events.map((event) => makeEvent(event));
  for (const event of made) {
    await arrive(db, shop, [event]);
    await admitAll(admission, 1);
  }
  return { db, epoch, admission, made };
}

async function strings(db: Database): Promise<string> {
  return JSON.stringify([await textsIn(db), await db.arrivals.toArray(), await db.tombstones.toArray()]);
}

it("is what a leader goes by that had the log in memory, also when it seals first", async () => {
  const { db, epoch, admission } = await shopWith(
    { name: "ann", distinctId: "phone", userId: "ann", timestamp: day(1) },
    { name: "bob", distinctId: "laptop", userId: "bob", timestamp: day(2) },
  );
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
  await arrive(db, shop, [makeEvent({ name: "ann again", userId: "ann", timestamp: day(1) })]);
  await arrive(db, shop, [makeEvent({ name: "cat", userId: "cat", timestamp: day(3) })]);
  expect(await admitAll(admission)).toMatchObject([{ accepted: 1, erased: 1 }]);
  expect(await namesIn(db)).toEqual(["bob", "cat"]);
  expect(await strings(db)).not.toContain("ann");
});

describe("erasing a user", () => {
  it("takes the user's events and those of devices first identified as that user, and no others", async () => {
    const { db, epoch } = await shopWith(
      { name: "ann anonymous", distinctId: "phone", timestamp: day(1) },
      { name: "ann", distinctId: "phone", userId: "ann", timestamp: day(2) },
      { name: "bob on ann's phone", distinctId: "phone", userId: "bob", timestamp: day(3) },
      { name: "ann on bob's laptop", distinctId: "laptop", userId: "ann", timestamp: day(5) },
      { name: "bob", distinctId: "laptop", userId: "bob", timestamp: day(4) },
      { name: "bob anonymous", distinctId: "laptop", timestamp: day(6) },
      { name: "someone", distinctId: "kiosk", timestamp: day(6) },
      { name: "device called ann", distinctId: "ann", timestamp: day(6) },
    );
    const { signal } = new AbortController();
    expect(await countErased(db, shop, { userId: "ann" }, signal)).toBe(4);
    expect(await countErased(db, shop, { userId: "ann" }, AbortSignal.abort())).toBe(0);
    const receipt = valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
    expect(receipt).toEqual({ events: 4, arrivals: 0, generation: 2 });
    expect(await namesIn(db)).toEqual(["bob on ann's phone", "bob", "bob anonymous", "someone"]);
    expect(await readHead(db, shop)).toMatchObject({ generation: 2, sequence: 7, events: 4, nextRow: 8 });
  });

  it("leaves no string that only erased events used", async () => {
    const { db, epoch } = await shopWith(
      {
        type: "secret type",
        name: "secret name",
        distinctId: "secret device",
        userId: "secret user",
        sessionId: "secret session",
        source: "secret source",
        importId: "secret import",
        properties: { "secret key": "secret text", nested: { secret: [1] }, shared: "kept" },
      },
      { properties: { shared: "kept" } },
    );
    valueOf(await eraseEvents(db, epoch, shop, { userId: "secret user" }));
    expect(await strings(db)).not.toContain("secret");
    expect(await readAll(db, shop)).toMatchObject([{ properties: { shared: "kept" } }]);
  });

  it("forgets the samples of what was refused, which may name anybody, and keeps their counts", async () => {
    const { db, epoch } = await shopWith({ userId: "someone secret" });
    const sample = { origin: "https://a.example", reason: "No name.", count: 3, sample: "someone secret" };
    await db.refusals.bulkPut([
      { ...sample, projectId: shop, lastAt: 10 },
      { ...sample, projectId: blog, lastAt: 10 },
    ]);
    const samples = async () => (await db.refusals.toArray()).map((row) => [row.count, row.sample]);
    valueOf(await eraseEvents(db, epoch, shop, { before: 10 }));
    expect(await samples()).toEqual([
      [3, "someone secret"],
      [3, "someone secret"],
    ]);
    valueOf(await eraseEvents(db, epoch, shop, { userId: "someone secret" }));
    expect((await samples()).toSorted()).toEqual([
      [3, ""],
      [3, "someone secret"],
    ]);
  });

  it("keeps out what comes again from before the erasure, and lets in what is new", async () => {
    const { db, epoch, admission, made } = await shopWith(
      { name: "anonymous", distinctId: "phone", timestamp: day(1) },
      { name: "identified", distinctId: "phone", userId: "ann", timestamp: day(2) },
      { name: "bob", distinctId: "phone", userId: "bob", timestamp: day(3) },
    );
    valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }, { now: () => day(10) }));
    const waiting = await arrive(
      db,
      shop,
      [
        ...made,
        makeEvent({ name: "late", userId: "ann", timestamp: day(9) }),
        makeEvent({ name: "back", userId: "ann", timestamp: day(10) }),
        makeEvent({ name: "bob again", distinctId: "phone", userId: "bob", timestamp: day(4) }),
      ],
      true,
    );
    await admitAll(admission);
    expect(await namesIn(db)).toEqual(["bob", "back", "bob again"]);
    expect(await takeAdmissions(db, [waiting!])).toMatchObject([{ accepted: 2, duplicate: 1, erased: 3 }]);
  });

  it("keeps out what it took, wherever the clock is", async () => {
    const { db, epoch, admission, made } = await shopWith(
      { name: "now", userId: "ann", timestamp: day(5) },
      { name: "dated ahead", distinctId: "phone", userId: "ann", timestamp: day(30) },
      { name: "ahead, anonymous", distinctId: "phone", timestamp: day(31) },
    );
    const erase = (at: number) => eraseEvents(db, epoch, shop, { userId: "ann" }, { now: () => at });
    valueOf(await erase(day(10)));
    await arrive(db, shop, made);
    await admitAll(admission);
    expect(await namesIn(db)).toEqual([]);
    // The clock went back, and the user is erased once more.
    valueOf(await erase(day(2)));
    await arrive(db, shop, made);
    await admitAll(admission);
    expect(await namesIn(db)).toEqual([]);
  });

  it("takes arrivals too, and tells who waits for one that vanished", async () => {
    const { db, epoch } = await shopWith({ name: "kept" });
    await arrive(db, shop, [makeEvent({ userId: "ann" }), makeEvent({ name: "kept too" })]);
    const waiting = await arrive(db, shop, [makeEvent({ userId: "ann" })], true);
    await arrive(db, blog, [makeEvent({ userId: "ann" })]);
    const receipt = valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
    expect(receipt).toMatchObject({ events: 0, arrivals: 2 });
    expect((await db.arrivals.toArray()).map(({ count }) => count)).toEqual([1, 1]);
    expect(await takeAdmissions(db, [waiting!])).toMatchObject([{ accepted: 0, erased: 1 }]);
  });

  it("does not store the user id", async () => {
    const { db, epoch } = await shopWith({ userId: "someone secret" });
    valueOf(await eraseEvents(db, epoch, shop, { userId: "someone secret" }));
    expect(await db.tombstones.count()).toBe(3);
    expect(await strings(db)).not.toContain("secret");
  });
});

describe("erasing by time, or all", () => {
  it("takes events from before a time, exclusive", async () => {
    const { db, epoch } = await shopWith({ timestamp: 10 }, { timestamp: 20 }, { timestamp: 30 });
    await arrive(db, shop, [makeEvent({ timestamp: 5 }), makeEvent({ timestamp: 25 })]);
    const receipt = valueOf(await eraseEvents(db, epoch, shop, { before: 20 }));
    expect(receipt).toEqual({ events: 1, arrivals: 1, generation: 2 });
    expect((await readAll(db, shop)).map(({ timestamp }) => timestamp)).toEqual([20, 30]);
  });

  it("takes events between two times, the first inclusive, and damaged blocks that may hold such", async () => {
    const { db, epoch, admission } = await shopWith({ timestamp: 10 }, { timestamp: 20 });
    expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
    await damageBlock(db, (await readHead(db, shop)).sealed!);
    await arrive(
      db,
      shop,
      [30, 40, 50].map((timestamp) => makeEvent({ timestamp })),
    );
    await admitAll(admission);
    await arrive(db, shop, [makeEvent({ timestamp: 39 }), makeEvent({ timestamp: 41 })]);
    const { signal } = new AbortController();
    const erase = async (from: number, before: number) => {
      const counted = await countErased(db, shop, { from, before }, signal);
      const { events, arrivals } = valueOf(await eraseEvents(db, epoch, shop, { from, before }));
      expect(counted).toBe(events);
      return [events, arrivals, (await db.batches.toArray()).length];
    };
    expect(await erase(21, 30)).toEqual([0, 0, 2]);
    expect(await erase(30, 40)).toEqual([1, 1, 2]);
    expect(await erase(20, 21)).toEqual([2, 0, 1]);
    expect((await readAll(db, shop)).map(({ timestamp }) => timestamp)).toEqual([40, 50]);
  });

  it("keeps out what comes again from an erased time, as far as it is past, until it is let in", async () => {
    const { db, epoch, admission, made } = await shopWith(
      { name: "a", timestamp: day(1) },
      { name: "b", timestamp: day(2) },
      { name: "c", timestamp: day(3) },
    );
    const spans = async () => (await db.projects.get(shop))?.erasedSpans;
    const erase = async (from: number, before: number, now: number) =>
      valueOf(await eraseEvents(db, epoch, shop, { from, before }, { now: () => now }));
    const sendAgain = async () => {
      await arrive(db, shop, [...made, makeEvent({ name: "new", timestamp: day(3) + 2 })]);
      const [admitted] = await admitAll(admission);
      return [admitted?.accepted, admitted?.erased, (await namesIn(db)).join(" ")];
    };
    await erase(day(2), day(3), day(9));
    expect(await sendAgain()).toEqual([1, 1, "a c new"]);
    // The day is not over: what comes from now on is not what was erased.
    await erase(day(3), day(4), day(3) + 1);
    expect(await spans()).toEqual([{ from: day(2), before: day(3) + 1 }]);
    expect(await sendAgain()).toEqual([1, 2, "a new"]);
    // Nothing of it is past.
    await erase(day(3) + 5, day(4), day(3) + 5);
    expect(await spans()).toEqual([{ from: day(2), before: day(3) + 1 }]);
    await erase(day(7), day(8), day(9));
    valueOf(await updateProject(db, shop, { letIn: { from: day(2), before: day(3) + 1 } }));
    expect(await spans()).toEqual([{ from: day(7), before: day(8) }]);
    expect(await sendAgain()).toEqual([3, 0, "a new b c new"]);
    // What an erasure keeps out stays out after everything was erased.
    await erase(day(1), day(2), day(9));
    valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    expect(await sendAgain()).toEqual([3, 1, "b c new"]);
  });

  it("narrows the time range of what remains of a batch", async () => {
    const { db, epoch, admission } = await openLog();
    await arrive(
      db,
      shop,
      [10, 20, 30].map((timestamp) => makeEvent({ timestamp })),
    );
    await admitAll(admission);
    valueOf(await eraseEvents(db, epoch, shop, { before: 20 }));
    expect(await db.batches.toArray()).toMatchObject([{ minTime: 20, maxTime: 30, firstRow: 0 }]);
  });

  it("takes everything of one project and nothing of another", async () => {
    const { db, epoch, admission, made } = await shopWith({}, {});
    await arrive(db, blog, [makeEvent({ name: "blog" })]);
    await admitAll(admission);
    await arrive(db, shop, [makeEvent()]);
    const receipt = valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    expect(receipt).toEqual({ events: 2, arrivals: 1, generation: 2 });
    expect(await readHead(db, shop)).toMatchObject({ sequence: 0, events: 0, nextRow: 2 });
    expect(await readAll(db, blog)).toHaveLength(1);
    await arrive(db, shop, made);
    await admitAll(admission);
    expect(await readAll(db, shop)).toEqual(made);
    expect(await readHead(db, shop)).toMatchObject({ sequence: 4, events: 2, generation: 2 });
  });

  it("drops what was derived of this project only, whatever table it is in", async () => {
    const { db, epoch } = await shopWith({});
    const notDerived = ["projects", "dashboards", "refusals", "imports", "logHeads", "tombstones"];
    const log = ["arrivals", "admissions", "batches", "dictionaries"];
    const rowOf = (key: string | string[], projectId: string) =>
      Object.fromEntries(
        [key]
          .flat()
          .map((part) => [part, part === "projectId" ? projectId : NUMBERED.test(part) ? 0 : "UTC|1"]),
      );
    const derived = db.tables.flatMap(({ name, schema: { primKey } }) => {
      const key = primKey.keyPath ?? "";
      const isDerived = [key].flat().includes("projectId") && ![...notDerived, ...log].includes(name);
      return isDerived ? [{ table: db.table(name), key: key as string | string[] }] : [];
    });
    expect(derived.length).toBeGreaterThanOrEqual(8);
    for (const { table, key } of derived)
      for (const projectId of [shop, blog]) await table.put(rowOf(key, projectId));
    valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    for (const { table } of derived)
      expect({ name: table.name, rows: await table.toArray() }).toMatchObject({
        name: table.name,
        rows: [{ projectId: blog }],
      });
  });

  it("refuses a project that is not there, and a leader that was deposed", async () => {
    const { db, epoch } = await shopWith({});
    expect(await eraseEvents(db, epoch, toProjectId("gone"), { all: true })).toMatchObject({
      ok: false,
      failure: { kind: "unknown-project" },
    });
    await lead(db);
    expect(await eraseEvents(db, epoch, shop, { all: true })).toMatchObject({
      ok: false,
      failure: { kind: "deposed" },
    });
    expect(await readAll(db, shop)).toHaveLength(1);
  });
});

/** Parts of keys that are numbers. */
const NUMBERED = /^(start|shard|part|first)$/;

describe("an erasure cut short", () => {
  it("is finished by the next leader before anything is admitted", async () => {
    const { db, epoch } = await shopWith({ name: "ann", userId: "ann" }, { name: "bob", userId: "bob" });
    const crash = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    db.batches.hook("deleting", crash);
    expect(await eraseEvents(db, epoch, shop, { userId: "ann" })).toMatchObject({ ok: false });
    expect(await namesIn(db)).toEqual(["ann", "bob"]);
    expect(await readComingGeneration(db, shop)).toBe(2);
    db.batches.hook("deleting").unsubscribe(crash);
    await arrive(db, shop, [makeEvent({ name: "ann late", userId: "ann", timestamp: 1 })]);
    const { admission } = await lead(db);
    const [admitted] = await admitAll(admission);
    expect(admitted).toMatchObject({ rebuilt: [shop], erased: 1 });
    expect(await namesIn(db)).toEqual(["bob"]);
    expect((await readHead(db, shop)).generation).toBe(2);
    expect(await readComingGeneration(db, shop)).toBe(2);
  });

  it("is told with the next admission that succeeds, though the one that finished it failed", async () => {
    const { db, epoch } = await shopWith({ name: "ann", userId: "ann" }, { name: "bob", userId: "bob" });
    const crash = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    db.batches.hook("deleting", crash);
    expect(await eraseEvents(db, epoch, shop, { userId: "ann" })).toMatchObject({ ok: false });
    db.batches.hook("deleting").unsubscribe(crash);
    await arrive(db, shop, [makeEvent({ name: "next", userId: "bob" })]);
    const { admission } = await lead(db);
    db.arrivals.hook("deleting", crash);
    expect(await admission.admit({ maxEvents: 1_000 })).toMatchObject({ ok: false });
    expect(await namesIn(db)).toEqual(["bob"]);
    db.arrivals.hook("deleting").unsubscribe(crash);
    const [admitted] = await admitAll(admission);
    expect(admitted).toMatchObject({ rebuilt: [shop], accepted: 1 });
  });

  it("is finished by the admission of the same leader", async () => {
    const { db, epoch, admission } = await shopWith(
      { name: "ann", userId: "ann" },
      { name: "bob", distinctId: "laptop" },
    );
    const crash = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    db.logHeads.hook("updating", crash);
    db.logHeads.hook("creating", crash);
    expect(await eraseEvents(db, epoch, shop, { userId: "ann" })).toMatchObject({ ok: false });
    db.logHeads.hook("updating").unsubscribe(crash);
    db.logHeads.hook("creating").unsubscribe(crash);
    await arrive(db, shop, [makeEvent({ name: "next", distinctId: "laptop" })]);
    const [admitted] = await admitAll(admission);
    expect(admitted).toMatchObject({ rebuilt: [shop], accepted: 1 });
    expect(await namesIn(db)).toEqual(["bob", "next"]);
    expect(await readHead(db, shop)).toMatchObject({ generation: 2, events: 2 });
  });
});

describe("deleting a project's log", () => {
  it("removes everything but a generation that is never used again", async () => {
    const { db, epoch, made } = await shopWith({ userId: "ann" }, { distinctId: "laptop" });
    valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
    await arrive(db, shop, made);
    expect(valueOf(await deleteProjectLog(db, epoch, shop))).toEqual({ events: 1 });
    for (const table of [db.batches, db.dictionaries, db.arrivals, db.tombstones])
      expect(await table.count()).toBe(0);
    expect(await readHead(db, shop)).toMatchObject({ generation: 3, sequence: 0, events: 0, nextRow: 0 });
    await arrive(db, shop, made);
    await admitAll(openAdmission(db, epoch));
    expect(await readAll(db, shop)).toEqual(made);
    expect(await readHead(db, shop)).toMatchObject({ generation: 3, events: 2, nextRow: 2 });
  });
});
