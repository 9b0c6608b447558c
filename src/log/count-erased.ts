import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { Erasure } from "../model/erasure.ts";
import { countWithin } from "./age.ts";
import { planUserErasure } from "./plan-user-erasure.ts";
import { readHead } from "./reader.ts";

/**
 * How many admitted events an erasure would take now, of damaged blocks those that go with it. For a
 * user the whole log is read. What an abort left uncounted is missing.
 */
export async function countErased(
  db: Database,
  projectId: ProjectId,
  what: Erasure,
  signal: AbortSignal,
): Promise<number> {
  if ("all" in what) return (await readHead(db, projectId)).events;
  if ("before" in what) return countWithin(db, projectId, what, { signal });
  const { events } = await planUserErasure(db, projectId, what.userId, { now: Infinity, signal });
  return events;
}
