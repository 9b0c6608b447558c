import { makeBreather } from "../log/breathe.ts";
import { decodeBatch } from "../log/decode-batch.ts";
import type { EntryReader } from "../log/entry-reader.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import { EventsMovedError } from "../log/events-moved.ts";
import type { LogDatabase } from "../log/reader.ts";
import { selectRows } from "../log/select-rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import type { LochanEvent } from "../model/event.ts";
import {
  PAGE_EVENTS,
  type EventCount,
  type EventPage,
  type EventPlace,
  type EventSearch,
  type SearchPosition,
  type SearchReceipt,
} from "../model/event-search.ts";
import type { ProjectId } from "../model/identifier.ts";
import {
  makeEntrySearches,
  readPosition,
  rowsBefore,
  type EntrySearch,
  type Span,
} from "./search-entries.ts";

/** After so long a page ends early, where something is sure. */
const PAGE_MS = 120;
/** Stretches of time the found events are counted by. */
const STEPS = 65_536;

export interface PageOptions {
  limit: number;
  /** Passed over first. */
  skip?: number | undefined;
  before?: EventPlace | undefined;
  /** Default: as the log stands. */
  at?: SearchPosition | undefined;
  signal?: AbortSignal | undefined;
  /** Milliseconds after which a page ends early. */
  patienceMs?: number | undefined;
}

export interface CountOptions {
  at?: SearchPosition | undefined;
  /** Only of what was admitted after this sequence. */
  after?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((entries: number, all: number) => void) | undefined;
}

/**
 * Answers searches of one project's log from its columns, each text of a dictionary looked at once. Remembers for the next
 * call which blocks have nothing, and the last few it opened. Both throw the signal's reason when aborted, and an
 * {@link EventsMovedError} where the log is no more what it was at the position: erased from, say.
 */
export interface EventSearcher {
  page(search: EventSearch, options: PageOptions): Promise<EventPage>;
  /** Exact, of all that the search finds. */
  count(search: EventSearch, options?: CountOptions): Promise<EventCount>;
}

/** Of an event that may be of the page. */
interface Candidate {
  time: number;
  id: string;
  columns: BatchColumns;
  row: number;
}

const newestFirst = (a: Candidate, b: Candidate): number => b.time - a.time || compareText(b.id, a.id);

export function makeEventSearcher(
  db: LogDatabase,
  projectId: ProjectId,
  options: { blockEvents?: number } = {},
): EventSearcher {
  const searches = makeEntrySearches(db, projectId, options);

  async function requireSame({ generation, moved }: SearchPosition, { among }: EventSearch): Promise<void> {
    const now = await readPosition(db, projectId);
    if (now.generation !== generation || now.moved !== moved) throw new EventsMovedError();
    // A rewriting gives rows other numbers before it raises the generation.
    if (among !== undefined && (await readComingGeneration(db, projectId)) !== among.generation)
      throw new EventsMovedError();
  }

  return {
    async page(search, { limit, skip = 0, before, at, signal, patienceMs = PAGE_MS }) {
      const started = performance.now();
      const position = at ?? (await readPosition(db, projectId));
      const entrySearch = searches.open(search, position);
      const wanted = { most: skip + Math.min(limit, PAGE_EVENTS), skip, before, signal };
      const found = await takeNewest(entrySearch, { ...wanted, until: started + patienceMs });
      const events = await decode(found.taken, entrySearch.entries);
      await requireSame(position, search);
      const receipt = receiptOf(position, started, found);
      return { events, ...(found.end !== undefined && { end: found.end }), receipt };
    },
    async count(search, { at, after = 0, signal, onProgress } = {}) {
      const started = performance.now();
      const position = at ?? (await readPosition(db, projectId));
      const entrySearch = searches.open(search, position, after);
      const found = await countTimes(entrySearch, search, { signal, onProgress });
      await requireSame(position, search);
      const receipt = receiptOf(position, started, found);
      const { total, start, width, counts } = found;
      return { total, ...(total > 0 && { steps: { start, width, counts } }), receipt };
    },
  };
}

const receiptOf = (
  { generation, sequence, moved }: SearchPosition,
  started: number,
  { scanned, lost }: { scanned: number; lost: number },
): SearchReceipt => ({ generation, sequence, moved, ms: performance.now() - started, scanned, lost });

interface Taken {
  taken: Candidate[];
  end?: EventPlace;
  scanned: number;
  lost: number;
}

/**
 * The newest `most` without the first `skip`, of what comes after `before`. Opens entries by the time of their last event,
 * until none that is left can have one of them.
 */
