/** A stretch of time in which a zone's offset from UTC does not change. */
export interface Segment {
  /** The segment is known to hold in `[from, to)`; both may lie between transitions. */
  from: number;
  to: number;
  /** Local time minus UTC, milliseconds. */
  offset: number;
  /** The transition this segment began with, -Infinity where it is days before `from`. */
  since: number;
  /** The transition that ends it, Infinity where it is days after `to`. */
  until: number;
  /** Greatest local day (days since 1970-01-01) reached before `since`, -Infinity where unknown. */
  reached: number;
}

const DAY_MS = 86_400_000;
/** About 99 days. */
export const CHUNK_MS = 2 ** 33;
/** About 1.5 days: no zone ever changed its offset twice within that. */
const PROBE_MS = 2 ** 27;
const MARGIN_MS = 2 * PROBE_MS;
const EARLIEST_MS = Date.UTC(1000, 0, 1);
const LATEST_MS = 8.64e15 - 2 * DAY_MS;

/** Offset of a zone at an instant, asked of `Intl`: about a microsecond. */
export function makeOffsetProbe(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const shape = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/;
  return (ms) => {
    const second = Math.floor(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS) / 1000) * 1000;
    const found = shape.exec(format.format(second));
    if (found === null) throw new Error(`No date in ${format.format(second)}`);
    const [month, day, year, hours, minutes, seconds] = found.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return Date.UTC(year, month - 1, day, hours, minutes, seconds) - second;
  };
}

function firstAfterChange(probe: (ms: number) => number, before: number, after: number): number {
  const offset = probe(before);
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (probe(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** The segments of chunk `index`, which covers `[index * CHUNK_MS, (index + 1) * CHUNK_MS)`. */
export function readSegments(probe: (ms: number) => number, index: number): Segment[] {
  const start = index * CHUNK_MS;
  const end = start + CHUNK_MS;
  const segments: Segment[] = [];
  let since = -Infinity;
  let reached = -Infinity;
  let offset = probe(start - MARGIN_MS);
  const close = (until: number): void => {
    const from = Math.max(since, start);
    const to = Math.min(until, end);
    if (from < to) segments.push({ from, to, offset, since, until, reached });
  };
  for (let at = start - MARGIN_MS; at < end + MARGIN_MS; at += PROBE_MS) {
    const next = probe(at + PROBE_MS);
    if (next === offset) continue;
    const transition = firstAfterChange(probe, at, at + PROBE_MS);
    close(transition);
    reached = Math.max(reached, Math.floor((transition - 1 + offset) / DAY_MS));
    since = transition;
    offset = next;
  }
  close(Infinity);
  return segments;
}
