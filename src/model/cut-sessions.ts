export interface CutRule {
  /** A longer gap ends a session. */
  idleMs: number;
  /** A session's last event is less than this after its first. */
  capMs: number;
}

/** Whether an event at `time` begins a session, after one that spans `first` to `last` so far. */
export const startsSession = (first: number, last: number, time: number, rule: CutRule): boolean =>
  time - last > rule.idleMs || time - first >= rule.capMs;

/**
 * Cuts one distinct id's events without a session id into sessions. `times` ascend; the result is
 * the index of the first event of each session.
 */
export function cutSessions(times: ArrayLike<number>, idleMs: number, capMs: number): number[] {
  const rule = { idleMs, capMs };
  const starts: number[] = [];
  let first = -Infinity;
  let last = -Infinity;
  for (let index = 0; index < times.length; index++) {
    const time = times[index] as number;
    if (startsSession(first, last, time, rule)) {
      starts.push(index);
      first = time;
    }
    last = time;
  }
  return starts;
}
