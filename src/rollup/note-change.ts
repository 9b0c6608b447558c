import type { CheckpointRow, RollupChange } from "../database/rows.ts";
import type { Batch } from "../model/batch.ts";
import type { FoldStep } from "./fold-step.ts";

const KEPT_CHANGES = 32;
/** A fold that changed more is not described: readers look at everything again. */
const LISTED_BUCKETS = 200;

/** The checkpoint after a fold, with what it changed for readers to follow. */
export function noteChange(
  checkpoint: CheckpointRow,
  step: FoldStep,
  batches: readonly Batch[],
): CheckpointRow {
  const sequence = (batches.at(-1) as Batch).sequence;
  const change: RollupChange = { after: checkpoint.sequence, sequence };
  if (step.hourly.length <= LISTED_BUCKETS && step.identities.length <= LISTED_BUCKETS) {
    change.hours = step.hourly.map((row) => row.start);
    change.days = step.daily.map((row) => row.start);
    change.identities = step.identities.map((row) => row.shard);
  }
  const changes = [...(checkpoint.changes ?? []), change].slice(-KEPT_CHANGES);
  return { ...checkpoint, sequence, changes };
}
