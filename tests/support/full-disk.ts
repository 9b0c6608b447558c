import type { Database } from "../../src/database/database.ts";

/** Every write to the table fails meanwhile, as on a disk with no space left. */
export async function whileDiskIsFull<T>(db: Database, table: string, work: () => Promise<T>): Promise<T> {
  const full = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const { hook } = db.table(table);
  const hooks = [hook("creating"), hook("updating"), hook("deleting")];
  for (const point of hooks) point.subscribe(full);
  try {
    return await work();
  } finally {
    for (const point of hooks) point.unsubscribe(full);
  }
}
