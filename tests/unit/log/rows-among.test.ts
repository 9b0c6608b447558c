import { expect, it } from "vitest";
import { decodeBatch } from "../../../src/log/decode-batch.ts";
import { makeEntryReader } from "../../../src/log/entry-reader.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { EventsMovedError } from "../../../src/log/events-moved.ts";
import { readBatches, readEvents, readHead } from "../../../src/log/reader.ts";
import { sealOldest } from "../../../src/log/seal.ts";
import { openWalker } from "../../../src/log/walk-range.ts";
import { factTable } from "../../../src/mirror/fact-columns.ts";
import { PropertyLayout } from "../../../src/mirror/property-layout.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { toRowBits, type RowSet } from "../../../src/model/row-set.ts";
import { zoneOf } from "../../../src/model/time-zone.ts";
import { makeEventSearcher } from "../../../src/query/search-events.ts";
import { makeEvent, need, openRolledProject } from "../../support/rolled-project.ts";

const EVENTS = 60;

/** A log whose entries were erased from, with rows of it as the mirror numbers them. */
async function openErased() {
  const one = await openRolledProject();
  const events = Array.from({ length: EVENTS }, (_, n) =>
    makeEvent({
      id: `e-${n}`,
      timestamp: 1_000 + ((n * 7) % EVENTS),
      ...(n % 3 === 0 && { userId: "ann", distinctId: "a1" }),
    }),
  );
  for (let at = 0; at < EVENTS; at += 7) await one.append(events.slice(at, at + 7));
  const { db, epoch, project } = one;
  need(await eraseEvents(db, epoch, project.id, { userId: "ann" }));
  const mirrored = async (): Promise<number[]> => {
    const batches = await readBatches(db, project.id, toSequence(0), { maxEvents: EVENTS });
    const { table } = factTable(batches, zoneOf("UTC"), new PropertyLayout(), []);
    return [...(table.getChild("row").toArray() as Int32Array)];
  };
  const numbers = await mirrored();
  const stored: LochanEvent[] = [];
  for await (const some of readEvents(db, project.id)) stored.push(...some);
  expect(stored).toHaveLength((EVENTS * 2) / 3);
  const chosen = stored.flatMap(({ id }, at) => (at % 5 < 2 ? [{ id, row: numbers[at]! }] : []));
  const { generation, sequence } = await readHead(db, project.id);
  const among: RowSet = { generation, sequence, key: "a", ...toRowBits(chosen.map(({ row }) => row)) };
  const ids = chosen.map(({ id }) => id as string).toSorted();
  const seal = async () => {
    while ((await sealOldest(db, epoch, project.id, { blockEvents: 12 })) !== undefined);
    expect(await mirrored()).toEqual(numbers);
  };
  return { one, among, ids, seal };
}

it("an event has its number whatever it was sealed into: in a search, and in both walks", async () => {
  const { one, among, ids, seal } = await openErased();
  const { db, project } = one;
  await seal();
  expect(await db.batches.count()).toBeLessThan(EVENTS / 7);
  const searcher = makeEventSearcher(db, project.id, { blockEvents: 12 });
  const search = { from: 0, to: 10_000, filters: [], text: "", among };
  const page = await searcher.page(search, { limit: 100, patienceMs: Infinity });
  expect(page.events.map(({ id }) => id as string).toSorted()).toEqual(ids);
  expect((await searcher.count(search)).total).toBe(ids.length);

  const entries = makeEntryReader(db, project.id);
  for (const how of ["walk", "walkInOrder"] as const) {
    const walker = await openWalker(db, project.id, undefined, { among });
    const found: string[] = [];
    for await (const { batch } of walker[how]({})) {
      const lookup = await entries.lookupFor([batch]);
      found.push(...decodeBatch(batch, lookup).map(({ id }) => id as string));
    }
    expect({ how, ids: found.toSorted() }).toEqual({ how, ids });
  }
  await one.close();
});

it("rows of a log that is rewritten are refused", async () => {
  const { one, among } = await openErased();
  const { db, epoch, project } = one;
  const searcher = makeEventSearcher(db, project.id);
  need(await eraseEvents(db, epoch, project.id, { before: 1_010 }));
  const search = { from: 0, to: 10_000, filters: [], text: "", among };
  const { generation, sequence } = among;
  const at = { generation, sequence, moved: (await readHead(db, project.id)).moved ?? 0 };
  await expect(searcher.page(search, { limit: 100, at })).rejects.toThrow(EventsMovedError);
  await expect(
    (async () => {
      const walker = await openWalker(db, project.id, undefined, { among });
      for await (const _ of walker.walk({}));
    })(),
  ).rejects.toThrow(EventsMovedError);
  await one.close();
});
