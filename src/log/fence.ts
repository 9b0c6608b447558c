import type { Database } from "../database/database.ts";
import type { SingletonRow } from "../database/rows.ts";

/** Another leader has taken over: the write was refused and its transaction rolled back. */
export class DeposedError extends Error {
  override readonly name = "DeposedError";
  constructor(epoch: number, current: number) {
    super(`Leader of epoch ${epoch} was deposed by epoch ${current}.`);
  }
}

/** Makes the caller the only writer: whoever holds a lower epoch fails from this commit on. */
export function claimEpoch(db: Database): Promise<number> {
  return db.transaction("rw", db.singletons, async () => {
    const row = await db.singletons.get("leadership");
    const before = row?.key === "leadership" ? row : { key: "leadership" as const, epoch: 0 };
    const epoch = before.epoch + 1;
    await db.singletons.put({ born: Date.now(), ...before, epoch });
    return epoch;
  });
}

/**
 * Call first inside a read-write transaction that includes `singletons`; elsewhere it only says how
 * things stand.
 * @throws {DeposedError} which rolls the transaction back.
 */
export async function requireEpoch(db: Database, epoch: number): Promise<void> {
  const row = await db.singletons.get("leadership");
  requireEpochIn(row === undefined ? [] : [row], epoch);
}

/**
 * As {@link requireEpoch}, where the singletons were read for more than that.
 * @throws {DeposedError} which rolls the transaction back.
 */
export function requireEpochIn(rows: readonly SingletonRow[], epoch: number): void {
  const current = rows.find((row) => row.key === "leadership")?.epoch ?? 0;
  if (current !== epoch) throw new DeposedError(epoch, current);
}