async function takeNewest(
  search: EntrySearch,
  wanted: {
    most: number;
    skip: number;
    before: EventPlace | undefined;
    signal: AbortSignal | undefined;
    until: number;
  },
): Promise<Taken> {
  const { most, skip, before, signal, until } = wanted;
  const breathe = makeBreather();
  for (;;) {
    search.begin();
    const spans = (await search.spans())
      .filter(({ minTime }) => before === undefined || minTime <= before.timestamp)
      .sort((a, b) => b.maxTime - a.maxTime);
    const result: Taken = { taken: [], scanned: 0, lost: 0 };
    let best: Candidate[] = [];
    let sealed = false;
    for (const [at, span] of spans.entries()) {
      signal?.throwIfAborted();
      const found = await search.find(span);
      if (found === undefined) {
        sealed = true;
        break;
      }
      result.scanned += found.scanned;
      result.lost += found.lost;
      const { columns, rows, idOf } = found;
      const first = before === undefined ? 0 : rowsBefore(found, before);
      const some = Array.from(rows.subarray(first, first + most + 1), (row): Candidate => {
        return { time: columns.timestamp[row]!, id: idOf(row), columns, row };
      });
      best = letGo([...best, ...some].sort(newestFirst).slice(0, most + 1));
      const next: Span | undefined = spans[at + 1];
      if (next === undefined) break;
      // Of one instant there may be more in the next.
      const sure = countWhile(best, ({ time }) => time > next.maxTime);
      if (sure > most) break;
      const isFurther = next.maxTime < (before?.timestamp ?? Infinity);
      if (performance.now() > until && isFurther && (sure > skip || (best.length === 0 && skip === 0)))
        return { ...result, taken: best.slice(skip, sure), end: { timestamp: next.maxTime } };
      await breathe();
    }
    if (sealed) continue;
    result.taken = best.slice(skip, most);
    const last = result.taken.at(-1);
    if (best.length > most && last !== undefined) result.end = { timestamp: last.time, id: last.id };
    return result;
  }
}

/** So many blocks are held, whole, for a few rows each. */
const HELD_BLOCKS = 4;

/** Candidates of many blocks are given columns of their own, so that the blocks can go. */
function letGo(candidates: Candidate[]): Candidate[] {
  const byColumns = new Map<BatchColumns, Candidate[]>();
  for (const candidate of candidates) {
    const others = byColumns.get(candidate.columns);
    if (others === undefined) byColumns.set(candidate.columns, [candidate]);
    else others.push(candidate);
  }
  if (byColumns.size <= HELD_BLOCKS) return candidates;
  for (const [columns, some] of byColumns) {
    if (some.length > columns.count / 2) continue;
    const ascending = some.toSorted((a, b) => a.row - b.row);
    const own = selectRows(
      columns,
      ascending.map(({ row }) => row),
    );
    for (const [place, candidate] of ascending.entries()) {
      candidate.columns = own;
      candidate.row = place;
    }
  }
  return candidates;
}

function countWhile<T>(list: readonly T[], test: (item: T) => boolean): number {
  const at = list.findIndex((item) => !test(item));
  return at < 0 ? list.length : at;
}

async function decode(candidates: readonly Candidate[], entries: EntryReader): Promise<LochanEvent[]> {
  const rowsByColumns = new Map<BatchColumns, number[]>();
  for (const { columns, row } of candidates) {
    const rows = rowsByColumns.get(columns);
    if (rows === undefined) rowsByColumns.set(columns, [row]);
    else rows.push(row);
  }
  const decoded = new Map<BatchColumns, Map<number, LochanEvent>>();
  for (const [columns, rows] of rowsByColumns) {
    const lookup = await entries.lookupFor([{ columns }], rows);
    const events = decodeBatch({ columns }, lookup, rows);
    decoded.set(columns, new Map(rows.map((row, at) => [row, events[at]!])));
  }
  return candidates.map(({ columns, row }) => decoded.get(columns)!.get(row)!);
}

interface Counted {
  total: number;
  start: number;
  width: number;
  counts: Uint32Array;
  scanned: number;
  lost: number;
}

async function countTimes(
  search: EntrySearch,
  { from, to }: EventSearch,
  { signal, onProgress }: Pick<CountOptions, "signal" | "onProgress">,
): Promise<Counted> {
  const breathe = makeBreather();
  for (;;) {
    search.begin();
    const spans = await search.spans();
    const start = Math.max(from, Math.min(...spans.map(({ minTime }) => minTime)));
    const last = Math.min(to - 1, Math.max(...spans.map(({ maxTime }) => maxTime)));
    const width = Math.max(1, Math.ceil((last - start + 1) / STEPS));
    const steps = spans.length === 0 ? 0 : Math.max(0, Math.ceil((last - start + 1) / width));
    const counted: Counted = {
      ...{ total: 0, start, width },
      ...{ counts: new Uint32Array(steps), scanned: 0, lost: 0 },
    };
    let sealed = false;
    for (const [at, span] of spans.entries()) {
      signal?.throwIfAborted();
      const found = await search.findTimes(span);
      if (found === undefined) {
        sealed = true;
        break;
      }
      for (const time of found.times)
        counted.counts[Math.min(steps - 1, Math.floor((time - start) / width))]!++;
      counted.total += found.times.length;
      counted.scanned += found.scanned;
      counted.lost += found.lost;
      onProgress?.(at + 1, spans.length);
      await breathe();
    }
    if (!sealed) return counted;
  }
}
