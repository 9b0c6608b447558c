import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import type { Admission } from "../../../src/log/admission.ts";
import { decodeBatch } from "../../../src/log/decode-batch.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { EventsMovedError } from "../../../src/log/events-moved.ts";
import { readHead } from "../../../src/log/reader.ts";
import { settleVariants } from "../../../src/log/settle-variants.ts";
import { openWalker } from "../../../src/log/walk-range.ts";
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

interface Log {
  db: Database;
  epoch: number;
  admission: Admission;
}

const open: Log[] = [];
async function openLog(): Promise<Log> {
  const db = await openTestDatabase();
  open.push({ db, ...(await lead(db)) });
  return open.at(-1)!;
}
let log: Log;
beforeEach(async () => void (log = await openLog()));
afterEach(async () => {
  for (const { db } of open.splice(0)) await db.delete();
});

async function admit({ db, admission }: Log, ...events: LochanEvent[]): Promise<void> {
  await arrive(db, shop, events);
  await admitAll(admission);
}

const seal = async ({ admission }: Log, blockEvents = 100) =>
  valueOf(await admission.seal(shop, { minEvents: 1, blockEvents }));

const at = (...times: number[]) => times.map((timestamp) => makeEvent({ timestamp }));

/** The events of a walk, entry by entry; `between` runs after the entry that is the n-th. */
async function walk(
  { db }: Log,
  {
    between,
    ...options
  }: {
    from?: number;
    to?: number;
    entryRows?: number;
    orderedRows?: number;
    between?: (given: number) => Promise<unknown>;
  } = {},
): Promise<LochanEvent[][]> {
  const walker = await openWalker(db, shop, undefined, { entryRows: 2, ...options });
  const entriesGiven: LochanEvent[][] = [];
  for await (const { batch, entries } of walker.walkInOrder(options)) {
    entriesGiven.push(decodeBatch(batch, entries));
    await between?.(entriesGiven.length);
  }
  return entriesGiven;
}
const timesOf = (entries: readonly LochanEvent[][]) =>
  entries.map((each) => each.map((one) => one.timestamp));

const inOrder = (events: readonly LochanEvent[]) =>
  events.toSorted((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));

it("gives the events of a range by time, in entries of as many each, sealed or not", async () => {
  await admit(log, ...at(5, 1));
  await admit(log, ...at(3, 9));
  await admit(log, ...at(7, 2, 8));
  expect(timesOf(await walk(log))).toEqual([[1, 2], [3, 5], [7, 8], [9]]);
  expect(timesOf(await walk(log, { from: 2, to: 8 }))).toEqual([
    [2, 3],
    [5, 7],
  ]);
  expect(await walk(log, { from: 10 })).toEqual([]);
  await seal(log);
  await admit(log, ...at(4));
  expect(timesOf(await walk(log, { to: 8 }))).toEqual([
    [1, 2],
    [3, 4],
    [5, 7],
  ]);
});

describe("two logs with the same events", () => {
  const ids = ["b", "a", "0190a000-0000-7000-8000-00000000000b", "0190a000-0000-7000-8000-00000000000a", "Z"];
  const some = makeRandom(7);
  const events = Array.from({ length: 300 }, (_, n) =>
    makeEvent({
      ...(n < 60 ? { id: `${ids[n % 5]!.slice(0, -1)}${n.toString(16)}` } : {}),
      // Many at one instant, and more of them than are held.
      timestamp: n % 3 === 0 ? 50 : some(100),
      distinctId: `d${some(9)}`,
      ...(some(2) === 0 && { userId: `u${some(4)}` }),
      ...(some(2) === 0 && { sessionId: `s${some(4)}` }),
      ...(some(3) === 0 && { sentAt: some(1_000) }),
      properties: {
        ...(some(2) === 0 && { number: some(10) }),
        ...(some(2) === 0 && { mixed: some(2) === 0 ? `t${some(5)}` : some(5) }),
        ...(some(20) === 0 && { rare: { list: [some(3)] } }),
        always: "there",
      },
    }),
  );

  it.each([
    ["all held", 1_000],
    ["few held", 40],
  ])("give the same entries, however they came by them (%s)", async (_, orderedRows) => {
    const other = await openLog();
    for (let n = 0; n < events.length; n += 60) await admit(log, ...events.slice(n, n + 60));
    const shuffled = events.toSorted((a, b) => (a.id.at(-1)! < b.id.at(-1)! ? -1 : 1));
    for (let n = 0; n < events.length;) {
      const next = n + 1 + some(25);
      await admit(other, ...shuffled.slice(n, next));
      if (n < 100 && next >= 100) await seal(other, 50);
      n = next;
    }
    const options = { entryRows: 16, orderedRows };
    const [mine, theirs] = [await walk(log, options), await walk(other, options)];
    expect(mine.flat()).toEqual(inOrder(events));
    expect(mine.map(({ length }) => length)).toEqual([...Array.from({ length: 18 }, () => 16), 12]);
    expect(theirs).toEqual(mine);
  });
});

