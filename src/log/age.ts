import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { Batch } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { isWithin, type TimeSpan } from "../model/time-span.ts";
import { readEntry } from "./damage.ts";
import { readHead } from "./reader.ts";
import { countOf } from "./stored-batch.ts";
import { breathe } from "./breathe.ts";

const PAGE_ENTRIES = 8;
const LAST_ENTRIES = 4;

/** Entries of the log that may hold events of a span: by their keys, without reading one. */
async function entriesWithin(
  db: Database,
  projectId: ProjectId,
  { from, before }: TimeSpan,
  { limit = Infinity }: { limit?: number } = {},
): Promise<number[]> {
  const sequences: number[] = [];
  await db.batches
    .where("[projectId+maxTime+minTime]")
    .between([projectId, from ?? Dexie.minKey], [projectId, Dexie.maxKey])
    .until(() => sequences.length >= limit)
    .eachKey((key, cursor) => {
      const minTime = (key as unknown as [string, number, number])[2];
      if (minTime < before) sequences.push(cursor.primaryKey);
    });
  return sequences;
}

/** Whether the log has an event of before a time. */
export async function hasOlder(db: Database, projectId: ProjectId, before: number): Promise<boolean> {
  return (await entriesWithin(db, projectId, { before }, { limit: 1 })).length > 0;
}

/** Admitted events of a span. Opens only the entries that lie across its ends; after an abort some are missing. */
export async function countWithin(
  db: Database,
  projectId: ProjectId,
  span: TimeSpan,
  { signal }: { signal?: AbortSignal } = {},
): Promise<number> {
  let head = await readHead(db, projectId);
  for (;;) {
    const entries = await entriesWithin(db, projectId, span);
    const events = await countEntries(db, entries, span, signal);
    const { generation, sealed = 0 } = head;
    head = await readHead(db, projectId);
    // What was sealed or erased meanwhile has other keys. One transaction would hold up admission.
    // The last block too: a small one is sealed again.
    const isResealed = (head.sealed ?? 0) !== sealed && entries.some((sequence) => sequence >= sealed);
    if (head.generation === generation && !isResealed) return events;
  }
}

async function countEntries(
  db: Database,
  sequences: readonly number[],
  span: TimeSpan,
  signal: AbortSignal | undefined,
): Promise<number> {
  let events = 0;
  for (let start = 0; start < sequences.length && signal?.aborted !== true; start += PAGE_ENTRIES) {
    for (const row of await db.batches.bulkGet(sequences.slice(start, start + PAGE_ENTRIES))) {
      if (row === undefined) continue;
      const isInside = isWithin(span, row.minTime) && isWithin(span, row.maxTime);
      events += isInside ? countOf(row) : countInside(readEntry(db, row), span);
    }
    await breathe();
  }
  return events;
}

/** A block that cannot be read is erased whole. */
const countInside = ({ columns, damaged }: Batch, span: TimeSpan): number =>
  damaged ?? columns.timestamp.filter((time) => isWithin(span, time)).length;

/** When the latest of the log's last entries was received; undefined for an empty log. */
export async function lastReceivedAt(db: Database, projectId: ProjectId): Promise<number | undefined> {
  const rows = await db.batches
    .where("[projectId+sequence]")
    .between([projectId, Dexie.minKey], [projectId, Dexie.maxKey])
    .reverse()
    .limit(LAST_ENTRIES)
    .toArray();
  let latest: number | undefined;
  for (const row of rows)
    for (const time of readEntry(db, row).columns.receivedAt)
      if (latest === undefined || time > latest) latest = time;
  return latest;
}
