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

/** Rows of a file or a feed that were refused for one reason. */
export interface RefusedRows {
  reason: string;
  count: number;
  sample: string;
}

/**
 * Counts refusals under (project, origin, reason), all in one transaction. Whoever is refused may be
 * hostile, so at most 200 rows are kept and every text is cut to a bound. The origin with the most rows
 * loses its longest quiet one: nobody can push out what others were refused.
 */
export function countRefusals(db: Database, refusals: readonly Refusal[]): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.refusals, async () => {
      const rows = new Map((await db.refusals.toArray()).map((row) => [keyOf(row), row]));
      const changed = new Set<string>();
      const gone: RefusalRow[] = [];
      for (const refusal of refusals) {
        const row: RefusalRow = {
          projectId: refusal.projectId.slice(0, 64),
          origin: refusal.origin.slice(0, 255),
          reason: refusal.reason.slice(0, 200),
          sample: refusal.sample.slice(0, SAMPLE_LENGTH),
          count: refusal.count ?? 1,
          lastAt: Date.now(),
        };
        const key = keyOf(row);
        row.count += rows.get(key)?.count ?? 0;
        while (!rows.has(key) && rows.size >= REFUSAL_ROWS) {
          const surplus = leastMissed([...rows.values()]);
          rows.delete(keyOf(surplus));
          gone.push(surplus);
        }
        rows.set(key, row);
        changed.add(key);
      }
      await db.refusals.bulkDelete(gone.map((row) => [row.projectId, row.origin, row.reason]));
      await db.refusals.bulkPut([...changed].flatMap((key) => rows.get(key) ?? []));
      return success(null);
    }),
  );
}

export const countRefusal = (db: Database, refusal: Refusal): Promise<Result<null>> =>
  countRefusals(db, [refusal]);

/** What was refused in the name of this project, latest first. */
export function readRefusals(db: Database, projectId: string): Promise<Result<RefusalRow[]>> {
  return attempt(async () => {
    const rows = await db.refusals.filter((row) => row.projectId === projectId).toArray();
    return success(rows.sort((a, b) => b.lastAt - a.lastAt));
  });
}

const keyOf = ({ projectId, origin, reason }: RefusalRow): string =>
  JSON.stringify([projectId, origin, reason]);

function leastMissed(rows: readonly RefusalRow[]): RefusalRow {
  const rowsOfOrigin = new Map<string, number>();
  for (const { origin } of rows) rowsOfOrigin.set(origin, (rowsOfOrigin.get(origin) ?? 0) + 1);
  const share = (row: RefusalRow): number => rowsOfOrigin.get(row.origin) ?? 0;
  return rows.reduce((least, row) =>
    share(row) > share(least) || (share(row) === share(least) && row.lastAt < least.lastAt) ? row : least,
  );
}
