import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import {
  ofOneGeneration,
  readActionsInRange,
  readBatches,
  readBatchesInRange,
  readEvents,
  readHead,
} from "../../../src/log/reader.ts";
import { readRecent } from "../../../src/log/recent.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import {
  admitAll,
  arrive,
  blog,
  lead,
  makeEvent,
  openLog,
  openTestDatabase,
  readAll,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

/** One batch for each list of timestamps, with a batch of another project in between. */
async function logOf(
  ...batches: number[][]
): Promise<{ db: Database; epoch: number; events: LochanEvent[] }> {
  const { db, epoch, admission } = await openLog();
  const events: LochanEvent[] = [];
  for (const timestamps of batches) {
    const batch = timestamps.map((timestamp) => makeEvent({ timestamp }));
    events.push(...batch);
    await arrive(db, shop, batch);
    await admitAll(admission);
    await arrive(db, blog, [makeEvent({ timestamp: timestamps[0] ?? 0 })]);
    await admitAll(admission);
  }
  return { db, epoch, events };
}

const sequencesOf = (batches: { sequence: number }[]) => batches.map(({ sequence }) => sequence);
const timesOf = (events: LochanEvent[]) => events.map(({ timestamp }) => timestamp);

describe("readHead", () => {
  it("reads a project without a log as empty", async () => {
    const db = await openTestDatabase();
    expect(await readHead(db, shop)).toMatchObject({ generation: 1, sequence: 0, events: 0, nextRow: 0 });
  });
});

describe("ofOneGeneration", () => {
  it("reads again what failed because the log was erased from, and tells of any other failure", async () => {
    const { db, epoch } = await logOf([1, 2], [3]);
    const generations: number[] = [];
    const read = ofOneGeneration(db, shop, async ({ generation }) => {
      generations.push(generation);
      if (generations.length > 1) return "read";
      valueOf(await eraseEvents(db, epoch, shop, { before: 3 }));
      throw new Error("gone");
    });
    expect(await read).toBe("read");
    expect(generations).toEqual([1, 2]);
    const failed = ofOneGeneration(db, shop, () => Promise.reject(new Error("broken")));
    await expect(failed).rejects.toThrow("broken");
  });
});

describe("readBatches", () => {
  it("pages through one project's log without gap or repetition, whatever the page", async () => {
    const { db } = await logOf(
      ...Array.from({ length: 30 }, (_, batch) => Array<number>((batch % 4) + 1).fill(batch)),
    );
    const all = sequencesOf(await readBatches(db, shop, toSequence(0), { maxEvents: 1e9 }));
    expect(all).toEqual(Array.from({ length: 30 }, (_, batch) => batch * 2 + 1));
    for (const maxEvents of [1, 2, 3, 7, 20, 1_000]) {
      const paged: number[] = [];
      for (let after = toSequence(0); ;) {
        const page = await readBatches(db, shop, after, { maxEvents });
        const last = page.at(-1);
        if (last === undefined) break;
        const events = page.reduce((sum, { columns }) => sum + columns.count, 0);
        expect(page.length === 1 || events <= maxEvents).toBe(true);
        paged.push(...sequencesOf(page));
        after = last.sequence;
      }
      expect(paged).toEqual(all);
    }
  });
});

describe("readBatchesInRange", () => {
  it("reads the batches that overlap a half-open range, in log order", async () => {
    const { db } = await logOf([50, 60], [10, 20], [20, 90], [61, 61], [5, 5]);
    const inRange = async (from: number, to: number, through?: number) =>
      sequencesOf(
        await readBatchesInRange(
          db,
          shop,
          from,
          to,
          through === undefined ? {} : { through: toSequence(through) },
        ),
      );
    expect(await inRange(20, 60)).toEqual([1, 3, 5]);
    expect(await inRange(21, 50)).toEqual([5]);
    expect(await inRange(61, 62)).toEqual([5, 7]);
    expect(await inRange(0, 6)).toEqual([9]);
    expect(await inRange(91, 1e15)).toEqual([]);
    expect(await inRange(-Infinity, Infinity)).toEqual([1, 3, 5, 7, 9]);
    expect(await inRange(-Infinity, Infinity, 5)).toEqual([1, 3, 5]);
  });
});

