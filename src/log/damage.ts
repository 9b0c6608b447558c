import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { BatchRow } from "../database/rows.ts";
import type { ActionColumns, Batch, BatchColumns } from "../model/batch.ts";
import type { DamagedBlock } from "../model/damage.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import {
  countOf,
  openActions,
  openBatch,
  openIds,
  openRows,
  openSearched,
  openTimes,
  type EntryIds,
  type SearchedEntry,
} from "./stored-batch.ts";
import { requireIntact } from "./unpack-block.ts";
import { breathe } from "./breathe.ts";

type Listener = (projectId: ProjectId, block: DamagedBlock) => void;
const listeners = new WeakMap<Database, Listener>();

/** Told of every damaged block a reader of this database meets, each time it is met. */
export function onDamage(db: Database, listener: Listener): void {
  listeners.set(db, listener);
}

/**
 * A log entry to read. A damaged block is one without events, so that everything else stays
 * readable: `damaged` says how many it had, and {@link onDamage} is told.
 */
export function readEntry(db: Database, row: BatchRow): Batch {
  return unlessDamaged(db, row, () => openBatch(row)) ?? emptyEntry(row);
}

/** Undefined for a damaged block. */
export const readEntryIds = (db: Database, row: BatchRow): EntryIds | undefined =>
  unlessDamaged(db, row, () => openIds(row));

/** Undefined for a damaged block, and where nothing was admitted up to `through`. */
export const readEntryActions = (db: Database, row: BatchRow, through: Sequence): ActionColumns | undefined =>
  unlessDamaged(db, row, () => openActions(row, through));

/** Undefined for a damaged block. */
export const readEntryTimes = (db: Database, row: BatchRow): Float64Array | undefined =>
  unlessDamaged(db, row, () => openTimes(row));

/** Of some rows, given ascending, of an entry that {@link readEntrySearched} gave. Undefined for a damaged block. */
export const readEntryRows = (
  db: Database,
  row: BatchRow,
  searched: SearchedEntry,
  rows: readonly number[],
): BatchColumns | undefined => unlessDamaged(db, row, () => openRows(row, searched, rows));

/** Undefined for a damaged block. */
export const readEntrySearched = (db: Database, row: BatchRow): SearchedEntry | undefined =>
  unlessDamaged(db, row, () => openSearched(row));

function unlessDamaged<T>(db: Database, row: BatchRow, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedBlockError)) throw error;
    listeners.get(db)?.(row.projectId, toDamage(row));
    return undefined;
  }
}

const toDamage = (row: BatchRow): DamagedBlock => ({
  sequence: row.sequence,
  events: countOf(row),
  from: row.minTime,
  to: row.maxTime,
});

function emptyEntry(row: BatchRow): Batch {
  const { sequence, projectId, firstRow, minTime, maxTime } = row;
  const columns: BatchColumns = {
    count: 0,
    uuids: new Uint8Array(0),
    otherIds: [],
    timestamp: new Float64Array(0),
    receivedAt: new Float64Array(0),
    name: new Uint32Array(0),
    distinct: new Uint32Array(0),
    user: new Uint32Array(0),
    session: new Uint32Array(0),
    source: new Uint32Array(0),
    properties: [],
  };
  return { sequence, projectId, firstRow, minTime, maxTime, columns, damaged: countOf(row) };
}

const BLOCKS_A_READ = 16;

/** Checks the bytes of every block of a project, in slices. Throws the signal's reason when aborted. */
export async function findDamage(
  db: Database,
  projectId: ProjectId,
  { signal }: { signal?: AbortSignal } = {},
): Promise<DamagedBlock[]> {
  const found: DamagedBlock[] = [];
  for (let after = 0; ;) {
    signal?.throwIfAborted();
    const rows = await db.batches
      .where("[projectId+sequence]")
      .between([projectId, after], [projectId, Dexie.maxKey], false, true)
      .limit(BLOCKS_A_READ)
      .toArray();
    for (const row of rows) {
      if ("packed" in row) {
        const intact = unlessDamaged(db, row, () => requireIntact(row.packed)) !== undefined;
        if (!intact) found.push(toDamage(row));
      }
      after = row.sequence;
    }
    if (rows.length < BLOCKS_A_READ) return found;
    await breathe();
  }
}
