import { readEntry, readEntrySearched, readEntryTimes } from "../log/damage.ts";
import { makeEntryReader, type EntryReader } from "../log/dictionary.ts";
import { makeIdReader, writeUuid } from "../log/event-id.ts";
import { kindsOf, matchRows } from "../log/match-rows.ts";
import { keepAmong } from "../log/rows-among.ts";
import { UUID_BYTES } from "../log/pack-uuids.ts";
import { readHead, type LogDatabase } from "../log/reader.ts";
import { spansInRange } from "../log/sequences-in-range.ts";
import { countOf, cutBatch, makesBlock, partsOf, type SearchedEntry } from "../log/stored-batch.ts";
import { makeReadChunks, makeTextHits, type TextHits } from "../log/text-hits.ts";
import { BLOCK_EVENTS, type Batch, type BatchColumns } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import {
  makeTextTest,
  type EventPlace,
  type EventSearch,
  type SearchPosition,
} from "../model/event-search.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";

/** An entry of the log that may have events of the range. */
export interface Span {
  sequence: number;
  minTime: number;
  maxTime: number;
}

/** What of an entry a search finds: rows of `columns`, newest first, of one instant the greater id first. */
export interface FoundRows {
  columns: BatchColumns;
  rows: Uint32Array;
  idOf: (row: number) => string;
}

/** The times of what a search finds in an entry, in no order, and what was looked at for it. */
export interface FoundTimes {
  times: Float64Array;
  scanned: number;
  lost: number;
}

/** Reads the entries of one project's log for one search at one position. */
export interface EntrySearch {
  readonly entries: EntryReader;
  /** Those that may have something, as far as is known. */
  spans(): Promise<Span[]>;
  /** Undefined where the entry was sealed with its neighbours since the spans were read. `isPassing`: it is not asked for again soon. */
  find(span: Span, isPassing?: boolean): Promise<(FoundRows & { scanned: number; lost: number }) | undefined>;
  /** As {@link find}, for a fraction of the work where everything is found. */
  findTimes(span: Span): Promise<FoundTimes | undefined>;
  /** To be called before spans are read: an entry sealed with some that were read is found to be so. */
  begin(): void;
}

/** What was found out about a log, for the next call: of one generation. */
interface Known {
  entries: EntryReader;
  chunks: ReturnType<typeof makeReadChunks>;
  /** The latest blocks that were opened, whole. */
  opened: Map<number, Batch>;
  searches: Map<string, KnownSearch>;
}

interface KnownSearch {
  hits: TextHits | undefined;
  /** Of full blocks, which stay as they are while the generation lasts, those that have nothing. */
  empty: Set<number>;
  found: Map<number, FoundRows>;
  /** The block looked at last had nothing: the next is looked at before it is opened whole. */
  isRare: boolean;
}

const KEPT_BLOCKS = 3;
const KEPT_FOUND = 4;
const KEPT_SEARCHES = 3;

export interface EntrySearches {
  open(search: EventSearch, position: SearchPosition, after?: number): EntrySearch;
}

/** `blockEvents`: of a full block, as in sealing. */
export function makeEntrySearches(
  db: LogDatabase,
  projectId: ProjectId,
  { blockEvents = BLOCK_EVENTS }: { blockEvents?: number } = {},
): EntrySearches {
  let known: Known | undefined;
  let state = "";

  function knownOf({ generation, moved }: SearchPosition): Known {
    const now = `${generation} ${moved}`;
    if (known === undefined || now !== state) {
      state = now;
      known = {
        entries: makeEntryReader(db, projectId),
        chunks: makeReadChunks(db, projectId),
        opened: new Map(),
        searches: new Map(),
      };
    }
    return known;
  }

  function searchOf({ searches, chunks }: Known, search: EventSearch): KnownSearch {
    const key = JSON.stringify([search.from, search.to, search.filters, search.text, search.among?.key]);
    const { text } = search;
    const hits = text === "" ? undefined : makeTextHits(chunks, makeTextTest(text), text);
    const found = searches.get(key) ?? { hits, empty: new Set(), found: new Map(), isRare: false };
    // Blocks are large: only the search that goes on keeps them.
    for (const other of searches.values()) if (other !== found) other.found.clear();
    keep(searches, key, found, KEPT_SEARCHES);
    return found;
  }

  return {
    open(search, position, after = 0) {
      const held = knownOf(position);
      const mine = searchOf(held, search);
      return openEntrySearch({ db, projectId, search, position, after, held, mine, blockEvents });
    },
  };
}

