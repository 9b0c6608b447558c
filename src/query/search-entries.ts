import { readEntry, readEntryRows, readEntrySearched, readEntryTimes } from "../log/damage.ts";
import { makeEntryReader, makeReadChunks, type EntryReader, type ReadChunks } from "../log/entry-reader.ts";
import { makeIdReader, writeUuid } from "../log/event-id.ts";
import { kindsOf, matchRows } from "../log/match-rows.ts";
import { keepAmong } from "../log/rows-among.ts";
import { UUID_BYTES } from "../log/pack-uuids.ts";
import { readHead, type LogDatabase } from "../log/reader.ts";
import { spansInRange } from "../log/sequences-in-range.ts";
import {
  countOf,
  cutBatch,
  isAsOpened,
  makesBlock,
  partsOf,
  type SearchedEntry,
} from "../log/stored-batch.ts";
import { makeTextHits, type TextHits } from "../log/text-hits.ts";
import { BLOCK_EVENTS, type Batch, type BatchColumns, type BatchPart } from "../model/batch.ts";
import { compareText } from "../model/compare-text.ts";
import {
  makeTextTest,
  type EventPlace,
  type EventSearch,
  type SearchPosition,
} from "../model/event-search.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";

type StoredRow = Parameters<typeof countOf>[0];

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
  chunks: ReadChunks;
  /** The latest blocks that were opened whole. */
  opened: Map<number, Batch>;
  /** And those that were opened to be searched. */
  searched: Map<number, SearchedEntry>;
  searches: Map<string, KnownSearch>;
  /** By the text that is looked for, whatever else is asked. */
  hits: Map<string, TextHits>;
}

interface KnownSearch {
  /** Of full blocks, which stay as they are while the generation lasts, those that have nothing. */
  empty: Set<number>;
  found: Map<number, FoundRows>;
}

const KEPT_OPENED = 2;
const KEPT_SEARCHED = 5;
/** Rows of what was found, in all blocks together; those of one are kept however many they are. */
const KEPT_ROWS = 200_000;
const KEPT_SEARCHES = 3;
/** Where more of a block's rows are found, it is opened whole. */
const FEW = 1 / 8;

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
      const chunks = makeReadChunks(db, projectId);
      known = {
        entries: makeEntryReader(db, projectId, { chunks }),
        chunks,
        opened: new Map(),
        searched: new Map(),
        searches: new Map(),
        hits: new Map(),
      };
    }
    return known;
  }

  function hitsOf({ hits, chunks }: Known, { text }: EventSearch): TextHits | undefined {
    if (text === "") return undefined;
    const known = hits.get(text) ?? makeTextHits(chunks, makeTextTest(text), text);
    keep(hits, text, known, (count) => count <= KEPT_SEARCHES);
    return known;
  }

  function searchOf({ searches }: Known, search: EventSearch): KnownSearch {
    const key = JSON.stringify([search.from, search.to, search.filters, search.text, search.among?.key]);
    const found = searches.get(key) ?? { empty: new Set(), found: new Map() };
    // Blocks are large: only the search that goes on keeps them.
    for (const other of searches.values()) if (other !== found) other.found.clear();
    keep(searches, key, found, (count) => count <= KEPT_SEARCHES);
    return found;
  }

  return {
    open(search, position, after = 0) {
      const held = knownOf(position);
      const [mine, hits] = [searchOf(held, search), hitsOf(held, search)];
      return openEntrySearch({ db, projectId, search, position, after, held, mine, hits, blockEvents });
    },
  };
}

