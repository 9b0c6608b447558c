/** A fold follows what streams in by a second or so: this is longer. */
const LATE_MS = 2_500;

/** Whether the log has stood past what was folded for so long that numbers must not look final. */
export interface Backlog {
  /** The log reached `sequence` at a time in milliseconds. */
  grew(sequence: number, at: number): void;
  folded(sequence: number): void;
  isLate(at: number): boolean;
  /** Of another project or generation: nothing is known until it is said how far that is folded. */
  forget(): void;
}

export function makeBacklog(): Backlog {
  /** Ascending in both; only what is past the last fold. */
  let unfolded: { sequence: number; at: number }[] = [];
  let reached = -Infinity;
  return {
    grew(sequence, at) {
      if (sequence > Math.max(reached, unfolded.at(-1)?.sequence ?? 0)) unfolded.push({ sequence, at });
    },
    folded(sequence) {
      reached = Math.max(reached, sequence);
      unfolded = unfolded.filter((entry) => entry.sequence > reached);
    },
    isLate(at) {
      const [oldest] = unfolded;
      if (reached === -Infinity) return false;
      // Where nothing has been folded yet, every number is a zero that is wrong.
      return oldest !== undefined && (reached <= 0 || at - oldest.at > LATE_MS);
    },
    forget() {
      unfolded = [];
      reached = -Infinity;
    },
  };
}
