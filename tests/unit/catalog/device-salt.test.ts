import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { readDeviceSalt } from "../../../src/catalog/device-salt.ts";
import { openTestDatabase, valueOf } from "../../support/open-catalog.ts";

test("a device's salt is made once, for everyone who asks", async () => {
  const db = openTestDatabase();
  const salts = await Promise.all([readDeviceSalt(db), readDeviceSalt(db)]);
  const salt = valueOf(salts[0]);
  expect(salt).toMatch(/^[0-9a-f]{32}$/);
  expect(valueOf(salts[1])).toBe(salt);
  expect(valueOf(await readDeviceSalt(db))).toBe(salt);
  expect(valueOf(await readDeviceSalt(openTestDatabase()))).not.toBe(salt);
});

test("a damaged salt is replaced", async () => {
  const db = openTestDatabase();
  await db.settings.put({ key: "device-salt", value: { not: "a salt" } });
  const salt = valueOf(await readDeviceSalt(db));
  expect(salt).toMatch(/^[0-9a-f]{32}$/);
  expect(valueOf(await readDeviceSalt(db))).toBe(salt);
});
