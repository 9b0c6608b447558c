import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase, type Database } from "../../../src/database/database.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { readHead } from "../../../src/log/reader.ts";
import { toProjectId } from "../../../src/model/identifier.ts";
import { FAULTS, makeFaulty, type Fault } from "../../support/faulty-database.ts";
import {
  admitAll,
  arrive,
  makeEvent,
  openTestDatabase,
  readAll,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

/** With a project, and not used yet. */
async function openUnused() {
  const prepared = await openTestDatabase(shop);
  const { name } = prepared;
  prepared.close();
  const db = openDatabase({ name });
  onTestFinished(() => db.delete());
  return db;
}

async function openFaulty() {
  const db = await openUnused();
  const faults = makeFaulty(db);
  const epoch = await claimEpoch(db);
  return { db, faults, epoch, admission: openAdmission(db, epoch) };
}

const KIND: Record<Fault, string> = {
  "aborted before": "storage-unavailable",
  "aborted after": "storage-unavailable",
  "disk full": "quota-exceeded",
  "connection lost": "storage-unavailable",
};

const contentOf = async (db: Database) =>
  JSON.stringify([
    await db.batches.toArray(),
    await db.dictionaries.toArray(),
    await db.logHeads.toArray(),
    await db.arrivals.toArray(),
    await db.admissions.toArray(),
    await db.tombstones.toArray(),
  ]);

it("acks an append whose project cannot be looked up: its events are on disk, and admission looks again", async () => {
  const db = await openUnused();
  let isBroken = false;
  db.use({
    stack: "dbcore",
    name: "unreadable projects",
    create: (core) => ({
      ...core,
      table(table) {
        const found = core.table(table);
        return {
          ...found,
          getMany: (request) =>
            isBroken && table === "projects"
              ? Promise.reject(new DOMException("broken", "UnknownError"))
              : found.getMany(request),
        };
      },
    }),
  });
  const admission = openAdmission(db, await claimEpoch(db));
  const appender = makeAppender(db);
  const event = makeEvent();
  isBroken = true;
  expect(await appender.append(shop, [event])).toMatchObject({ ok: true });
  expect(await appender.append(toProjectId("nowhere"), [makeEvent()])).toMatchObject({ ok: true });
  expect(await db.arrivals.count()).toBe(2);
  isBroken = false;
  await admitAll(admission);
  expect(await db.arrivals.count()).toBe(0);
  expect(await readAll(db, shop)).toEqual([event]);
});

describe.each(FAULTS)("a write that meets: %s", (fault) => {
  const refused = { ok: false, failure: { kind: KIND[fault] } };

  it("acks nothing and stores nothing, when it is an append; the next one is stored", async () => {
    const { db, faults } = await openFaulty();
    const appender = makeAppender(db);
    faults.arm(fault, 0);
    expect(await appender.append(shop, [makeEvent()])).toMatchObject(refused);
    expect(await db.arrivals.count()).toBe(0);
    valueOf(await appender.append(shop, [makeEvent()]));
    expect(await db.arrivals.count()).toBe(1);
  });

  it("changes nothing, whichever write of an admission it is; the next one admits all, once", async () => {
    const { db, faults, admission } = await openFaulty();
    const events = [makeEvent({ userId: "ann", sessionId: "s" }), makeEvent({ properties: { a: "b" } })];
    await arrive(db, shop, [...events, events[0]!], true);
    const before = await contentOf(db);
    let nth = 0;
    for (; ; nth++) {
      faults.arm(fault, nth);
      const admitted = await admission.admit({ maxEvents: 1_000 });
      if (admitted.ok) break;
      expect(admitted).toMatchObject(refused);
      faults.disarm();
      expect(await contentOf(db)).toBe(before);
    }
    expect(nth).toBeGreaterThan(3);
    expect(await readAll(db, shop)).toEqual(events);
  });

  it("leaves a log that can be sealed again", async () => {
    const { db, faults, admission } = await openFaulty();
    const events = Array.from({ length: 6 }, () => makeEvent());
    for (const event of events) {
      await arrive(db, shop, [event]);
      await admitAll(admission);
    }
    for (let nth = 0; nth < 3; nth++) {
      faults.arm(fault, nth);
      expect(await admission.seal(shop, { minEvents: 1 })).toMatchObject(refused);
      expect(await readAll(db, shop)).toEqual(events);
    }
    faults.disarm();
    expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
    expect(await readAll(db, shop)).toEqual(events);
    expect(await readHead(db, shop)).toMatchObject({ events: 6 });
  });

  it("leaves an erasure not begun, or to be finished by the next admission", async () => {
    for (let nth = 0; ; nth++) {
      const { db, faults, epoch, admission } = await openFaulty();
      const kept = makeEvent({ distinctId: "laptop" });
      await arrive(db, shop, [makeEvent({ userId: "ann" }), kept]);
      await admitAll(admission);
      await arrive(db, shop, [makeEvent({ userId: "ann" })]);
      faults.arm(fault, nth);
      const receipt = await eraseEvents(db, epoch, shop, { userId: "ann" });
      const { met } = faults;
      faults.disarm();
      if (receipt.ok) {
        expect(met).toBe(0);
        expect(nth).toBeGreaterThan(4);
        break;
      }
      expect(receipt).toMatchObject(refused);
      const begun = (await db.singletons.where(":id").startsWith("erasure:").count()) > 0;
      await admitAll(admission);
      expect((await readAll(db, shop)).length).toBe(begun ? 1 : 3);
      valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
      expect(await readAll(db, shop)).toEqual([kept]);
    }
  });
});
