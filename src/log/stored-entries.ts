import type { Database } from "../database/database.ts";
import type { BatchRow } from "../database/rows.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { Sequence } from "../model/identifier.ts";
import { readEntry, readEntryIds } from "./damage.ts";

export interface Ids {
  uuids: Uint8Array;
  otherIds: ReadonlyMap<number, string>;
}

export interface StoredIds extends Ids {
  /** By which import each row came, as in the columns; one number where it is the same for all. */
  importId: Uint32Array | number;
}

/** Entries of the log that duplicates were found in, the last ones remembered. */
export interface StoredEntries {
  /** Without those that are gone or damaged: what they held may come again. */
  readIds(wanted: readonly Sequence[]): Promise<Map<Sequence, StoredIds>>;
  /** Of an entry that {@link readIds} has just given. */
  readColumns(sequence: Sequence): Promise<BatchColumns | undefined>;
  /** It is another entry now. */
  forget(sequence: Sequence): void;
}

/** A block's ids are a megabyte, its columns some eight. */
const REMEMBERED_IDS = 24;
const REMEMBERED_COLUMNS = 3;

export function openStoredEntries(db: Database): StoredEntries {
  const idsBySequence = new Map<Sequence, StoredIds>();
  const columnsBySequence = new Map<Sequence, BatchColumns>();
  /** As they were read last, until their columns are. */
  let rows = new Map<Sequence, BatchRow>();

  return {
    async readIds(wanted) {
      const found = new Map<Sequence, StoredIds>();
      const missing: Sequence[] = [];
      for (const sequence of wanted) {
        const ids = idsBySequence.get(sequence);
        if (ids === undefined) missing.push(sequence);
        else found.set(sequence, ids);
      }
      rows = new Map();
      for (const row of await db.batches.bulkGet(missing)) {
        if (row === undefined) continue;
        const stored = readEntryIds(db, row);
        if (stored === undefined) continue;
        rows.set(row.sequence, row);
        // A view would keep all columns of the entry.
        const ids = {
          uuids: stored.uuids.slice(),
          otherIds: new Map(stored.otherIds),
          importId: oneOrEach(stored.importId),
        };
        found.set(row.sequence, ids);
        idsBySequence.set(row.sequence, ids);
      }
      dropOldest(idsBySequence, REMEMBERED_IDS);
      return found;
    },
    async readColumns(sequence) {
      const known = columnsBySequence.get(sequence);
      if (known !== undefined) return known;
      const row = rows.get(sequence) ?? (await db.batches.get(sequence));
      rows.delete(sequence);
      if (row === undefined) return undefined;
      const { columns, damaged } = readEntry(db, row);
      if (damaged !== undefined) return undefined;
      columnsBySequence.set(sequence, columns);
      dropOldest(columnsBySequence, REMEMBERED_COLUMNS);
      return columns;
    },
    forget(sequence) {
      idsBySequence.delete(sequence);
      columnsBySequence.delete(sequence);
      rows.delete(sequence);
    },
  };
}

function dropOldest(map: Map<Sequence, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

/** What lies in an entry's columns is a view of all of them, which it would keep. */
function oneOrEach(column: Uint32Array | undefined): Uint32Array | number {
  const first = column?.[0] ?? 0;
  return column === undefined || column.every((mark) => mark === first) ? first : column.slice();
}
