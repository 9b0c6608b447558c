import { expect, it } from "vitest";
import { readHead } from "../../../src/log/reader.ts";
import { eraseEvents } from "../../../src/log/erasure.ts";
import { readOfSource, readReceived } from "../../../src/log/source-reader.ts";
import type { Database } from "../../../src/database/database.ts";
import type { LochanEvent } from "../../../src/model/event.ts";
import { admitAll, arrive, blog, makeEvent, openLog, shop, valueOf } from "../../support/admitted-log.ts";

const SITE = "snippet:https://shop.example";
const at = (receivedAt: number, given: Partial<LochanEvent> = {}): LochanEvent =>
  makeEvent({ source: SITE, receivedAt, ...given });

async function received(
  db: Database,
  options: { from: number; to: number; after?: number },
): Promise<string[]> {
  const found: string[] = [];
  for await (const page of readReceived(db, shop, { source: SITE, ...options }))
    found.push(...page.map(({ name }) => name));
  return found;
}

it("reads what a source sent in a time, in log order, of the one project", async () => {
  const { db, admission } = await openLog();
  await arrive(db, shop, [
    at(9, { name: "before" }),
    at(10, { name: "first" }),
    at(15, { name: "another site", source: "snippet:https://other.example" }),
    at(19, { name: "last" }),
    at(20, { name: "after" }),
  ]);
  await arrive(db, blog, [at(15, { name: "another project" })]);
  await admitAll(admission);
  expect(await received(db, { from: 10, to: 20 })).toEqual(["first", "last"]);
});

it("begins after a sequence, in the middle of what was sealed since", async () => {
  const { db, admission } = await openLog();
  await arrive(db, shop, [at(10, { name: "early" })]);
  await admitAll(admission);
  const after = Number((await readHead(db, shop)).sequence);
  await arrive(db, shop, [at(10, { name: "late" })]);
  await admitAll(admission);
  expect(await received(db, { from: 0, to: 20, after })).toEqual(["late"]);
  expect(valueOf(await admission.seal(shop, { minEvents: 1 }))).toBe(true);
  expect(await received(db, { from: 0, to: 20, after })).toEqual(["late"]);
  expect(await received(db, { from: 0, to: 20 })).toEqual(["early", "late"]);
});

it("has nothing of what was erased", async () => {
  const { db, admission, epoch } = await openLog();
  await arrive(db, shop, [
    at(10, { name: "hers", userId: "ann" }),
    at(11, { name: "his", distinctId: "device-2" }),
  ]);
  await admitAll(admission);
  valueOf(await eraseEvents(db, epoch, shop, { userId: "ann" }));
  expect(await received(db, { from: 0, to: 20 })).toEqual(["his"]);
});

it("lists the latest of a source in a time, at most so many", async () => {
  const { db, admission } = await openLog();
  await arrive(db, shop, [
    at(1, { name: "too early", timestamp: 99 }),
    at(1, { name: "a", timestamp: 100 }),
    at(1, { name: "b", timestamp: 120 }),
    at(1, { name: "other", timestamp: 125, source: "api" }),
    at(1, { name: "too late", timestamp: 130 }),
  ]);
  await arrive(db, shop, [at(1, { name: "c", timestamp: 110 })]);
  await admitAll(admission);
  const names = async (limit: number): Promise<string[]> =>
    (await readOfSource(db, shop, { source: SITE, from: 100, to: 130, limit })).map(({ name }) => name);
  expect(await names(10)).toEqual(["b", "c", "a"]);
  expect(await names(1)).toHaveLength(1);
});
