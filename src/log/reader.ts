import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { BatchRow, LogHeadRow } from "../database/rows.ts";
import type { ActionColumns, Batch } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { decodeBatch } from "./decode-batch.ts";
import { makeEntryReader, type EntryReader } from "./entry-reader.ts";
import { readEntry, readEntryActions } from "./damage.ts";
import { sequencesInRange } from "./sequences-in-range.ts";
import { countOf, cutBatch } from "./stored-batch.ts";
import { breathe } from "./breathe.ts";

/** What the readers of the log are handed; rooms above name it without reaching for the schema. */
export type LogDatabase = Database;

export const FIRST_GENERATION = 1;

export function emptyHead(projectId: ProjectId): LogHeadRow {
  return {
    projectId,
    generation: FIRST_GENERATION,
    sequence: toSequence(0),
    nextRow: 0,
    events: 0,
    ordinals: { people: 0, sessions: 0, names: 0, types: 0, keys: 0, values: 0 },
  };
}

/** A project that has no log yet reads as generation 1, sequence 0. */
export async function readHead(db: LogDatabase, projectId: ProjectId): Promise<LogHeadRow> {
  return (await db.logHeads.get(projectId)) ?? emptyHead(projectId);
}

/** Reads once more where it failed because the log was erased from meanwhile. */
export async function ofOneGeneration<T>(
  db: LogDatabase,
  projectId: ProjectId,
  read: (head: LogHeadRow) => Promise<T>,
): Promise<T> {
  for (;;) {
    const head = await readHead(db, projectId);
    try {
      return await read(head);
    } catch (error) {
      if ((await readHead(db, projectId)).generation === head.generation) throw error;
    }
  }
}

const FIRST_PAGE = 4;
const LARGEST_PAGE = 512;

const WHOLE_LOG = toSequence(Number.MAX_SAFE_INTEGER);

/**
 * The batches after a sequence and not after `through` (default: no end), ascending: as many whole
 * ones as fit in `maxEvents`, at least one if there is one. Empty means the end of the log. A damaged
 * block is an entry without events, see {@link readEntry}.
 */
export async function readBatches(
  db: LogDatabase,
  projectId: ProjectId,
  after: Sequence,
  { maxEvents, through = WHOLE_LOG }: { maxEvents: number; through?: Sequence },
): Promise<Batch[]> {
  const batches: Batch[] = [];
  let events = 0;
  let last = after;
  let pageRows = FIRST_PAGE;
  for (;;) {
    const page = await db.batches
      .where("[projectId+sequence]")
      .between([projectId, last], [projectId, Dexie.maxKey], false, true)
      .limit(pageRows)
      .toArray();
    for (const row of page) {
      if (batches.length > 0 && events + countOf(row) > maxEvents) return batches;
      // After the last: what was read already may be part of a block that was sealed meanwhile.
      const batch = cutBatch(readEntry(db, row), last, through);
      if (batch === undefined) return batches;
      batches.push(batch);
      events += batch.columns.count;
      last = row.sequence;
    }
    if (page.length < pageRows || events >= maxEvents) return batches;
    const meanEvents = Math.max(1, events / batches.length);
    pageRows = Math.min(LARGEST_PAGE, Math.max(1, Math.ceil((maxEvents - events) / meanEvents)));
  }
}

/**
 * The batches, ascending by sequence, that may hold events with a timestamp in `[from, to)`.
 * `through` leaves out batches after that sequence.
 */
export async function readBatchesInRange(
  db: LogDatabase,
  projectId: ProjectId,
  from: number,
  to: number,
  { through = WHOLE_LOG }: { through?: Sequence } = {},
): Promise<Batch[]> {
  const read = (row: BatchRow) => cutBatch(readEntry(db, row), toSequence(0), through);
  return openEach(await readRowsInRange(db, projectId, from, to), read);
}

/**
 * Who did what when in the batches that {@link readBatchesInRange} gives: what the counters of the last
 * minutes are made of, for a fraction of its work and memory.
 */
export async function readActionsInRange(
  db: LogDatabase,
  projectId: ProjectId,
  from: number,
  to: number,
  { through = WHOLE_LOG }: { through?: Sequence } = {},
): Promise<ActionColumns[]> {
  const read = (row: BatchRow) => readEntryActions(db, row, through);
  return openEach(await readRowsInRange(db, projectId, from, to), read);
}

/** Ascending by sequence. In one transaction: what is sealed between two has other keys. */
function readRowsInRange(db: LogDatabase, projectId: ProjectId, from: number, to: number) {
  return db.transaction("r", db.batches, async () => {
    const sequences = await sequencesInRange(db, projectId, from, to);
    return (await db.batches.bulkGet(sequences)).filter((row) => row !== undefined);
  });
}

async function openEach<T>(rows: readonly BatchRow[], open: (row: BatchRow) => T | undefined): Promise<T[]> {
  const opened: T[] = [];
  for (const row of rows) {
    const one = open(row);
    if (one !== undefined) opened.push(one);
    // A block takes long to unpack, and a busy time is of many.
    if ("packed" in row) await breathe();
  }
  return opened;
}

const EXPORT_PAGE_EVENTS = 10_000;

/**
 * What `read` makes of each page of batches after the sequence `after` and not after `through`, in log order, as the
 * log stood at the first read; erased meanwhile is left out. Holds one page at a time. Ends early when the signal aborts.
 */
export async function* readPages<T>(
  db: LogDatabase,
  projectId: ProjectId,
  {
    after,
    through = WHOLE_LOG,
    maxEvents,
    signal,
  }: { after?: Sequence; through?: Sequence; maxEvents: number; signal?: AbortSignal | undefined },
  read: (batches: Batch[], entries: EntryReader) => Promise<T>,
): AsyncGenerator<T, void, undefined> {
  const head = await readHead(db, projectId);
  const entries = makeEntryReader(db, projectId);
  let { generation } = head;
  let last = after ?? toSequence(0);
  while (signal?.aborted !== true) {
    const end = toSequence(Math.min(through, head.sequence));
    const batches = await readBatches(db, projectId, last, { maxEvents, through: end });
    const page = await read(batches, entries);
    // Erased while it was read: once more.
    const current = (await readHead(db, projectId)).generation;
    if (current !== generation) {
      generation = current;
      entries.forget();
      continue;
    }
    const newest = batches.at(-1);
    if (newest === undefined) return;
    last = newest.sequence;
    yield page;
  }
}

/** The events with a timestamp in `[from, to)`, read as {@link readPages} does. */
export async function* readEvents(
  db: LogDatabase,
  projectId: ProjectId,
  { from = -Infinity, to = Infinity, signal }: { from?: number; to?: number; signal?: AbortSignal } = {},
): AsyncGenerator<LochanEvent[], void, undefined> {
  const pages = readPages(
    db,
    projectId,
    { maxEvents: EXPORT_PAGE_EVENTS, signal },
    async (batches, entries) => {
      const decoded: LochanEvent[][] = [];
      for (const batch of batches)
        if (batch.maxTime >= from && batch.minTime < to)
          decoded.push(decodeBatch(batch, await entries.lookupFor([batch])));
      return decoded;
    },
  );
  for await (const decoded of pages) {
    for (const events of decoded) {
      const inRange = events.filter(({ timestamp }) => timestamp >= from && timestamp < to);
      if (inRange.length > 0) yield inRange;
    }
  }
}
