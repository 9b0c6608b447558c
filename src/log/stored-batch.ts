import type { BatchRow } from "../database/rows.ts";
import type { ActionColumns, Batch, BatchColumns, BatchPart } from "../model/batch.ts";
import { toSequence, type Sequence } from "../model/identifier.ts";
import { checksumOf } from "./checked-bytes.ts";
import { timesOf } from "./column-times.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { selectRows } from "./select-rows.ts";
import {
  unpackActions,
  unpackBlock,
  unpackIds,
  unpackSearched,
  unpackTimestamps,
  unpackUnsearched,
} from "./unpack-block.ts";

export const countOf = (row: BatchRow): number => ("packed" in row ? row.count : row.columns.count);

/** So many are worth a block of their own. */
export const makesBlock = (events: number, blockEvents: number): boolean => events >= blockEvents / 2;

/** A log entry to read. Throws a `DamagedBlockError` where a block is not what was written. */
export function openBatch(row: BatchRow): Batch {
  if (!("packed" in row)) return row;
  const { packed, count, ...rest } = row;
  const { parts, columns } = named(row, () => unpackBlock(packed));
  // A block from the start was packed before it had a sequence.
  const { sequence, firstRow } = row;
  return { ...rest, columns, parts: parts.length > 0 ? parts : [{ sequence, firstRow, count }] };
}

function named<T>({ sequence }: BatchRow, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedBlockError) error.key = String(sequence);
    throw error;
  }
}

/** What an entry was admitted as: itself, or what was sealed into it. */
export const partsOf = (batch: Batch): BatchPart[] =>
  batch.parts ?? [{ sequence: batch.sequence, firstRow: batch.firstRow, count: batch.columns.count }];

/** The number after that of an entry's last event. */
export function rowAfter(batch: Batch): number {
  // Of what was erased whole a part is left without events.
  const last = partsOf(batch).findLast(({ count }) => count > 0);
  return last === undefined ? batch.firstRow : last.firstRow + last.count;
}

/** The ids of an entry by row, by which import each came, and what it was made of. */
export interface EntryIds extends Pick<BatchColumns, "uuids" | "otherIds" | "importId"> {
  parts: BatchPart[];
}

/** Throws as {@link openBatch}. */
export function openIds(row: BatchRow): EntryIds {
  const itself = { sequence: row.sequence, firstRow: row.firstRow, count: countOf(row) };
  if (!("packed" in row)) return { ...row.columns, parts: row.parts ?? [itself] };
  const { parts, ...ids } = named(row, () => unpackIds(row.packed));
  return { ...ids, parts: parts.length > 0 ? parts : [itself] };
}

/** Who did what when, of the events admitted up to `through`; undefined for none. Throws as {@link openBatch}. */
export function openActions(row: BatchRow, through: Sequence): ActionColumns | undefined {
  if ("packed" in row && row.sequence <= through) return named(row, () => unpackActions(row.packed)).columns;
  return cutBatch(openBatch(row), toSequence(0), through)?.columns;
}

/** When the events of an entry happened. Throws as {@link openBatch}. */
export const openTimes = (row: BatchRow): Float64Array =>
  "packed" in row ? named(row, () => unpackTimestamps(row.packed)) : row.columns.timestamp;

/** What events are searched by, and their numbers. */
export interface SearchedEntry {
  columns: BatchColumns;
  parts: readonly BatchPart[];
  /** Of the bytes it was opened from, where it is a block. */
  checksum?: number;
}

/** Of a block without UUIDs. Throws as {@link openBatch}. */
export function openSearched(row: BatchRow): SearchedEntry {
  if (!("packed" in row)) return { columns: row.columns, parts: partsOf(row) };
  const { parts, columns } = named(row, () => unpackSearched(row.packed));
  return {
    columns,
    parts: parts.length > 0 ? parts : [{ sequence: row.sequence, firstRow: row.firstRow, count: row.count }],
    checksum: checksumOf(row.packed),
  };
}

/** Whether a block is still what it was when it was opened: an erasure rewrites blocks before it raises the generation. */
export const isAsOpened = (row: BatchRow, { checksum }: SearchedEntry): boolean =>
  "packed" in row && checksumOf(row.packed) === checksum;

/** All columns of some rows, given ascending, of an entry that {@link openSearched} opened. Throws as {@link openBatch}. */
export function openRows(row: BatchRow, { columns }: SearchedEntry, rows: readonly number[]): BatchColumns {
  const selected = selectRows(columns, rows);
  if (!("packed" in row)) return selected;
  return { ...selected, ...named(row, () => unpackUnsearched(row.packed, Uint32Array.from(rows))) };
}

/**
 * The events of an entry that were admitted under a sequence in `(after, through]`, under the last
 * such sequence: a reader that stood in the middle of what was since sealed goes on from there.
 * Undefined for none.
 */
export function cutBatch(batch: Batch, after: Sequence, through: Sequence): Batch | undefined {
  const { parts = [] } = batch;
  const isKept = ({ sequence }: BatchPart) => sequence > after && sequence <= through;
  const kept = parts.filter(isKept);
  if (parts.length === 0) return batch.sequence > after && batch.sequence <= through ? batch : undefined;
  if (kept.length === parts.length) return batch;
  if (kept.length === 0) return undefined;
  const rows: number[] = [];
  let row = 0;
  for (const part of parts) {
    const end = row + part.count;
    for (; row < end; row++) if (isKept(part)) rows.push(row);
  }
  const columns = selectRows(batch.columns, rows);
  return {
    ...batch,
    sequence: kept.at(-1)!.sequence,
    firstRow: kept[0]!.firstRow,
    ...timesOf(columns),
    columns,
    parts: kept,
  };
}
