/** Reasons name keys of whoever sends: a hostile feed has as many as it likes. */
const REASONS = 20;
const OTHER = "Other reasons, too many to be told apart.";

export interface FeedRefusals {
  add(reason: string, sample: string): void;
  /** What was refused since the last call, by reason, with the last sample of each. */
  take(): { reason: string; sample: string; count: number }[];
}

/** Gathers refusals, which may come by the thousand, so that they are written down together. */
export function makeFeedRefusals(): FeedRefusals {
  let byReason = new Map<string, { reason: string; sample: string; count: number }>();
  return {
    add(given, sample) {
      const reason = byReason.has(given) || byReason.size < REASONS ? given : OTHER;
      byReason.set(reason, { reason, sample, count: (byReason.get(reason)?.count ?? 0) + 1 });
    },
    take() {
      const taken = [...byReason.values()];
      byReason = new Map();
      return taken;
    },
  };
}
