import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { CLAIM_ROWS } from "../../../src/log/claims.ts";
import { countUndone } from "../../../src/log/count-undone.ts";
import { onDamagedRecord } from "../../../src/log/damaged-records.ts";
import { deleteProjectLog, eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { mergeErasures } from "../../../src/log/merge-erasures.ts";
import { readHead } from "../../../src/log/reader.ts";
import { isContested, settleVariants } from "../../../src/log/settle-variants.ts";
import { hashPeople } from "../../../src/log/tombstones.ts";
import { undoImport } from "../../../src/log/undo-import.ts";
import { readVariants } from "../../../src/log/variants.ts";
import { describeRecord, type DamagedRecord } from "../../../src/model/damage.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { toGroup } from "../../support/import-fixtures.ts";
import { putImports } from "../../support/imported-events.ts";
import {
  admitAll,
  arrive,
  blog,
  lead,
  makeEvent,
  openLog,
  readAll,
  shop,
  textsIn,
  uuid,
  valueOf,
} from "../../support/admitted-log.ts";

const { signal } = new AbortController();

/** An id as an import or nobody's brings it, told by its name. */
const event = (number: number, name: string, importId?: string, more: Partial<LochanEvent> = {}) =>
  makeEvent({
    timestamp: 1_000 + number,
    ...more,
    id: uuid(0xb000 + number),
    name,
    ...(importId !== undefined && { importId }),
  });

async function openShop() {
  const { db, epoch, admission, bring: bringAll } = await openLog();
  const bring = (...events: LochanEvent[]) => bringAll(events);
  const settle = async () => valueOf(await settleVariants(db, epoch, shop));
  const undo = async (importId: string) => valueOf(await undoImport(db, epoch, shop, importId));
  await putImports(db, shop, ["x", "y", "z"]);
  return { db, epoch, admission, bring, settle, undo };
}

/** Of each event its name and whose it is. */
const left = async (db: Database): Promise<string[]> =>
  (await readAll(db, shop)).map(({ name, importId }) =>
    importId === undefined ? name : `${name} ${importId}`,
  );

async function variantCount(db: Database): Promise<number> {
  let count = 0;
  for await (const { targets } of readVariants(db, shop)) count += targets.length;
  return count;
}

describe("an id with two contents", () => {
  it("has the least of them once it is settled, in either order", async () => {
    for (const names of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const { db, bring, settle } = await openShop();
      await bring(event(1, names[0]));
      expect(await bring(event(1, names[1]))).toMatchObject({ accepted: 0, duplicate: 1 });
      expect(await left(db)).toEqual([names[0]]);
      expect(await isContested(db, shop)).toBe(names[0] === "b");
      const { generation } = await readHead(db, shop);
      expect(await settle()).toBe(names[0] === "b");
      expect(await left(db)).toEqual(["a"]);
      expect(await readHead(db, shop)).toMatchObject({
        events: 1,
        generation: names[0] === "b" ? generation + 1 : generation,
      });
      expect(await settle()).toBe(false);
      expect(await variantCount(db)).toBe(1);
    }
  });

  it("has the least of those that come at once from the start, in any order", async () => {
    for (const names of ["abc", "bca", "cab", "cba"]) {
      const { db, bring, settle } = await openShop();
      expect(await bring(...names.split("").map((name) => event(1, name)))).toMatchObject({
        accepted: 1,
        duplicate: 2,
      });
      expect(await left(db)).toEqual(["a"]);
      expect(await isContested(db, shop)).toBe(false);
      expect(await settle()).toBe(false);
      expect(await variantCount(db)).toBe(2);
    }
  });

  it("has the least of two zeros that came as columns, one of which has a sign, in either order", async () => {
    for (const zeros of [
      [0, -0],
      [-0, 0],
    ]) {
      const { db, admission, settle } = await openShop();
      const appender = makeAppender(db);
      for (const zero of zeros) {
        const given = event(1, "a", undefined, { properties: { zero, list: [zero] } });
        valueOf(await appender.appendColumns(shop, toGroup([given]), {}));
        await admitAll(admission);
      }
      expect(await variantCount(db)).toBe(1);
      await settle();
      expect((await readAll(db, shop)).map(({ properties }) => properties)).toEqual([
        { zero: -0, list: [-0] },
      ]);
    }
  });

  it("is told by what the event says, not by how and when it came", async () => {
    const { db, bring } = await openShop();
    const first = event(1, "a", "x", { properties: { n: 1, list: [1, { b: 2, a: 1 }] }, userId: "ann" });
    await bring(first);
    const { importId: _, ...again } = first;
    await bring({
      ...again,
      receivedAt: 9,
      sentAt: 8,
      source: "file:other",
      properties: { list: [1, { a: 1, b: 2 }], n: 1 },
    });
    expect(await variantCount(db)).toBe(0);
    for (const other of [
      { properties: { n: 1 } },
      { properties: { ...first.properties, more: null } },
      { properties: { ...first.properties, n: "1" } },
      { properties: { ...first.properties, n: 2 } },
      { userId: "bob" },
      { sessionId: "s" },
      { distinctId: "other" },
      { timestamp: 1 },
      { type: "page" },
    ]) {
      const before = await variantCount(db);
      await bring({ ...first, ...other });
      expect([other, await variantCount(db)]).toEqual([other, before + 1]);
    }
  });

  it("gets the other back when the import that brought the least is undone, also one no import brought", async () => {
    const { db, bring, settle, undo } = await openShop();
    await bring(event(1, "b"), event(2, "b", "x"), event(3, "b", "x"));
    await bring(event(1, "a", "y"), event(2, "a", "y"), event(3, "a", "x"));
    await settle();
    expect(await left(db)).toEqual(["a y", "a y", "a x"]);
    expect(await countUndone(db, shop, "y", signal)).toEqual({ events: 0, kept: 2 });
    expect(await undo("y")).toMatchObject({ events: 0, kept: 2 });
    expect(await left(db)).toEqual(["b", "b x", "a x"]);
    expect(await countUndone(db, shop, "x", signal)).toEqual({ events: 2, kept: 0 });
    expect(await undo("x")).toMatchObject({ events: 2, kept: 0 });
    expect(await left(db)).toEqual(["b"]);
    expect(await variantCount(db)).toBe(0);
    expect(await textsIn(db)).not.toMatch(/"s[xy]"/);
  });

  it("keeps claims with the contents they are on", async () => {
    const { db, bring, settle, undo } = await openShop();
    await bring(event(1, "b", "x"));
    await bring(event(1, "b", "y"));
    await bring(event(1, "a", "z"));
    await settle();
    expect(await left(db)).toEqual(["a z"]);
    await bring(event(1, "a"));
    await undo("z");
    expect(await left(db)).toEqual(["a"]);
    await undo("x");
    await undo("y");
    expect(await left(db)).toEqual(["a"]);
    expect(await variantCount(db)).toBe(0);
  });

  it("gets back a content that two imports brought, as the event of both", async () => {
    const { db, bring, settle, undo } = await openShop();
    await bring(event(1, "b", "x"));
    await bring(event(1, "b", "y"));
    await bring(event(1, "a", "z"));
    await settle();
    await undo("z");
    expect(await left(db)).toEqual(["b x"]);
    await undo("x");
    expect(await left(db)).toEqual(["b y"]);
    await undo("y");
    expect(await left(db)).toEqual([]);
  });

  it("is undone right without having been settled, in any order", async () => {
    const { db, bring, undo } = await openShop();
    await bring(event(1, "c", "x"));
    await bring(event(1, "b", "y"));
    await bring(event(1, "a", "z"));
    await undo("z");
    expect(await left(db)).toEqual(["b y"]);
    await undo("y");
    expect(await left(db)).toEqual(["c x"]);
    await undo("x");
    expect(await left(db)).toEqual([]);
    expect(await textsIn(db)).toBe("[]");
  });

  it("has another of them where the least is of a person or a time that is erased", async () => {
    const { db, epoch, bring } = await openShop();
    await bring(event(1, "b", "x", { userId: "ann" }), event(2, "b", "x", { timestamp: 90 }));
    await bring(event(1, "a", "y", { userId: "bob" }), event(2, "a", "y", { timestamp: 10 }));
    valueOf(await eraseEvents(db, epoch, shop, { userId: "bob" }));
    expect(await left(db)).toEqual(["b x", "a y"]);
    expect(await textsIn(db)).not.toContain("bob");
    valueOf(await eraseEvents(db, epoch, shop, { before: 50 }));
    expect(await left(db)).toEqual(["b x", "b x"]);
    expect(await variantCount(db)).toBe(0);
    expect((await readHead(db, shop)).events).toBe(2);
  });

  it("forgets the contents of whom another device erased, also where only those are of that person", async () => {
    const { db, epoch, bring } = await openShop();
    await bring(event(1, "a", "x", { userId: "ann", distinctId: "phone" }));
    await bring(event(1, "b", "y", { userId: "bob", distinctId: "laptop" }));
    const secret = "1".repeat(64);
    const hashes = await hashPeople(secret, ["ubob"]);
    const people = [{ secret, people: [[hashes.get("ubob")!, 9e12] as [string, number]] }];
    valueOf(await mergeErasures(db, epoch, shop, { spans: [], people }, { mode: "apply" }));
    expect(await variantCount(db)).toBe(0);
    expect(await textsIn(db)).not.toContain("bob");
    expect(await left(db)).toEqual(["a x"]);
  });

  it("goes with everything, and with its project", async () => {
    const { db, epoch, bring } = await openShop();
    const both = async () => {
      await bring(event(1, "b"));
      await bring(event(1, "a"));
    };
    await both();
    valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    expect([await db.variants.count(), await isContested(db, shop)]).toEqual([0, false]);
    await both();
    await arrive(db, blog, [event(1, "b")]);
    await arrive(db, blog, [event(1, "a")]);
    await admitAll(openAdmission(db, epoch));
    valueOf(await deleteProjectLog(db, epoch, shop));
    expect(await db.variants.toArray()).toMatchObject([{ projectId: blog }]);
  });
});

it("holds over blocks, erased rows and several stored rows, of any ids", async () => {
  const { db, epoch, admission, bring, settle, undo } = await openShop();
  const numbers = Array.from({ length: 300 }, (_, number) => number);
  const made = (name: string, importId: string, every: number) =>
    numbers
      .filter((number) => number % every === 0)
      .map((number) => {
        const given = event(number, `${name} ${number}`, importId, {
          userId: number % 3 === 0 ? "ann" : "bob",
          properties: number % 4 === 0 ? { size: number, kind: name } : { kind: name },
        });
        return number % 5 === 0 ? makeEvent({ ...given, id: `order-${number}` }) : given;
      });
  await db.logHeads.put({ ...(await readHead(db, shop)), nextRow: CLAIM_ROWS - 100 });
  const first = made("m", "x", 1);
  await bring(...first);
  await bring(...made("a", "y", 2));
  await bring(...made("z", "z", 7));
  expect(await db.variants.count()).toBeGreaterThan(2);
  expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 500 }))).toBe(true);
  await settle();
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  const stay = numbers.filter((number) => number % 3 !== 0);
  expect(await left(db)).toEqual(stay.map((n) => (n % 2 === 0 ? `a ${n} y` : `m ${n} x`)));
  await undo("y");
  expect(await left(db)).toEqual(stay.map((n) => `m ${n} x`));
  const names = new Map(first.map(({ id, ...rest }) => [id, rest.properties]));
  for (const { id, properties } of await readAll(db, shop)) expect(properties).toEqual(names.get(id));
  await undo("x");
  expect(await left(db)).toEqual(stay.filter((n) => n % 7 === 0).map((n) => `z ${n} z`));
  await undo("z");
  expect([await left(db), await db.variants.count(), await db.claims.count()]).toEqual([[], 0, 0]);
});

