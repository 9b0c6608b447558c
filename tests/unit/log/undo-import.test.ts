import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { onDamagedRecord } from "../../../src/log/damaged-records.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { CLAIM_ROWS } from "../../../src/log/claims.ts";
import { countUndone } from "../../../src/log/count-undone.ts";
import { readDictionary } from "../../../src/log/dictionary.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readHead } from "../../../src/log/reader.ts";
import { undoImport } from "../../../src/log/undo-import.ts";
import { describeRecord, type DamagedRecord } from "../../../src/model/damage.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { damageBlock } from "../../support/damage-rows.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { putImports } from "../../support/imported-events.ts";
import {
  admitAll,
  arrive,
  blog,
  makeEvent,
  openLog,
  readAll,
  shop,
  uuid,
  valueOf,
} from "../../support/admitted-log.ts";

const { signal } = new AbortController();
const AT = 5_000;

/** An event of a person, by the import given or by none. */
const event = (number: number, importId?: string, more: Partial<LochanEvent> = {}): LochanEvent =>
  makeEvent({
    ...more,
    id: uuid(0xa000 + number),
    name: `event ${number}`,
    timestamp: 1_000 + number,
    ...(importId !== undefined && { importId }),
  });

const eventsOf = (numbers: readonly number[], importId?: string) =>
  numbers.map((number) => event(number, importId));

async function openShop() {
  const { db, epoch, admission, bring } = await openLog();
  const undo = (importId: string) => undoImport(db, epoch, shop, importId, { now: () => AT });
  await putImports(db, shop, ["a", "b", "c"]);
  return { db, epoch, admission, bring, undo };
}

/** Of each event its number and the import it is of. */
const left = async (db: Database): Promise<string[]> =>
  (await readAll(db, shop)).map(({ name, importId }) => `${name.slice(6)}${importId ?? ""}`);

const texts = async (db: Database): Promise<(string | null)[]> =>
  (await readDictionary(db, shop, "values")).filter((text) => text !== null);

