import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import type { Admission } from "../../../src/log/admission.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { scanBatches } from "../../../src/log/scan-batches.ts";
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
let times: number[];
beforeEach(async () => {
  db = await openTestDatabase();
  ({ epoch, admission } = await lead(db));
  times = [];
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

/** Scans into `times`; `between` runs after the entry that is taken as the n-th. */
function scan(range: { from?: number; to?: number } = {}, between?: (taken: number) => Promise<unknown>) {
  let taken = 0;
  return scanBatches(db, shop, {
    ...range,
    begin: async () => void (times = []),
    async take({ columns }) {
      times.push(...columns.timestamp);
      await between?.(++taken);
    },
  });
}

it("gives every entry once, in log order, and where that is", async () => {
  for (let n = 1; n <= 11; n++) await admit(n);
  expect(await scan()).toEqual({ generation: 1, sequence: 11 });
  expect(times).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

it("passes over what has nothing in the range", async () => {
  await admit(1, 2);
  await admit(3, 9);
  await admit(7);
  await scan({ from: 3, to: 7 });
  expect(times).toEqual([3, 9]);
  await scan({ from: 10, to: 20 });
  expect(times).toEqual([]);
  valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 100 }));
  await admit(8);
  await scan({ from: 9 });
  expect(times).toEqual([1, 2, 3, 9, 7]);
  await scan({ from: 8, to: 9 });
  expect(times).toEqual([1, 2, 3, 9, 7, 8]);
});

it("gives each event once where entries are sealed while it reads, and none that came since", async () => {
  for (let n = 1; n <= 6; n++) await admit(n);
  await scan({}, async (taken) => {
    if (taken !== 2) return;
    await admit(7);
    valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 100 }));
  });
  expect(await db.batches.count()).toBe(1);
  expect(times).toEqual([1, 2, 3, 4, 5, 6]);
});

it("begins anew where the log was erased from while it reads", async () => {
  for (let n = 1; n <= 6; n++) await admit(n);
  const checkpoint = await scan({}, async (taken) => {
    if (taken === 6) valueOf(await eraseEvents(db, epoch, shop, { before: 4 }));
  });
  expect(checkpoint.generation).toBe(2);
  expect(times).toEqual([4, 5, 6]);
});

it("tells how far it has come", async () => {
  for (let n = 1; n <= 6; n++) await admit(n, n);
  const told: [number, number][] = [];
  await scanBatches(db, shop, {
    begin: () => Promise.resolve(),
    take: () => undefined,
    onProgress: (events, total) => told.push([events, total]),
  });
  expect(told).toEqual([
    [8, 12],
    [12, 12],
  ]);
});
