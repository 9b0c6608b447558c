import { describe, expect, it } from "vitest";
import { claimEpoch, DeposedError, requireEpoch } from "../../../src/log/fence.ts";
import { storageFailure } from "../../../src/log/storage-failure.ts";
import { openTestDatabase } from "../../support/admitted-log.ts";

describe("the fence", () => {
  it("gives every claim a higher epoch, also when claimed at once", async () => {
    const db = await openTestDatabase();
    expect((await Promise.all([claimEpoch(db), claimEpoch(db), claimEpoch(db)])).toSorted()).toEqual([
      1, 2, 3,
    ]);
  });

  it("rolls back the transaction of a leader that was deposed", async () => {
    const db = await openTestDatabase();
    const old = await claimEpoch(db);
    await claimEpoch(db);
    const writing = db.transaction("rw", db.singletons, db.settings, async () => {
      await db.settings.put({ key: "written", value: true });
      await requireEpoch(db, old);
    });
    await expect(writing).rejects.toBeInstanceOf(DeposedError);
    expect(await db.settings.count()).toBe(0);
    expect(storageFailure(await writing.catch((error: unknown) => error))).toMatchObject({ kind: "deposed" });
  });
});
