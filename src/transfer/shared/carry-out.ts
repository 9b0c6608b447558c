import { attempt } from "../../catalog/attempt.ts";
import { changeErasedSpans } from "../../catalog/shared-folders.ts";
import { countErased } from "../../log/count-erased.ts";
import { eraseTotals } from "../../log/erase-totals.ts";
import type { LogDatabase } from "../../log/reader.ts";
import { type Result, success } from "../../model/failure.ts";
import type { ProjectId } from "../../model/identifier.ts";
import type { ErasedPeople } from "../../model/erasure.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import type { ErasedElsewhere } from "./take-turn.ts";

export interface Erasing {
  eraseSpan(span: TimeSpan & { keepsOut: false }): Promise<Result<unknown>>;
  /** As `mergeErasures` of the log room, applied. */
  mergePeople(people: readonly ErasedPeople[]): Promise<Result<unknown>>;
}

/**
 * Erases here what other devices erased. Kept out before it is erased, so that nothing comes in between, and let in
 * last. Once more, after it was cut short, comes to the same.
 */
export async function carryOutErasures(
  db: LogDatabase,
  projectId: ProjectId,
  { erase = [], keepOut = [], letIn = [], people = [] }: ErasedElsewhere,
  { eraseSpan, mergePeople }: Erasing,
): Promise<Result<unknown>> {
  if (keepOut.length > 0) {
    const kept = await changeErasedSpans(db, projectId, { out: keepOut, letIn: [] });
    if (!kept.ok) return kept;
  }
  for (const span of erase) {
    // The log is not rewritten for nothing.
    if ((await countErased(db, projectId, span, new AbortController().signal)) === 0) {
      const gone = await eraseTotalsOf(db, projectId, span);
      if (!gone.ok) return gone;
      continue;
    }
    const erased = await eraseSpan({ ...span, keepsOut: false });
    if (!erased.ok) return erased;
  }
  if (people.length > 0) {
    const merged = await mergePeople(people);
    if (!merged.ok) return merged;
  }
  return letIn.length > 0 ? changeErasedSpans(db, projectId, { out: [], letIn }) : success(null);
}

const eraseTotalsOf = (db: LogDatabase, projectId: ProjectId, span: TimeSpan): Promise<Result<null>> =>
  attempt(() =>
    db.transaction("rw", db.projects, db.dailyTotals, async () => {
      await eraseTotals(db, projectId, { kind: "before", ...span });
      return success(null);
    }),
  );
