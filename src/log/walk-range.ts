import type { BatchRow } from "../database/rows.ts";
import { BLOCK_EVENTS, type Batch, type BatchColumns } from "../model/batch.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import type { RowSet } from "../model/row-set.ts";
import { readEntry } from "./damage.ts";
import { type EntryLookup } from "./dictionary.ts";
import { makeEntryReader } from "./entry-reader.ts";
import { readComingGeneration } from "./erasure-steps.ts";
import { EventsMovedError } from "./events-moved.ts";
import { readHead, type LogDatabase } from "./reader.ts";
import { selectAmong } from "./rows-among.ts";
import { sequencesInRange, spansInRange } from "./sequences-in-range.ts";
import { cutBatch } from "./stored-batch.ts";
import { TimeOrder, type Place } from "./time-order.ts";

/** An entry, with the strings its rows need. */
export interface WalkedEntry {
  batch: Pick<Batch, "columns" | "damaged">;
  entries: EntryLookup;
  /** Of the entries that may have events of the range, how many come before this one, and how many there are. */
  at: number;
  of: number;
}

export interface LogWalker {
  /** As the log stood when the walker was opened. */
  readonly events: number;
  /**
   * The entries that may have events with a timestamp in `[from, to)`, in log order, each given whole;
   * what was admitted since the walker was opened is left out, and what was erased. Holds one at a time.
   * Throws the signal's reason when aborted.
   */
  walk(range: Range): AsyncGenerator<WalkedEntry>;
  /**
   * The same events, but for those out of the range, by time, then by id, as entries of 65,536, the last of fewer: two logs
   * with the same events give the same entries, however they came by them. Reads each entry of the log once, and holds
   * those that overlap, at most about a million rows; where more overlap, the later ones are read again. Throws an
   * {@link EventsMovedError} where an event came to stand at another time since the walker gave its first entry, by either walk.
   */
  walkInOrder(range: Range): AsyncGenerator<WalkedEntry>;
}

interface Range {
  from?: number | undefined;
  to?: number | undefined;
}

/** So many unpacked blocks are remembered for the next walk: days that follow each other share some. */
const KEPT_BLOCKS = 4;

const ORDERED_ROWS = 1_000_000;

/**
 * For walks over one range after another, such as days. With `among` they give those rows alone, as the log was at their
 * position, and throw an {@link EventsMovedError} where it is no more the one they are of.
 */
export async function openWalker(
  db: LogDatabase,
  projectId: ProjectId,
  signal?: AbortSignal,
  {
    orderedRows = ORDERED_ROWS,
    entryRows = BLOCK_EVENTS,
    among,
  }: { orderedRows?: number; entryRows?: number; among?: RowSet | undefined } = {},
): Promise<LogWalker> {
  const head = await readHead(db, projectId);
  const through = among === undefined ? head.sequence : toSequence(among.sequence);
  const reader = makeEntryReader(db, projectId);
  const kept = new Map<string, Batch>();
  let { generation, moved } = head;
  let hasGiven = false;

  function open(row: BatchRow): Batch {
    if (!("packed" in row)) return readEntry(db, row);
    const key = `${row.sequence} ${row.firstRow} ${row.count}`;
    const batch = kept.get(key) ?? readEntry(db, row);
    kept.delete(key);
    kept.set(key, batch);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_BLOCKS) break;
      kept.delete(oldest);
    }
    return batch;
  }

  /** An entry, without what was admitted since; undefined where it is gone, or was sealed with some that were read before. */
  async function readNew(
    sequence: number,
    readBefore: Set<number>,
  ): Promise<{ columns?: BatchColumns | undefined } | undefined> {
    const row = await db.batches.get(sequence);
    if (row === undefined) return undefined;
    const batch = open(row);
    const sequences = batch.parts?.map((part) => part.sequence) ?? [batch.sequence];
    if (sequences.some((each) => readBefore.has(each))) return undefined;
    for (const each of sequences) readBefore.add(each);
    return { columns: cut(batch, toSequence(0))?.columns };
  }

  /** What was admitted after `after` and may be given; undefined for none. */
  function cut(batch: Batch, after: Sequence): Batch | undefined {
    const there = cutBatch(batch, after, through);
    return there && among ? selectAmong(there, among) : there;
  }

  async function erasedMeanwhile(): Promise<boolean> {
    if (among !== undefined && (await readComingGeneration(db, projectId)) !== among.generation)
      throw new EventsMovedError();
    const current = await readHead(db, projectId);
    if (current.generation === generation) return false;
    generation = current.generation;
    reader.forget();
    kept.clear();
    return true;
  }

  /** Of a rewriting every commit counts, before it is done. */
  async function movedMeanwhile(): Promise<boolean> {
    const current = await readHead(db, projectId);
    if (current.moved === moved) return false;
    if (hasGiven) throw new EventsMovedError();
    moved = current.moved;
    kept.clear();
    return true;
  }

  return {
    events: head.events,
    async *walk({ from = -Infinity, to = Infinity }) {
      let last = toSequence(0);
      // Again where an entry was sealed with its neighbours or erased from since its place was looked up.
      for (let done = false; !done;) {
        done = true;
        const sequences = (await sequencesInRange(db, projectId, from, to)).filter((each) => each > last);
        for (const [at, sequence] of sequences.entries()) {
          signal?.throwIfAborted();
          const row = await db.batches.get(sequence);
          const batch = row && cut(open(row), last);
          const entries = batch && (await reader.lookupFor([batch]));
          if (row === undefined || (await erasedMeanwhile())) {
            done = false;
            break;
          }
          if (batch === undefined || entries === undefined) continue;
          last = batch.sequence;
          hasGiven = true;
          yield { batch, entries, at, of: sequences.length };
        }
      }
    },
    async *walkInOrder({ from = -Infinity, to = Infinity }) {
      let last: Place | undefined;
      let given = 0;
      // Again for what was put off, and where the log was sealed or erased from since its entries were looked up.
      for (let done = false; !done;) {
        const began = generation;
        const order = new TimeOrder({ from, to, after: last, mostRows: orderedRows });
        const found = await spansInRange(db, projectId, last?.time ?? from, to);
        const spans = found.sort((a, b) => a.minTime - b.minTime || a.sequence - b.sequence);
        const parts = new Set<number>();
        let added = 0;
        for (let read = 0; ;) {
          signal?.throwIfAborted();
          const span = order.hasPutOff(spans[read]?.minTime) ? undefined : spans[read];
          const taken = order.take(entryRows, span?.minTime ?? Infinity);
          if (taken !== undefined) {
            const { columns } = taken;
            const entries = await reader.lookupFor([{ columns }]);
            if ((await movedMeanwhile()) || (await erasedMeanwhile()) || generation !== began) break;
            hasGiven = true;
            const unread = (added / Math.max(1, read)) * (spans.length - read);
            const all = given + columns.count + order.waiting + unread;
            yield { batch: { columns }, entries, at: given / columns.count, of: all / columns.count };
            given += columns.count;
            last = taken.last;
            continue;
          }
          done = span === undefined && order.putOff === undefined && !(await movedMeanwhile());
          if (span === undefined) break;
          const entry = await readNew(span.sequence, parts);
          if (entry === undefined) break;
          if (entry.columns !== undefined) order.add(entry.columns);
          added += entry.columns?.count ?? 0;
          read++;
        }
      }
    },
  };
}