function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

function openEntrySearch(options: {
  db: LogDatabase;
  projectId: ProjectId;
  search: EventSearch;
  position: SearchPosition;
  after: number;
  held: Known;
  mine: KnownSearch;
  blockEvents: number;
}): EntrySearch {
  const { db, projectId, search, position, after, held, mine, blockEvents } = options;
  const { from, to, filters, text, among } = search;
  const rules = [{ name: "", conditions: [...filters] }];
  const isEverything = text === "" && filters.length === 0 && among === undefined;
  let readBefore = new Set<number>();

  /** Whole blocks up to the position stay what they are. */
  const isLasting = (row: Parameters<typeof countOf>[0]): boolean =>
    "packed" in row &&
    makesBlock(countOf(row), blockEvents) &&
    row.sequence <= position.sequence &&
    after === 0;

  async function readRow(sequence: number) {
    const row = await db.batches.get(sequence);
    return row?.projectId === projectId ? row : undefined;
  }

  function isNew(batch: Batch): boolean {
    const sequences = batch.parts?.map((part) => part.sequence) ?? [batch.sequence];
    const seen = sequences.some((each) => readBefore.has(each));
    for (const each of sequences) readBefore.add(each);
    return !seen;
  }

  async function marksOf({ columns, parts }: SearchedEntry): Promise<Uint8Array> {
    let marks = new Uint8Array(columns.count).fill(1);
    if (filters.length > 0) {
      const lookup = await held.entries.lookupFor([{ columns }], undefined, kindsOf(rules));
      const kept = matchRows(columns, rules, lookup);
      if (kept === undefined) return new Uint8Array(columns.count);
      marks = Uint8Array.from(kept);
    }
    if (among !== undefined) keepAmong(marks, parts, among);
    const hits = await mine.hits?.match(columns);
    const { timestamp } = columns;
    for (let row = 0; row < columns.count; row++) {
      const at = timestamp[row]!;
      if (at < from || at >= to || hits?.[row] === 0) marks[row] = 0;
    }
    return marks;
  }

  async function find(span: Span, isPassing = false): ReturnType<EntrySearch["find"]> {
    // Of a whole block: who may see a part of it reads it.
    const isWhole = after === 0 && span.sequence <= position.sequence;
    const known = isWhole ? mine.found.get(span.sequence) : undefined;
    if (known !== undefined) return { ...known, scanned: 0, lost: 0 };
    const row = await readRow(span.sequence);
    if (row === undefined) return undefined;
    const lasts = isLasting(row);
    if (lasts && mine.isRare && !isEverything && !isUuid(text) && !held.opened.has(span.sequence)) {
      const searched = readEntrySearched(db, row);
      if (searched !== undefined && !(await marksOf(searched)).includes(1)) {
        const { columns } = searched;
        mine.empty.add(span.sequence);
        return { ...noRows(columns), scanned: columns.count, lost: 0 };
      }
    }
    const whole = held.opened.get(span.sequence) ?? readEntry(db, row);
    const lost = whole.damaged ?? 0;
    // What is damaged is looked at, and told, each time.
    if (lasts && !isPassing && lost === 0) keep(held.opened, span.sequence, whole, KEPT_BLOCKS);
    if (!isNew(whole)) return undefined;
    const batch = cutBatch(whole, toSequence(after), toSequence(position.sequence));
    const found =
      batch === undefined
        ? noRows(whole.columns)
        : newestFirst(batch, await marksOf({ columns: batch.columns, parts: partsOf(batch) }));
    if (lasts) mine.isRare = found.rows.length === 0;
    if (lasts && lost === 0) {
      if (found.rows.length === 0) mine.empty.add(span.sequence);
      else if (!isPassing) keep(mine.found, span.sequence, found, KEPT_FOUND);
    }
    return { ...found, scanned: batch?.columns.count ?? 0, lost };
  }

  return {
    entries: held.entries,
    begin: () => void (readBefore = new Set()),
    async spans() {
      const spans = await spansInRange(db, projectId, from, to);
      return spans.filter(({ sequence }) => sequence > after && !mine.empty.has(sequence));
    },
    find,
    async findTimes(span) {
      const row = await readRow(span.sequence);
      if (row === undefined) return undefined;
      // Sealed since, with some that were counted already.
      if (row.minTime !== span.minTime || row.maxTime !== span.maxTime) return undefined;
      if (!isLasting(row) || isUuid(text)) {
        const found = await find(span, true);
        return found && { times: timesOf(found), scanned: found.scanned, lost: found.lost };
      }
      const lost = { times: new Float64Array(0), scanned: 0, lost: countOf(row) };
      if (isEverything) {
        const all = readEntryTimes(db, row);
        if (all === undefined) return lost;
        const isInside = span.minTime >= from && span.maxTime < to;
        const times = isInside ? all : all.filter((time) => time >= from && time < to);
        return { times, scanned: all.length, lost: 0 };
      }
      const opened = held.opened.get(span.sequence);
      const searched = opened
        ? { columns: opened.columns, parts: partsOf(opened) }
        : readEntrySearched(db, row);
      if (searched === undefined) return lost;
      const { columns } = searched;
      const marks = await marksOf(searched);
      const times = columns.timestamp.filter((_, at) => marks[at] === 1);
      if (times.length === 0) mine.empty.add(span.sequence);
      return { times, scanned: columns.count, lost: 0 };
    },
  };
}