describe("readActionsInRange", () => {
  it("reads what the whole batches have, before and after they are one block", async () => {
    const { db } = await logOf([50, 60], [10, 20], [20, 90], [61, 61], [5, 5]);
    const { admission } = await lead(db);
    const inRange = async (through: number) => {
      const wanted = { through: toSequence(through) };
      const actions = await readActionsInRange(db, shop, 20, 90, wanted);
      const batches = await readBatchesInRange(db, shop, 20, 90, wanted);
      expect(actions).toEqual(
        batches.map(({ columns: { count, timestamp, name, distinct, user } }) =>
          expect.objectContaining({ count, timestamp, name, distinct, user }),
        ),
      );
      return actions.flatMap(({ timestamp }) => [...timestamp]);
    };
    expect(await inRange(5)).toEqual([50, 60, 10, 20, 20, 90]);
    expect(await inRange(9)).toEqual([50, 60, 10, 20, 20, 90, 61, 61]);
    expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
    expect(await inRange(5)).toEqual([50, 60, 10, 20, 20, 90]);
    expect(await inRange(9)).toEqual([50, 60, 10, 20, 20, 90, 61, 61, 5, 5]);
  });
});

describe("readRecent", () => {
  it("gives the newest by timestamp, of equal ones the later admitted first", async () => {
    const { db, events } = await logOf([50, 70, 60], [10], [70, 5], [65, 70], [1, 2, 3]);
    const sorted = events
      .map((event, order) => ({ event, order }))
      .toSorted((a, b) => b.event.timestamp - a.event.timestamp || b.order - a.order)
      .map(({ event }) => event);
    for (const limit of [0, 1, 2, 3, 4, 6, 20])
      expect(await readRecent(db, shop, limit, (await readHead(db, shop)).sequence)).toEqual(
        sorted.slice(0, limit),
      );
    const [, second] = await readBatches(db, shop, toSequence(0), { maxEvents: 1_000 });
    const upToSecond = sorted.filter((event) => events.indexOf(event) < 4);
    expect(await readRecent(db, shop, 3, second!.sequence)).toEqual(upToSecond.slice(0, 3));
  });
});

describe("readEvents", () => {
  it("streams a range in log order", async () => {
    const { db } = await logOf([50, 70, 60], [10], [70, 5]);
    const pages: number[][] = [];
    for await (const page of readEvents(db, shop, { from: 50, to: 70 })) pages.push(timesOf(page));
    expect(pages).toEqual([[50, 60]]);
    expect(timesOf(await readAll(db, shop))).toEqual([50, 70, 60, 10, 70, 5]);
  });

  it("leaves out what is admitted after it began", async () => {
    const { db } = await logOf([1], [2]);
    const { admission } = await lead(db);
    const seen: number[] = [];
    for await (const page of readEvents(db, shop)) {
      seen.push(...timesOf(page));
      await arrive(db, shop, [makeEvent({ timestamp: 3 })]);
      await admitAll(admission);
    }
    expect(seen).toEqual([1, 2]);
  });

  it("leaves out what is erased before it gets there", async () => {
    const { db, epoch } = await logOf(Array<number>(10_000).fill(5), [1, 7], [2]);
    const seen: number[] = [];
    for await (const page of readEvents(db, shop)) {
      seen.push(...timesOf(page).filter((time) => time !== 5));
      if (seen.length === 0) await eraseEvents(db, epoch, shop, { before: 3 });
    }
    expect(seen).toEqual([7]);
  });

  it("ends early when aborted", async () => {
    const { db } = await logOf([1], [2]);
    const abort = new AbortController();
    abort.abort();
    const pages: LochanEvent[][] = [];
    for await (const page of readEvents(db, shop, { signal: abort.signal })) pages.push(page);
    expect(pages).toEqual([]);
  });
});
