import { expect, it } from "vitest";
import { openDatabase, type Database } from "../../../src/database/database.ts";
import type { Admission } from "../../../src/log/admission.ts";
import { countWithin } from "../../../src/log/age.ts";
import { readBatches, readBatchesInRange } from "../../../src/log/reader.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { afterNextRead } from "./after-next-read.ts";
import { admitAll, arrive, makeEvent, openLog, readAll, shop, valueOf } from "../../support/admitted-log.ts";

const appender = (db: Database, admission: Admission) => async (count: number) => {
  const events = Array.from({ length: count }, () => makeEvent());
  await arrive(db, shop, events);
  await admitAll(admission);
  return events;
};

it("seals a small block again only once enough has come after it", async () => {
  const { db, admission } = await openLog();
  const append = appender(db, admission);
  const blockEvents = 20;
  const countsOf = async () => {
    const batches = await readBatches(db, shop, toSequence(0), { maxEvents: 1_000 });
    return batches.map(({ parts, columns }) => (parts === undefined ? "open" : columns.count));
  };
  const events = await append(5);
  expect(valueOf(await admission.seal(shop, { minEvents: 3, blockEvents }))).toBe(true);
  events.push(...(await append(2)));
  expect(valueOf(await admission.seal(shop, { minEvents: 3, blockEvents }))).toBe(false);
  expect(await countsOf()).toEqual([5, "open"]);
  events.push(...(await append(1)));
  expect(valueOf(await admission.seal(shop, { minEvents: 3, blockEvents }))).toBe(true);
  expect(await countsOf()).toEqual([8]);
  expect(await readAll(db, shop)).toEqual(events);
});

it("knows by their ids what it sealed, wherever in the block it is", async () => {
  const { db, admission } = await openLog();
  const arrivals = [1, 2, 3].map(() => [makeEvent(), makeEvent()]);
  for (const events of arrivals) {
    await arrive(db, shop, events);
    await admitAll(admission);
  }
  expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
  for (const events of arrivals) {
    await arrive(db, shop, events);
    expect(valueOf(await admission.admit({ maxEvents: 10 }))).toMatchObject({ accepted: 0, duplicate: 2 });
  }
  expect(await readAll(db, shop)).toEqual(arrivals.flat());
});

it.each(["page by page", "by time", "counted by age"])(
  "a reader that is overtaken by sealing reads every event once: %s",
  async (how) => {
    const { db, admission } = await openLog();
    const events = Array.from({ length: 30 }, () => makeEvent());
    for (const event of events) {
      await arrive(db, shop, [event]);
      await admitAll(admission);
    }
    const half = events.length / 2;
    const halfTime = events[half]!.timestamp;
    const reader = openDatabase({ name: db.name });
    const overtaken = afterNextRead(reader, async () => {
      expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 30 }))).toBe(true);
    });
    if (how === "counted by age") expect(await countWithin(reader, shop, { before: halfTime })).toBe(half);
    else {
      const batches =
        how === "by time"
          ? await readBatchesInRange(reader, shop, 0, halfTime)
          : await readBatches(reader, shop, toSequence(0), { maxEvents: 1_000 });
      const times = batches.flatMap(({ columns }) => [...columns.timestamp]);
      const wanted = how === "by time" ? times.filter((time) => time < halfTime) : times;
      const expected = how === "by time" ? events.slice(0, half) : events;
      expect(wanted).toEqual(expected.map(({ timestamp }) => timestamp));
    }
    await overtaken();
  },
);

it("counts by age what is in a small block that is sealed again meanwhile", async () => {
  const { db, admission } = await openLog();
  const append = appender(db, admission);
  await append(5);
  expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 30 }))).toBe(true);
  const [newer] = await append(5);
  const reader = openDatabase({ name: db.name });
  const overtaken = afterNextRead(reader, async () => {
    expect(valueOf(await admission.seal(shop, { minEvents: 1, blockEvents: 30 }))).toBe(true);
  });
  expect(await countWithin(reader, shop, { before: newer!.timestamp })).toBe(5);
  await overtaken();
});