/** The latest last; the oldest go until `fits` holds, given how many are left. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, fits: (count: number) => boolean): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (oldest === key || fits(map.size)) break;
    map.delete(oldest);
  }
}

const rowsIn = (found: ReadonlyMap<number, FoundRows>): number =>
  [...found.values()].reduce((sum, { columns }) => sum + columns.count, 0);

function openEntrySearch(options: {
  db: LogDatabase;
  projectId: ProjectId;
  search: EventSearch;
  position: SearchPosition;
  after: number;
  held: Known;
  mine: KnownSearch;
  hits: TextHits | undefined;
  blockEvents: number;
}): EntrySearch {
  const { db, projectId, search, position, after, held, mine, blockEvents } = options;
  const { from, to, filters, text, among } = search;
  const rules = [{ name: "", conditions: [...filters] }];
  const isEverything = text === "" && filters.length === 0 && among === undefined;
  let readBefore = new Set<number>();

  /** Whole blocks up to the position stay what they are. */
  const isLasting = (row: StoredRow): boolean =>
    "packed" in row &&
    makesBlock(countOf(row), blockEvents) &&
    row.sequence <= position.sequence &&
    after === 0;

  async function readRow(sequence: number) {
    const row = await db.batches.get(sequence);
    return row?.projectId === projectId ? row : undefined;
  }

  function isNew(parts: readonly BatchPart[]): boolean {
    const seen = parts.some(({ sequence }) => readBefore.has(sequence));
    for (const { sequence } of parts) readBefore.add(sequence);
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
    const hits = await options.hits?.match(columns);
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
    const isSearched = lasts && !isEverything && !isUuid(text) && !held.opened.has(span.sequence);
    const searched = isSearched ? openSearched(row, isPassing) : undefined;
    const marks = searched && (await marksOf(searched));
    if (searched !== undefined && marks !== undefined) {
      const few = openFew(row, searched, marks);
      if (few !== undefined) {
        if (!isNew(searched.parts)) return undefined;
        know(span.sequence, few, isPassing);
        return { ...few, scanned: searched.columns.count, lost: 0 };
      }
    }
    const whole = held.opened.get(span.sequence) ?? readEntry(db, row);
    const lost = whole.damaged ?? 0;
    // What is damaged is looked at, and told, each time.
    if (lasts && !isPassing && lost === 0)
      keep(held.opened, span.sequence, whole, (count) => count <= KEPT_OPENED);
    if (!isNew(partsOf(whole))) return undefined;
    const batch = cutBatch(whole, toSequence(after), toSequence(position.sequence));
    const found =
      batch === undefined
        ? noRows(whole.columns)
        : newestFirst(batch.columns, await marksOf({ columns: batch.columns, parts: partsOf(batch) }));
    if (lasts && lost === 0) know(span.sequence, found, isPassing);
    return { ...found, scanned: batch?.columns.count ?? 0, lost };
  }

  function know(sequence: number, found: FoundRows, isPassing: boolean): void {
    if (found.rows.length === 0) mine.empty.add(sequence);
    else if (!isPassing) keep(mine.found, sequence, found, () => rowsIn(mine.found) <= KEPT_ROWS);
  }

  /** Undefined for a damaged block. */
  function openSearched(row: StoredRow, isPassing: boolean): SearchedEntry | undefined {
    const opened = held.opened.get(row.sequence);
    if (opened !== undefined) return { columns: opened.columns, parts: partsOf(opened) };
    const before = held.searched.get(row.sequence);
    const searched = before !== undefined && isAsOpened(row, before) ? before : readEntrySearched(db, row);
    if (searched !== undefined && !isPassing)
      keep(held.searched, row.sequence, searched, (count) => count <= KEPT_SEARCHED);
    return searched;
  }

  /** Undefined where the block had better be opened whole, and where it is damaged. */
  function openFew(row: StoredRow, searched: SearchedEntry, marks: Uint8Array): FoundRows | undefined {
    const rows: number[] = [];
    for (let at = 0; at < marks.length; at++) if (marks[at] === 1) rows.push(at);
    if (rows.length === 0) return noRows(searched.columns);
    if (rows.length > marks.length * FEW) return undefined;
    const columns = readEntryRows(db, row, searched, rows);
    return columns && newestFirst(columns, new Uint8Array(rows.length).fill(1));
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
      const searched = openSearched(row, true);
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

function newestFirst(columns: BatchColumns, marks: Uint8Array): FoundRows {
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
