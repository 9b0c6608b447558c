import { Dexie } from "dexie";
import { expect, it } from "vitest";
import { openDatabase } from "../../../src/database/database.ts";
import { DATABASE_NAME, SCHEMA_VERSION } from "../../../src/database/schema.ts";
import { unpackArrival } from "../../../src/log/arrival-events.ts";
import { makeAppender } from "../../../src/log/appender.ts";
import {
  admitAll,
  arrive,
  lead,
  makeEvent,
  openTestDatabase,
  readAll,
  shop,
  valueOf,
} from "../../support/admitted-log.ts";

it("opens what version 1 wrote: its arrivals, kept as objects, are read as events", async () => {
  const name = `${DATABASE_NAME}-${crypto.randomUUID()}`;
  const events = [makeEvent(), makeEvent()];
  const old = new Dexie(name);
  old.version(1).stores({ arrivals: "++id, projectId", projects: "id" });
  await old.table("arrivals").bulkAdd([
    { projectId: shop, events, reply: true },
    { projectId: shop, events: [] },
  ]);
  old.close();

  const db = openDatabase({ name });
  const rows = await db.arrivals.toArray();
  expect(rows.map((row) => unpackArrival(row).events)).toEqual([events, []]);
  expect(rows[0]).toMatchObject({ projectId: shop, count: 2, reply: true });
  expect(rows.filter((row) => "events" in row)).toEqual([]);
  expect(db.verno).toBe(SCHEMA_VERSION);
  await db.delete();
});

it("says of imports of before claims were kept that it does not know them", async () => {
  const name = `${DATABASE_NAME}-${crypto.randomUUID()}`;
  const row = { id: "a", projectId: shop, fileName: "a.ndjson", state: "done" };
  const old = new Dexie(name);
  old.version(6).stores({ imports: "id, projectId", projects: "id" });
  await old.table("imports").add(row);
  old.close();

  const db = openDatabase({ name });
  expect(await db.imports.toArray()).toEqual([{ ...row, beforeClaims: true }]);
  await db.claims.put({ projectId: shop, chunk: 0, claimant: "", packed: Uint8Array.of(1) });
  expect(await db.claims.get([shop, 0, ""])).toMatchObject({ claimant: "" });
  await db.delete();
});

it("admits what a page that was open since version 1 goes on writing", async () => {
  const db = await openTestDatabase();
  const [old, recent] = [makeEvent(), makeEvent()];
  await db.table("arrivals").add({ projectId: shop, events: [old] });
  await arrive(db, shop, [recent]);
  await admitAll((await lead(db)).admission);
  expect(await readAll(db, shop)).toEqual([old, recent]);
});

it("refuses what a newer version wrote, in words, and changes nothing", async () => {
  const name = `${DATABASE_NAME}-${crypto.randomUUID()}`;
  const newer = new Dexie(name);
  newer.version(SCHEMA_VERSION + 1).stores({ arrivals: "++id, projectId", projects: "id", more: "id" });
  await newer.table("more").add({ id: "kept" });
  newer.close();
  const refused = await makeAppender(openDatabase({ name })).append(shop, [makeEvent()]);
  expect(refused).toMatchObject({ ok: false, failure: { kind: "newer-schema" } });
  await newer.open();
  expect(await newer.table("more").toArray()).toEqual([{ id: "kept" }]);
  expect(await newer.table("arrivals").count()).toBe(0);
  await newer.delete();
});

it("stays closed once it was deleted from under it", async () => {
  const db = await openTestDatabase();
  const appender = makeAppender(db);
  valueOf(await appender.append(shop, [makeEvent()]));
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(db.name).onsuccess = resolve;
  });
  const after = await appender.append(shop, [makeEvent()]);
  expect(after).toMatchObject({ ok: false, failure: { kind: "storage-unavailable" } });
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(db.name);
});
