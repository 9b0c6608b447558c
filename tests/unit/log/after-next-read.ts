import { Dexie } from "dexie";
import type { Database } from "../../../src/database/database.ts";

/**
 * Runs `work` once, right after the entries that one request of the database asks for were read, and
 * before the next request, unless both are of one transaction. Call what it returns to see the work done.
 */
export function afterNextRead(db: Database, work: () => Promise<void>): () => Promise<void> {
  let working: Promise<void> | undefined;
  const due = async () => {
    if (working !== undefined) return;
    // A transaction of one request is over with it; another would end if it were kept waiting.
    const { explicit = false } = Dexie.currentTransaction as { explicit?: boolean };
    working = Dexie.ignoreTransaction(work);
    if (!explicit) await working;
  };
  db.use({
    stack: "dbcore",
    name: "after-next-read",
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name);
        if (name !== "batches") return table;
        return {
          ...table,
          query: async (request) => {
            const result = await table.query(request);
            await due();
            return result;
          },
          openCursor: async (request) => {
            const cursor = await table.openCursor(request);
            if (cursor === null) return cursor;
            const { start } = cursor;
            cursor.start = async (onNext) => {
              await start.call(cursor, onNext);
              await due();
            };
            return cursor;
          },
        };
      },
    }),
  });
  return async () => {
    if (working === undefined) throw new Error("nothing was read");
    await working;
  };
}
