import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import type { Admission } from "../../../src/log/admission.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { openWalker } from "../../../src/log/walk-range.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

let db: Database;
let epoch: number;
let admission: Admission;
beforeEach(async () => {
  db = await openTestDatabase();
  ({ epoch, admission } = await lead(db));
});
afterEach(() => db.delete());

async function admit(...timestamps: number[]): Promise<void> {
  await arrive(
    db,
    shop,
    timestamps.map((timestamp) => makeEvent({ timestamp })),
  );
  await admitAll(admission);
}

const seal = async () => valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 100 }));

/** The times of the entries of a walk; `between` runs after the entry that is the n-th. */
async function walk(
  range: { from?: number; to?: number } = {},
  between?: (given: number) => Promise<unknown>,
): Promise<number[]> {
  const walker = await openWalker(db, shop);
  const times: number[] = [];
  let given = 0;
  for await (const { batch, entries } of walker.walk(range)) {
    const { timestamp, name } = batch.columns;
    for (const ordinal of name) expect(entries.entry("names", ordinal)).toEqual(expect.any(String));
    times.push(...timestamp);
    await between?.(++given);
  }
  return times;
}

it("gives the entries of a range whole, in log order, sealed or not", async () => {
  await admit(1, 2);
  await admit(3, 9);
  await admit(7);
  expect(await walk()).toEqual([1, 2, 3, 9, 7]);
  expect(await walk({ from: 3, to: 7 })).toEqual([3, 9]);
  expect(await walk({ from: 10, to: 20 })).toEqual([]);
  await seal();
  await admit(8);
  expect(await walk({ from: 9 })).toEqual([1, 2, 3, 9, 7]);
  expect(await walk({ from: 8, to: 9 })).toEqual([1, 2, 3, 9, 7, 8]);
});

it("gives each event once where entries are sealed meanwhile, and none that came since", async () => {
  for (let n = 1; n <= 6; n++) await admit(n);
  const times = await walk({}, async (given) => {
    if (given !== 2) return;
    await admit(7);
    await seal();
  });
  expect(await db.batches.count()).toBe(1);
  expect(times).toEqual([1, 2, 3, 4, 5, 6]);
});

it("leaves out what is erased meanwhile, of blocks it has opened before too", async () => {
  for (let n = 1; n <= 6; n++) await admit(n);
  await seal();
  await admit(7);
  const walker = await openWalker(db, shop);
  const times = async () => {
    const all: number[] = [];
    for await (const { batch } of walker.walk({})) all.push(...batch.columns.timestamp);
    return all;
  };
  expect(await times()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  valueOf(await eraseEvents(db, epoch, shop, { before: 4 }));
  expect(await times()).toEqual([4, 5, 6, 7]);
  const during = await walk({}, async (given) => {
    if (given === 1) valueOf(await eraseEvents(db, epoch, shop, { before: 8 }));
  });
  expect(during).toEqual([4, 5, 6]);
});

it("ends with the signal", async () => {
  await admit(1);
  await admit(2);
  const controller = new AbortController();
  const walker = await openWalker(db, shop, controller.signal);
  const walked = walker.walk({});
  await walked.next();
  controller.abort(new Error("enough"));
  await expect(walked.next()).rejects.toThrow("enough");
});
