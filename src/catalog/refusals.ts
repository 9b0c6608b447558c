import type { Database } from "../database/database.ts";
import type { RefusalRow } from "../database/rows.ts";
import { type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";

export const REFUSAL_ROWS = 200;
const SAMPLE_LENGTH = 500;

export interface Refusal {
  /** As the snippet claimed. */
  projectId: string;
  origin: string;
  reason: string;
  /** What was refused, as text; only the last one is kept. */
  sample: string;
  /** How many at once; one if left out. */
  count?: number;
}

/**
 * Counts refusals under (project, origin, reason). Whoever is refused may be hostile, so at most
 * 200 rows are kept, the longest quiet ones going first, and every text is cut to a bound.
 */
export function countRefusal(db: Database, refusal: Refusal): Promise<Result<null>> {
  const projectId = refusal.projectId.slice(0, 64);
  const origin = refusal.origin.slice(0, 255);
  const reason = refusal.reason.slice(0, 200);
  const sample = refusal.sample.slice(0, SAMPLE_LENGTH);
  return attempt(() =>
    db.transaction("rw", db.refusals, async () => {
      const known = await db.refusals.get([projectId, origin, reason]);
      if (known === undefined) await makeRoom(db);
      const count = (known?.count ?? 0) + (refusal.count ?? 1);
      await db.refusals.put({ projectId, origin, reason, count, sample, lastAt: Date.now() });
      return success(null);
    }),
  );
}

/** What was refused in the name of this project, latest first. */
export function readRefusals(db: Database, projectId: string): Promise<Result<RefusalRow[]>> {
  return attempt(async () => {
    const rows = await db.refusals.filter((row) => row.projectId === projectId).toArray();
    return success(rows.sort((a, b) => b.lastAt - a.lastAt));
  });
}

async function makeRoom(db: Database): Promise<void> {
  const surplus = (await db.refusals.count()) - REFUSAL_ROWS + 1;
  if (surplus <= 0) return;
  const rows = await db.refusals.toArray();
  const quiet = rows.sort((a, b) => a.lastAt - b.lastAt).slice(0, surplus);
  await db.refusals.bulkDelete(quiet.map((row) => [row.projectId, row.origin, row.reason]));
}
