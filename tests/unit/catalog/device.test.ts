import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { nameDevice, readDevice } from "../../../src/catalog/device.ts";
import { failureOf, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

test("a browser has one id for good, and the name its user gives it", async () => {
  const db = openTestDatabase();
  const device = valueOf(await readDevice(db));
  expect(device.id).toMatch(/^[0-9a-f]{20}$/);
  expect(device.name).toBe("");
  expect(valueOf(await nameDevice(db, "  Ann's laptop "))).toEqual({ ...device, name: "Ann's laptop" });
  expect(valueOf(await readDevice(db))).toEqual({ ...device, name: "Ann's laptop" });
});

test("a name that is none is refused, and nothing changes", async () => {
  const db = openTestDatabase();
  valueOf(await nameDevice(db, "Desk"));
  for (const name of [undefined, 7, "x".repeat(61)])
    expect(failureOf(await nameDevice(db, name)).kind).toBe("invalid-input");
  expect(valueOf(await readDevice(db)).name).toBe("Desk");
});
