import type { RefusedRows } from "../catalog/refusals.ts";

/** Reasons name keys of whoever sends: a hostile source has as many as it likes. */
const REASONS = 20;
const OTHER = "Other reasons, too many to be told apart.";

export interface RefusalsByReason {
  add(reason: string, sample: string, rows?: number): void;
  /** What was refused since the last call, by reason, with the last sample of each. */
  take(): RefusedRows[];
}

/** Gathers refusals, which may come by the thousand, so that they are written down together. */
export function makeRefusalsByReason(): RefusalsByReason {
  let byReason = new Map<string, RefusedRows>();
  return {
    add(given, sample, rows = 1) {
      const reason = byReason.has(given) || byReason.size < REASONS ? given : OTHER;
      byReason.set(reason, { reason, sample, count: (byReason.get(reason)?.count ?? 0) + rows });
    },
    take() {
      const taken = [...byReason.values()];
      byReason = new Map();
      return taken;
    },
  };
}
