import { DATABASE_NAME, SCHEMA_VERSION, schemaOf } from "./schema.ts";

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB gave no reason"));
  });

/** Reads of one transaction. */
export interface Reads {
  get(table: string, key: string): Promise<unknown>;
  all(table: string): Promise<unknown[]>;
}

/**
 * Reads with a connection of its own and without Dexie, for a page that has nothing else yet.
 * Undefined where there is no database of this schema or it cannot be read: whoever opens it for good
 * says why. Creates nothing.
 */
export async function readOnce<T>(
  tables: readonly string[],
  read: (reads: Reads) => Promise<T>,
  name = DATABASE_NAME,
): Promise<T | undefined> {
  let db: IDBDatabase | undefined;
  try {
    const opening = indexedDB.open(name);
    // There is none: what the browser would create is given up again.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    db = await settled(opening);
    if (schemaOf(db.version) !== SCHEMA_VERSION) return undefined;
    const transaction = db.transaction(tables, "readonly");
    return await read({
      get: (table, key) => settled(transaction.objectStore(table).get(key)),
      all: (table) => settled(transaction.objectStore(table).getAll()),
    });
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  } finally {
    db?.close();
  }
}
