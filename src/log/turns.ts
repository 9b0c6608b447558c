import type { Database } from "../database/database.ts";

const lastTurn = new WeakMap<Database, Promise<unknown>>();

/** Admission and erasure of one process take turns; other processes are kept out by the fence. */
export function takeTurn<T>(db: Database, work: () => Promise<T>): Promise<T> {
  const turn = (lastTurn.get(db) ?? Promise.resolve()).then(work, work);
  lastTurn.set(db, turn);
  return turn;
}
