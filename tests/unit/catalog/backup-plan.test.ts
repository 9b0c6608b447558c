import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { changeBackupPlan, parseBackupPlan, readBackupPlan } from "../../../src/catalog/backup-plan.ts";
import { makeBackupPlan } from "../../../src/model/backup-plan.ts";
import { failureOf, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const LAST = {
  at: 1_000,
  projects: 2,
  events: 30,
  sizeBytes: 4_000,
  fileName: "a.lochan",
  folder: "Backups",
};

test("a plan is changed in parts, and what is taken away is gone", async () => {
  const db = openTestDatabase();
  expect(valueOf(await readBackupPlan(db))).toEqual(makeBackupPlan());
  valueOf(await changeBackupPlan(db, { every: "day", keep: 3, last: LAST, quietUntil: 5 }));
  const changed = valueOf(
    await changeBackupPlan(db, { every: null, quietUntil: null, written: ["a.lochan"] }),
  );
  expect(changed).toEqual({ automatic: false, keep: 3, written: ["a.lochan"], last: LAST });
  expect(valueOf(await readBackupPlan(db))).toEqual(changed);
});

test.each([
  [{ every: "hourly" }],
  [{ keep: -1 }],
  [{ keep: null }],
  [{ target: { kind: "folder", handle: {} } }],
  [{ surprise: true }],
  ["week"],
])("%j changes nothing", async (change) => {
  const db = openTestDatabase();
  expect(failureOf(await changeBackupPlan(db, change)).kind).toBe("invalid-input");
  expect(valueOf(await readBackupPlan(db))).toEqual(makeBackupPlan());
});

test("a stored plan that is none is that of a browser without backups", () => {
  expect(parseBackupPlan({ keep: "many" })).toEqual(makeBackupPlan());
  expect(parseBackupPlan(undefined)).toEqual(makeBackupPlan());
});
