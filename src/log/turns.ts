import type { Database } from "../database/database.ts";

const lastTurn = new WeakMap<Database, Promise<unknown>>();

/** Admission and erasure of one process take turns; other processes are kept out by the fence. */
export function takeTurn<T>(db: Database, work: () => Promise<T>): Promise<T> {
  const turn = (lastTurn.get(db) ?? Promise.resolve()).then(work, work);
  lastTurn.set(db, turn);
  return turn;
}

/**
 * Lets a worker answer between two stretches of work: goes on after what waited before it, messages and
 * answers of the database among it. Not `scheduler.yield()`, which goes on before all of them. Never
 * inside a transaction.
 */
export function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { postTask?: (work: () => void) => Promise<void> } };
  if (scheduler?.postTask !== undefined) return scheduler.postTask(() => undefined);
  return new Promise((resolve) => setTimeout(resolve));
}
