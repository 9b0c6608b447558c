import { startsSession, type CutRule } from "../model/cut-sessions.ts";

/** Cut sessions of one distinct id, ascending, apart. `end` is the time of the last event. */
export interface Sessions {
  start: number[];
  end: number[];
  session: number[];
}

export interface Span {
  session: number;
  start: number;
  end: number;
}

/** The events of `from` in `[start, end]` are events of session `to` now; of none where absent. */
export interface Move {
  from: number;
  to?: number;
  start: number;
  end: number;
}

/**
 * A stretch `[from, to]` whose sessions cannot be told from their ends alone: a late event shifted
 * where the cap cuts. Its events must be read again; idle gaps longer than the rule's bound it.
 */
export interface Hole {
  from: number;
  to: number;
  /** Sessions that were in it. */
  removed: Span[];
  /** Indexes into the times merged. */
  points: number[];
}

export interface Merged {
  /** Outside the holes. */
  sessions: Sessions;
  /** The session of each time, 0 in a hole. */
  assigned: Uint32Array;
  moves: Move[];
  holes: Hole[];
}

interface OpenSession extends Span {
  absorbed: Span[];
  points: number[];
}

/** Number of sessions that start at or before `time`. */
function countStarted(starts: readonly number[], time: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Adds events at `times` (ascending) to sessions cut before, so that the result is as if all events
 * had been cut together. An old session's own events need not be known: they are apart by no more
 * than the idle time, and within the cap of its start.
 */
export function mergeIntoSessions(
  old: Sessions,
  times: ArrayLike<number>,
  rule: CutRule,
  allocate: () => number,
): Merged {
  const untouched = Math.max(0, countStarted(old.start, times[0] as number) - 1);
  const sessions: Sessions = {
    start: old.start.slice(0, untouched),
    end: old.end.slice(0, untouched),
    session: old.session.slice(0, untouched),
  };
  const assigned = new Uint32Array(times.length);
  const moves: Move[] = [];
  const holes: Hole[] = [];
  let next = untouched;
  let point = 0;
  let open: OpenSession | undefined;

  const spanAt = (index: number): Span => ({
    session: old.session[index] as number,
    start: old.start[index] as number,
    end: old.end[index] as number,
  });
  const isInterval = (): boolean =>
    next < old.start.length &&
    (point >= times.length || (old.start[next] as number) <= (times[point] as number));
  const close = (done: OpenSession): void => {
    sessions.start.push(done.start);
    sessions.end.push(done.end);
    sessions.session.push(done.session);
    for (const index of done.points) assigned[index] = done.session;
    for (const span of done.absorbed)
      if (span.session !== done.session)
        moves.push({ from: span.session, to: done.session, start: span.start, end: span.end });
  };
  const openHole = ({ start, end, absorbed, points }: OpenSession): void => {
    const hole: Hole = { from: start, to: end, removed: [...absorbed], points: [...points] };
    while (next < old.start.length || point < times.length) {
      const interval = isInterval();
      const at = (interval ? old.start[next] : times[point]) as number;
      if (at - hole.to > rule.idleMs) break;
      if (interval) {
        hole.removed.push(spanAt(next));
        hole.to = Math.max(hole.to, old.end[next] as number);
        next++;
      } else {
        hole.points.push(point);
        hole.to = Math.max(hole.to, at);
        point++;
      }
    }
    holes.push(hole);
  };

  while (next < old.start.length || point < times.length) {
    const interval = isInterval();
    if (interval && point >= times.length && open === undefined) {
      sessions.start = sessions.start.concat(old.start.slice(next));
      sessions.end = sessions.end.concat(old.end.slice(next));
      sessions.session = sessions.session.concat(old.session.slice(next));
      return { sessions, assigned, moves, holes };
    }
    const at = (interval ? old.start[next] : times[point]) as number;
    if (open !== undefined && startsSession(open.start, open.end, at, rule)) {
      close(open);
      open = undefined;
      continue;
    }
    if (!interval) {
      open ??= { session: allocate(), start: at, end: at, absorbed: [], points: [] };
      open.end = Math.max(open.end, at);
      open.points.push(point++);
      continue;
    }
    const span = spanAt(next);
    if (open === undefined) {
      open = { ...span, absorbed: [span], points: [] };
      next++;
    } else if (span.end - open.start < rule.capMs) {
      open.absorbed.push(span);
      open.end = Math.max(open.end, span.end);
      next++;
    } else {
      openHole(open);
      open = undefined;
    }
  }
  if (open !== undefined) close(open);
  return { sessions, assigned, moves, holes };
}
