import { expect, test } from "vitest";
import { findDamage, onDamage } from "../../../src/log/damage.ts";
import { onDamagedRecord } from "../../../src/log/damaged-records.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readActionsInRange, readBatches, readBatchesInRange, readHead } from "../../../src/log/reader.ts";
import { readRecent } from "../../../src/log/recent.ts";
import type { DamagedBlock, DamagedRecord } from "../../../src/model/damage.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { ARRIVAL_DAMAGE, damageBlock } from "../../support/damage-rows.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openLog,
  readAll,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

const seen = (from: number, count: number): LochanEvent[] =>
  Array.from({ length: count }, (_, n) => makeEvent({ timestamp: from + n, userId: `user-${n % 3}` }));

/** Three entries: a full block, a block that is damaged, and what is not sealed yet. */
async function damagedLog() {
  const { db, epoch, admission } = await openLog();
  const [good, lost, open] = [seen(1_000, 6), seen(2_000, 6), seen(3_000, 2)];
  for (const events of [good, lost]) {
    await arrive(db, shop, events);
    await admitAll(admission);
    expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 6 }))).toBe(true);
  }
  await arrive(db, shop, open);
  await admitAll(admission);
  const damaged = (await readHead(db, shop)).sealed!;
  await damageBlock(db, damaged);
  const block: DamagedBlock = { sequence: damaged, events: 6, from: 2_000, to: 2_005 };
  return { db, epoch, good, lost, open, block };
}

test("what is around a damaged block is read, and whoever listens is told what is lost", async () => {
  const { db, good, open, block } = await damagedLog();
  const told: DamagedBlock[] = [];
  onDamage(db, (_, found) => told.push(found));
  const readable = [...good, ...open];
  expect(await readAll(db, shop)).toEqual(readable);
  expect(told).toContainEqual(block);
  const batches = await readBatches(db, shop, toSequence(0), { maxEvents: 1_000 });
  expect(batches.map(({ columns, damaged }) => [columns.count, damaged])).toEqual([
    [6, undefined],
    [0, 6],
    [2, undefined],
  ]);
  expect(await readBatchesInRange(db, shop, 2_000, 4_000)).toHaveLength(2);
  const actions = await readActionsInRange(db, shop, 1_000, 4_000);
  expect(actions.flatMap(({ timestamp }) => [...timestamp])).toEqual(
    readable.map(({ timestamp }) => timestamp),
  );
  expect(await readRecent(db, shop, 100, (await readHead(db, shop)).sequence)).toEqual(readable.toReversed());
  expect(await findDamage(db, shop)).toEqual([block]);
});

test("admission and sealing go on, and what was lost may come again, once", async () => {
  const { db, good, lost, open, block } = await damagedLog();
  const { admission } = await lead(db);
  await arrive(db, shop, [...lost, ...good]);
  await arrive(db, shop, lost);
  await admitAll(admission);
  expect(await readAll(db, shop)).toEqual([...good, ...open, ...lost]);
  expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 100 }))).toBe(true);
  expect(await readAll(db, shop)).toEqual([...good, ...open, ...lost]);
  expect(await findDamage(db, shop)).toEqual([block]);
});

test("a block damaged while the leader knows its ids does not stop admission", async () => {
  const { db, admission } = await openLog();
  const events = seen(1_000, 6);
  await arrive(db, shop, events);
  await admitAll(admission);
  valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 6 }));
  await damageBlock(db, (await readHead(db, shop)).sealed!);
  await arrive(db, shop, events);
  await admitAll(admission);
  expect(await readAll(db, shop)).toEqual(events);
});

test("erasing a user takes the block nobody can read along, and counts its events out", async () => {
  const { db, epoch } = await damagedLog();
  valueOf(await eraseEvents(db, epoch, shop, { userId: "user-0" }));
  expect(await findDamage(db, shop)).toEqual([]);
  expect((await readHead(db, shop)).events).toBe((await readAll(db, shop)).length);
});

test("erasing by time leaves a damaged block that is later", async () => {
  const { db, epoch, block } = await damagedLog();
  valueOf(await eraseEvents(db, epoch, shop, { before: 1_500 }));
  expect(await findDamage(db, shop)).toEqual([block]);
  valueOf(await eraseEvents(db, epoch, shop, { before: 2_001 }));
  expect(await findDamage(db, shop)).toEqual([]);
});

test.each(Object.entries(ARRIVAL_DAMAGE))(
  "%s is dropped and told; what came around it is admitted, and its appender hears of it",
  async (_, damage) => {
    const { db, epoch, admission } = await openLog();
    const [before, lost, after] = [seen(1_000, 3), seen(2_000, 2), seen(3_000, 3)];
    await arrive(db, shop, before);
    const id = (await arrive(db, shop, lost, true))!;
    await arrive(db, shop, after);
    await damage(db, id);
    const told: [string, DamagedRecord][] = [];
    onDamagedRecord(db, (projectId, record) => told.push([projectId, record]));
    await admitAll(admission);
    expect(await readAll(db, shop)).toEqual([...before, ...after]);
    expect(told).toMatchObject([[shop, { table: "arrivals", id }]]);
    expect(await db.arrivals.count()).toBe(0);
    expect(await db.admissions.get(id)).toMatchObject({ accepted: 0, duplicate: 0, erased: 0 });

    const again = (await arrive(db, shop, lost))!;
    await damage(db, again);
    valueOf(await eraseEvents(db, epoch, shop, { userId: "user-0" }));
    expect(await db.arrivals.count()).toBe(0);
  },
);
