import { countRefusals, type Refusal } from "../catalog/refusals.ts";
import type { Database } from "../database/database.ts";

/** Between two writes. */
const PAUSE_MS = 1_000;
/** Kinds that wait for one. Whoever is refused for more reasons is counted under one, with twice as many kinds not at all. */
const MOST_KINDS = 50;
const MANY_REASONS = "For more reasons than are listed.";

/**
 * Counts every refusal, and writes at once what comes after a quiet second, else all of a second together:
 * a page that knocks for ever must not keep the database busy. Resolves when it was written or waits.
 */
export function makeRefusalCounter(db: Database): (refusals: readonly Refusal[]) => Promise<void> {
  const waiting = new Map<string, Refusal>();
  let resting = false;

  const add = (refusal: Refusal): void => {
    const key = JSON.stringify([refusal.projectId, refusal.origin, refusal.reason]);
    const known = waiting.get(key);
    if (known === undefined && waiting.size >= MOST_KINDS) {
      if (refusal.reason !== MANY_REASONS) return add({ ...refusal, reason: MANY_REASONS });
      if (waiting.size >= 2 * MOST_KINDS) return;
    }
    waiting.set(key, { ...refusal, count: (known?.count ?? 0) + (refusal.count ?? 1) });
  };
  const write = async (): Promise<void> => {
    resting = true;
    setTimeout(() => {
      resting = false;
      if (waiting.size > 0) void write();
    }, PAUSE_MS);
    const refusals = [...waiting.values()];
    waiting.clear();
    await countRefusals(db, refusals);
  };
  return async (refusals) => {
    for (const refusal of refusals) add(refusal);
    if (!resting && waiting.size > 0) await write();
  };
}
