import type { Database } from "../database/database.ts";
import { makeTaskQueue, type TaskQueue } from "./task-queue.ts";

const queues = new WeakMap<Database, TaskQueue>();

/** Admission and erasure of one process write one after the other; other processes are kept out by the fence. */
export function queueWriter<T>(db: Database, work: () => Promise<T>): Promise<T> {
  let queue = queues.get(db);
  if (queue === undefined) queues.set(db, (queue = makeTaskQueue()));
  return queue.run(work);
}