describe("undoing an import", () => {
  it("takes what nothing else brought, in either order of two that overlap", async () => {
    for (const [first, second, between] of [
      ["a", "b", ["2b", "3b", "4b"]],
      ["b", "a", ["1a", "2a", "3a"]],
    ] as const) {
      const { db, bring, undo } = await openShop();
      await bring(eventsOf([1, 2, 3], "a"));
      await bring(eventsOf([2, 3, 4], "b"));
      expect(await countUndone(db, shop, first, signal)).toEqual({
        events: 1,
        kept: first === "a" ? 2 : 0,
      });
      expect(valueOf(await undo(first))).toEqual({ at: AT, events: 1, kept: first === "a" ? 2 : 0 });
      expect(await left(db)).toEqual(between);
      expect(await countUndone(db, shop, second, signal)).toEqual({ events: 3, kept: 0 });
      expect(valueOf(await undo(second))).toEqual({ at: AT, events: 3, kept: 0 });
      expect(await left(db)).toEqual([]);
      expect(await db.claims.count()).toBe(0);
      expect(await texts(db)).toEqual([]);
    }
  });

  it("keeps what a site sent, before the import or after it, for good", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1]));
    await bring(eventsOf([1, 2, 3], "a"));
    await bring(eventsOf([2]));
    expect(valueOf(await undo("a"))).toEqual({ at: AT, events: 1, kept: 1 });
    expect(await left(db)).toEqual(["1", "2"]);
    await bring(eventsOf([1, 2, 3], "b"));
    expect(valueOf(await undo("b"))).toEqual({ at: AT, events: 1, kept: 0 });
    expect(await left(db)).toEqual(["1", "2"]);
  });

  it("keeps no tombstone: the file brings back what went", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1, 2], "a"));
    valueOf(await undo("a"));
    await bring(eventsOf([1, 2], "b"));
    expect(await left(db)).toEqual(["1b", "2b"]);
  });

  it("hands an event from one to the next that claims it, those of no import before all others", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1, 2], "b"));
    await bring(eventsOf([1, 2], "c"));
    await bring(eventsOf([1, 2], "a"));
    await bring(eventsOf([2]));
    valueOf(await undo("b"));
    expect(await left(db)).toEqual(["1a", "2"]);
    valueOf(await undo("a"));
    expect(await left(db)).toEqual(["1c", "2"]);
    valueOf(await undo("c"));
    expect(await left(db)).toEqual(["2"]);
  });

  it("knows claims of what is admitted at once, and of what is a duplicate itself", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1], "a"));
    await bring([...eventsOf([9, 1, 2, 2], "b"), ...eventsOf([1, 2], "c"), ...eventsOf([9])]);
    valueOf(await undo("a"));
    expect(await left(db)).toEqual(["1b", "9b", "2b"]);
    valueOf(await undo("b"));
    expect(await left(db)).toEqual(["1c", "9", "2c"]);
  });

  it("lays no claim on another event where what a site had sent comes by two imports at once", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1]));
    await bring([...eventsOf([1], "a"), ...eventsOf([1], "b"), ...eventsOf([2], "a")]);
    expect(await db.claims.count()).toBe(0);
    expect(valueOf(await undo("a"))).toEqual({ at: AT, events: 1, kept: 0 });
    expect(await left(db)).toEqual(["1"]);
  });

  it("counts what had arrived and was not admitted, and tells who waits", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1], "a"));
    await arrive(db, shop, eventsOf([2, 3], "a"), true);
    await arrive(db, shop, [event(2, "b"), event(4, "a")]);
    expect(valueOf(await undo("a"))).toEqual({ at: AT, events: 4, kept: 0 });
    expect(await db.admissions.toArray()).toMatchObject([{ accepted: 0, duplicate: 0, erased: 2 }]);
    await bring([]);
    expect(await left(db)).toEqual(["2b"]);
  });

  it("holds after blocks were sealed and erased from: rows are numbered on, and so are the claims on them", async () => {
    const { db, epoch, admission, bring, undo } = await openShop();
    const many = Array.from({ length: 300 }, (_, number) => number);
    const every = (step: number, importId: string) =>
      many
        .filter((number) => number % step === 0)
        .map((number) => event(number, importId, { userId: number % 3 === 0 ? "ann" : "bob" }));
    // The rows are of two stored rows of claims.
    await db.logHeads.put({ ...(await readHead(db, shop)), nextRow: CLAIM_ROWS - 100 });
    await bring(every(1, "a"));
    await bring(every(2, "b"));
    expect(await db.claims.count()).toBe(2);
    expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 500 }))).toBe(true);
    await bring(every(5, "c"));
    valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
    const stays = many.filter((number) => number % 3 !== 0);
    valueOf(await undo("a"));
    const expected = stays.flatMap((number) =>
      number % 2 === 0 ? [`${number}b`] : number % 5 === 0 ? [`${number}c`] : [],
    );
    expect(await left(db)).toEqual(expected);
    valueOf(await undo("b"));
    expect(await left(db)).toEqual(stays.filter((n) => n % 5 === 0).map((n) => `${n}c`));
    valueOf(await eraseEvents(db, epoch, shop, { all: true }));
    expect(await db.claims.count()).toBe(0);
  });

  it("tells the history, raises the generation, and asked again says the same and does nothing", async () => {
    const { db, bring, undo } = await openShop();
    await bring(eventsOf([1, 2], "a"));
    const done = await undo("a");
    expect(await db.imports.get("a")).toMatchObject({
      state: "undone",
      undone: { at: AT, events: 2, kept: 0 },
    });
    expect(await db.imports.get("b")).toMatchObject({ state: "done" });
    expect(await readHead(db, shop)).toMatchObject({ generation: 2, events: 0, nextRow: 2 });
    expect(await undo("a")).toEqual(done);
    expect((await readHead(db, shop)).generation).toBe(2);
  });

  it("refuses what runs, what is no import of the project, and a leader that was deposed", async () => {
    const { db, epoch, bring, undo } = await openShop();
    await bring(eventsOf([1], "folder"));
    await putImports(db, shop, ["runs"], "running");
    await putImports(db, blog, ["of the blog"]);
    const refused = (kind: string) => ({ ok: false, failure: { kind } });
    expect(await undo("runs")).toMatchObject(refused("import-running"));
    for (const id of ["of the blog", "folder"])
      expect(await undo(id)).toMatchObject(refused("unknown-import"));
    const gone = await undoImport(db, epoch, toProjectId("gone"), "a");
    expect(gone).toMatchObject(refused("unknown-project"));
    await claimEpoch(db);
    expect(await undo("a")).toMatchObject(refused("deposed"));
    expect(await left(db)).toEqual(["1folder"]);
  });

  it("leaves a damaged block as it is", async () => {
    const { db, admission, bring, undo } = await openShop();
    await bring(eventsOf([1, 2], "a"));
    expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
    await bring(eventsOf([3], "a"));
    await damageBlock(db, (await db.batches.toCollection().first())!.sequence);
    expect(valueOf(await undo("a"))).toEqual({ at: AT, events: 1, kept: 0 });
    expect((await readHead(db, shop)).events).toBe(2);
  });

  it("takes nothing where a claim cannot be read, and tells it", async () => {
    const { db, bring, undo } = await openShop();
    const met: DamagedRecord[] = [];
    onDamagedRecord(db, (_, record) => met.push(record));
    await bring(eventsOf([1, 2, 3], "a"));
    await bring(eventsOf([2], "b"));
    await db.claims.toCollection().modify((row) => {
      row.packed[0]! ^= 1;
    });
    expect(valueOf(await undo("a"))).toEqual({ at: AT, events: 0, kept: 3 });
    expect(await left(db)).toEqual(["1b", "2b", "3b"]);
    expect(met.map((record) => describeRecord(record).words)).toContain(
      "Which of 65,536 events came more than once cannot be read: undoing an import keeps them all.",
    );
  });
});

