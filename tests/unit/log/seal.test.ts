import { expect, it } from "vitest";
import { readBatches } from "../../../src/log/reader.ts";
import { toSequence } from "../../../src/model/identifier.ts";
import { admitAll, arrive, lead, makeEvent, openTestDatabase, readAll, shop, valueOf } from "./fixtures.ts";

it("seals a small block again only once enough has come after it", async () => {
  const db = await openTestDatabase();
  const { admission } = await lead(db);
  const append = async (count: number) => {
    const events = Array.from({ length: count }, () => makeEvent());
    await arrive(db, shop, events);
    await admitAll(admission);
    return events;
  };
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