it("settles by the next leader what a full disk or a crash left undone, and nothing by one that was deposed", async () => {
  const { db, epoch, bring } = await openShop();
  await bring(event(1, "b"), event(2, "only"));
  await bring(event(1, "a"));
  for (const table of ["batches", "variants", "logHeads"]) {
    const full = await whileDiskIsFull(db, table, () => settleVariants(db, epoch, shop));
    expect(full).toMatchObject({ ok: false, failure: { kind: "quota-exceeded" } });
  }
  const { epoch: next } = await lead(db);
  expect(await settleVariants(db, epoch, shop)).toMatchObject({ ok: false, failure: { kind: "deposed" } });
  await admitAll(openAdmission(db, next));
  expect(await left(db)).toEqual(["a", "only"]);
  expect(await isContested(db, shop)).toBe(false);
});

it("stores nothing of an admission that fails, and admits it again whole", async () => {
  const { db, epoch, bring } = await openShop();
  await bring(event(1, "b"));
  await arrive(db, shop, [event(1, "a", "x"), event(2, "new")]);
  const admission = openAdmission(db, epoch);
  const full = await whileDiskIsFull(db, "variants", () => admission.admit({ maxEvents: 10 }));
  expect(full).toMatchObject({ ok: false, failure: { kind: "quota-exceeded" } });
  expect([await left(db), await variantCount(db)]).toEqual([["b"], 0]);
  await admitAll(admission);
  valueOf(await settleVariants(db, epoch, shop));
  expect(await left(db)).toEqual(["a x", "new"]);
});