describe("an undo cut short", () => {
  for (const table of ["singletons", "batches", "claims", "dictionaries", "imports", "logHeads"])
    it(`at ${table} is finished by the next leader before anything is admitted, or never began`, async () => {
      const { db, admission, bring, undo } = await openShop();
      await bring(eventsOf([1, 2, 3], "a"));
      await bring(eventsOf([4, 5], "b"));
      await bring([...eventsOf([2], "c"), ...eventsOf([3])]);
      expect(await whileDiskIsFull(db, table, () => undo("a"))).toMatchObject({
        ok: false,
        failure: { kind: "quota-exceeded" },
      });
      const begun = (await db.singletons.where(":id").startsWith("erasure:").count()) > 0;
      expect(begun).toBe(table === "batches" || table === "claims" || table === "imports");
      const next = openAdmission(db, await claimEpoch(db));
      await arrive(db, shop, eventsOf([1, 6], "c"));
      await admitAll(next);
      expect(await left(db)).toEqual(
        begun ? ["2c", "3", "4b", "5b", "1c", "6c"] : ["1a", "2a", "3a", "4b", "5b", "6c"],
      );
      expect(await db.imports.get("a")).toMatchObject({ state: begun ? "undone" : "done" });
      expect(await admission.admit({ maxEvents: 1 })).toMatchObject({
        ok: false,
        failure: { kind: "deposed" },
      });
    });
});

describe("claims", () => {
  it("are few bytes for a file imported again, and not written twice", async () => {
    const { db, bring } = await openShop();
    const many = Array.from({ length: 3_000 }, (_, number) => number);
    await bring(eventsOf(many, "a"));
    await bring(eventsOf(many, "b"));
    const rows = await db.claims.toArray();
    expect(rows).toMatchObject([{ chunk: 0, claimant: "b" }]);
    expect(rows[0]!.packed.length).toBeLessThan(12);
    await whileDiskIsFull(db, "claims", () => bring(eventsOf(many, "b")));
    expect(await db.claims.toArray()).toEqual(rows);
  });

  it("are a bit an event at most, whichever come again", async () => {
    const { db, bring } = await openShop();
    const many = Array.from({ length: 40_000 }, (_, number) => number);
    await bring(eventsOf(many, "a"));
    await bring(eventsOf(many.filter((number) => number % 2 === 1).toReversed(), "b"));
    const [row] = await db.claims.toArray();
    expect(row!.packed.length).toBeLessThan(8_200);
    expect(await countUndone(db, shop, "a", signal)).toEqual({ events: 20_000, kept: 20_000 });
  });

  it("are none of what no import brought, nor of what an import has twice", async () => {
    const { db, bring } = await openShop();
    await bring(eventsOf([1]));
    await bring(eventsOf([1, 2, 2], "a"));
    await bring(eventsOf([2], "a"));
    expect(await db.claims.count()).toBe(0);
  });

  it("of an aborted count are not told", async () => {
    const { db, bring } = await openShop();
    await bring(eventsOf([1], "a"));
    await expect(countUndone(db, shop, "a", AbortSignal.abort())).rejects.toThrow("abort");
  });
});