const isUuid = (text: string): boolean => writeUuid(text, new Uint8Array(UUID_BYTES), 0);

const timesOf = ({ columns: { timestamp }, rows }: FoundRows): Float64Array =>
  Float64Array.from(rows, (row) => timestamp[row]!);

const noRows = (columns: BatchColumns): FoundRows => ({
  columns,
  rows: new Uint32Array(0),
  idOf: makeIdReader(columns),
});

function newestFirst({ columns }: Batch, marks: Uint8Array): FoundRows {
  const { timestamp } = columns;
  const rows: number[] = [];
  let isAscending = true;
  let last = -Infinity;
  for (let row = 0; row < marks.length; row++) {
    if (marks[row] === 0) continue;
    const time = timestamp[row]!;
    isAscending &&= time > last;
    last = time;
    rows.push(row);
  }
  const idOf = makeIdReader(columns);
  // Most logs come in order.
  if (isAscending) rows.reverse();
  else rows.sort((a, b) => timestamp[b]! - timestamp[a]! || compareText(idOf(b), idOf(a)));
  return { columns, rows: Uint32Array.from(rows), idOf };
}

/** As the log stands. */
export async function readPosition(db: LogDatabase, projectId: ProjectId): Promise<SearchPosition> {
  const { generation, sequence, moved = 0 } = await readHead(db, projectId);
  return { generation, sequence, moved };
}

/** How many of the rows come before `place`, which the first `count` of them do not. */
export function rowsBefore({ columns, rows, idOf }: FoundRows, { timestamp, id }: EventPlace): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle]!;
    const time = columns.timestamp[row]!;
    const comesAfter = time < timestamp || (time === timestamp && (id === undefined || idOf(row) < id));
    if (comesAfter) high = middle;
    else low = middle + 1;
  }
  return low;
}
