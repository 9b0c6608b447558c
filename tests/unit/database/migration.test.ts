import { Dexie } from "dexie";
import { expect, it } from "vitest";
import { DATABASE_NAME, openDatabase, SCHEMA_VERSION } from "../../../src/database/database.ts";
import { unpackArrival } from "../../../src/log/arrival-events.ts";
import { makeEvent, shop } from "../log/fixtures.ts";

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