it("tells contents that cannot be read, and goes on without them", async () => {
  const { db, bring, undo } = await openShop();
  const told: DamagedRecord[] = [];
  onDamagedRecord(db, (_, record) => told.push(record));
  await bring(event(1, "a", "x"));
  await bring(event(1, "b", "y"));
  await db.variants.toCollection().modify((row) => {
    row.packed = row.packed.with(8, row.packed[8]! ^ 1);
  });
  await undo("x");
  expect(await left(db)).toEqual([]);
  expect(told[0]).toMatchObject({ table: "variants", first: 0, events: 1 });
  expect(describeRecord(told[0]!).words).toMatch(/Other contents of 1 event cannot be read/);
});

it("forgets contents of a damaged block that an erasure takes", async () => {
  const { db, epoch, admission, bring } = await openShop();
  await bring(event(1, "a", "x"), event(3, "a", "x"));
  expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
  await bring(event(2, "a", "x", { timestamp: 9_000_000, distinctId: "other" }));
  await bring(event(1, "b", "y"), event(2, "b", "y", { timestamp: 9_000_000, distinctId: "other" }));
  await damageBlock(db, (await db.batches.toCollection().first())!.sequence);
  valueOf(await eraseEvents(db, epoch, shop, { before: 5_000 }));
  expect([await left(db), await variantCount(db)]).toEqual([["a x"], 1]);
  await claimEpoch(db);
});

