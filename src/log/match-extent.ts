/** As a receipt names it. */
export interface LogPosition {
  generation: number;
  sequence: number;
}

/** Epoch milliseconds of the first and the last event that rules match, up to a log position; absent for none. */
export interface MatchExtent extends LogPosition {
  times?: { first: number; last: number };
}

/** What the log gained after a sequence, and which times of it rules match. */
interface MatchedGain extends MatchExtent {
  after: number;
}

/**
 * Keeps a {@link MatchExtent} true as the log grows. What is told comes later than the gains it does not
 * know yet: so the last of these are kept, and the extent is void where one between was missed.
 */
export interface FollowedExtent {
  /** Reaches `at`. */
  reaches(at: LogPosition): boolean;
  /** No event up to `at` that is in one of the spans, half-open, is matched; false also where that is not known. */
  isOutside(at: LogPosition, spans: readonly { from: number; to: number }[]): boolean;
  told(extent: MatchExtent): void;
  grew(gain: MatchedGain): void;
}

const KEPT_GAINS = 500;

export function followExtent(): FollowedExtent {
  let extent: MatchExtent | undefined;
  let gains: MatchedGain[] = [];

  /** Undefined where something between is missing. */
  function joined(before: MatchExtent, gain: MatchedGain): MatchExtent | undefined {
    if (gain.generation !== before.generation || gain.after > before.sequence) return undefined;
    if (gain.sequence <= before.sequence) return before;
    const { generation, sequence } = gain;
    const all = [before.times, gain.times].filter((times) => times !== undefined);
    if (all.length === 0) return { generation, sequence };
    const first = Math.min(...all.map((times) => times.first));
    const last = Math.max(...all.map((times) => times.last));
    return { generation, sequence, times: { first, last } };
  }
  const reaches = (at: LogPosition): boolean =>
    extent !== undefined && extent.generation === at.generation && extent.sequence >= at.sequence;

  return {
    reaches,
    isOutside(at, spans) {
      if (!reaches(at)) return false;
      const times = extent?.times;
      return times === undefined || spans.every(({ from, to }) => to <= times.first || from > times.last);
    },
    told(told) {
      extent = told;
      for (const gain of gains) if (gain.sequence > told.sequence) extent &&= joined(extent, gain);
    },
    grew(gain) {
      const last = gains.at(-1);
      if (last !== undefined && (last.generation !== gain.generation || gain.after > last.sequence))
        gains = [];
      gains.push(gain);
      if (gains.length > KEPT_GAINS) gains.shift();
      extent &&= joined(extent, gain);
    },
  };
}