it("gives each event once where entries are sealed meanwhile, and none that came since", async () => {
  for (const time of [6, 1, 5, 2, 4, 3]) await admit(log, ...at(time));
  const entries = await walk(log, {
    between: async (given) => {
      if (given !== 1) return;
      await admit(log, ...at(5));
      await seal(log);
    },
  });
  expect(await log.db.batches.count()).toBe(1);
  expect(timesOf(entries)).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
});

it("gives each event once where what it has read is sealed with what it reads next", async () => {
  await admit(log, ...at(1, 2, 60));
  await admit(log, ...at(50, 51, 70));
  const entries = await walk(log, {
    between: async (given) => {
      if (given === 1) await seal(log);
    },
  });
  expect(await log.db.batches.count()).toBe(1);
  expect(timesOf(entries)).toEqual([
    [1, 2],
    [50, 51],
    [60, 70],
  ]);
});

it("leaves out what is erased meanwhile, of what it has read before too", async () => {
  await admit(log, ...at(1, 9, 3, 4));
  await admit(log, ...at(2, 5, 6, 8));
  await seal(log);
  const entries = await walk(log, {
    between: async (given) => {
      if (given === 1) valueOf(await eraseEvents(log.db, log.epoch, shop, { before: 6 }));
    },
  });
  expect(timesOf(entries)).toEqual([[1, 2], [6, 8], [9]]);
});

it("ends with the signal", async () => {
  await admit(log, ...at(1, 2, 3));
  await admit(log, ...at(4, 5));
  const controller = new AbortController();
  const walker = await openWalker(log.db, shop, controller.signal, { entryRows: 1 });
  const walked = walker.walkInOrder({});
  await walked.next();
  controller.abort(new Error("enough"));
  const rest = async () => {
    for (let next = await walked.next(); next.done !== true; next = await walked.next());
  };
  await expect(rest()).rejects.toThrow("enough");
});

describe("where other contents come to stand meanwhile", () => {
  /** Of the first and last of four ids the least content is at a time beyond the others'. */
  async function contest(): Promise<void> {
    const [first, second, third, last] = at(10, 20, 30, 40);
    await admit(log, first!, second!, third!, last!);
    await admit(log, { ...first!, name: "a", timestamp: 50 }, { ...last!, name: "a", timestamp: 5 });
  }
  const settle = async () => valueOf(await settleVariants(log.db, log.epoch, shop));
  const settled = [[5], [20], [30], [50]];

  it("gives what stands now where nothing was given before", async () => {
    await contest();
    const walker = await openWalker(log.db, shop, undefined, { entryRows: 1 });
    expect(await settle()).toBe(true);
    const given: number[][] = [];
    for await (const { batch } of walker.walkInOrder({})) given.push([...batch.columns.timestamp]);
    expect(given).toEqual(settled);
  });

  it.each([1, 2, 3, 4])("says so after the %sth entry", async (number) => {
    await contest();
    const between = async (given: number) => {
      if (given === number) await settle();
    };
    await expect(walk(log, { entryRows: 1, between })).rejects.toBeInstanceOf(EventsMovedError);
  });

  it("says so in a later walk, and goes on where contents came to stand at the same time", async () => {
    await contest();
    const walker = await openWalker(log.db, shop, undefined, { entryRows: 1 });
    await walker.walkInOrder({ to: 15 }).next();
    await settle();
    await expect(walker.walkInOrder({ from: 15 }).next()).rejects.toBeInstanceOf(EventsMovedError);
    const [kept] = at(60);
    await admit(log, kept!);
    await admit(log, { ...kept!, name: "a" });
    const between = async (given: number) => {
      if (given === 1) expect(await settle()).toBe(true);
    };
    expect(timesOf(await walk(log, { entryRows: 1, between }))).toEqual([...settled, [60]]);
  });

  it("says so while they do, before that is done", async () => {
    await contest();
    const { generation } = await readHead(log.db, shop);
    const full = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const between = async (given: number) => {
      if (given !== 1) return;
      // The rewriting was committed, its end was not.
      log.db.singletons.hook("deleting").subscribe(full);
      expect(await settleVariants(log.db, log.epoch, shop)).toMatchObject({ ok: false });
      log.db.singletons.hook("deleting").unsubscribe(full);
      expect((await readHead(log.db, shop)).generation).toBe(generation);
    };
    await expect(walk(log, { entryRows: 1, between })).rejects.toBeInstanceOf(EventsMovedError);
  });
});