it("is the same number whether it came as -0 or as 0", async () => {
  for (const numbers of [
    [-0, 0],
    [0, -0],
  ] as const) {
    const { db, bring } = await openShop();
    for (const number of numbers) await bring(event(1, "a", undefined, { properties: { number } }));
    expect((await readAll(db, shop))[0]!.properties).toEqual({ number: 0 });
    expect(await variantCount(db)).toBe(0);
  }
});

it("chooses among more contents of an id than are held, and stores them in pieces", async () => {
  const { db, epoch, bring, settle, undo } = await openShop();
  const many = Array.from({ length: 9_000 }, (_, n) =>
    event(n % 2, `n${String(n).padStart(5, "0")}`, n % 3 === 0 ? "x" : "y", {
      userId: n < 50 ? "ann" : "bob",
    }),
  );
  await bring(...many.slice(8_000));
  await bring(...many.slice(0, 8_000));
  const stored = await db.variants.toArray();
  expect(stored.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...stored.map(({ places }) => places.length))).toBeLessThanOrEqual(4_096);
  await settle();
  expect(await left(db)).toEqual(["n00000 x", "n00001 y"]);
  expect(await variantCount(db)).toBe(8_998);
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  expect(await left(db)).toEqual(["n00050 y", "n00051 x"]);
  expect(await variantCount(db)).toBe(8_948);
  await undo("y");
  expect(await left(db)).toEqual(["n00054 x", "n00051 x"]);
  await undo("x");
  expect([await left(db), await variantCount(db)]).toEqual([[], 0]);
});
