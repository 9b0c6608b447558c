import type { Gain } from "../log/admission.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { toSequence, type Sequence } from "../model/identifier.ts";

/** A block in memory is some eight megabytes. */
const MOST_EVENTS = 262_144;
const LOG_END = toSequence(Number.MAX_SAFE_INTEGER);

/** What a project's log gained last, as it still is in memory: who stands right before it need not read the log. */
export interface FreshBatches {
  take(gain: Gain): void;
  /**
   * The batches right after a checkpoint, ascending: as many whole ones as fit in `maxEvents`, at least one, none after
   * `through`. Empty where the log must be read, or there are none.
   */
  after(checkpoint: Checkpoint, limits: { maxEvents: number; through?: Sequence }): Batch[];
  /** Nobody needs what came up to here any more. */
  forget(through: Sequence): void;
}

export function makeFreshBatches(mostEvents = MOST_EVENTS): FreshBatches {
  /** In the log's order; each begins where the one before ended. */
  let batches: Batch[] = [];
  let generation = 0;
  let start: Sequence | undefined;
  let events = 0;

  function dropFirst(): void {
    const first = batches.shift()!;
    start = first.sequence;
    events -= first.columns.count;
  }

  function clear(from: Checkpoint): void {
    batches = [];
    events = 0;
    ({ generation, sequence: start } = from);
  }

  return {
    take(gain) {
      const end = batches.at(-1)?.sequence ?? start;
      if (gain.generation !== generation || gain.after !== end) {
        clear({ generation: gain.generation, sequence: gain.after });
      }
      for (const batch of gain.batches) {
        batches.push(batch);
        events += batch.columns.count;
      }
      while (events > mostEvents && batches.length > 0) dropFirst();
    },
    after(checkpoint, { maxEvents, through = LOG_END }) {
      // What was erased since is not kept in memory either.
      if (checkpoint.generation > generation) clear(checkpoint);
      if (checkpoint.generation !== generation) return [];
      const known = batches.findIndex(({ sequence }) => sequence > checkpoint.sequence);
      if (known === -1 || (known === 0 ? start : batches[known - 1]!.sequence) !== checkpoint.sequence)
        return [];
      const found: Batch[] = [];
      let taken = 0;
      for (const batch of batches.slice(known)) {
        if (batch.sequence > through) break;
        if (found.length > 0 && taken + batch.columns.count > maxEvents) break;
        found.push(batch);
        taken += batch.columns.count;
      }
      return found;
    },
    forget(through) {
      while (batches.length > 0 && batches[0]!.sequence <= through) dropFirst();
    },
  };
}
