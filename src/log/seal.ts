import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { BatchRow, IdRange, LogHeadRow } from "../database/rows.ts";
import type { BatchPart } from "../model/batch.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { readEntry } from "./damage.ts";
import { isErasureUnderWay } from "./erasure-steps.ts";
import { requireEpoch } from "./fence.ts";
import { idRangeOf } from "./id-range.ts";
import { joinColumns } from "./join-columns.ts";
import { packPausing } from "./pack-block.ts";
import { BLOCK_EVENTS } from "../model/batch.ts";
import { readHead } from "./reader.ts";
import { countOf, makesBlock, openBatch } from "./stored-batch.ts";

const ROWS_A_READ = 512;

export interface SealOptions {
  /** Seal only if at least so many events are in no block; default a full one's. */
  minEvents?: number;
  /** Of a full block; one with less than half is sealed again, with what follows it. */
  blockEvents?: number;
}

export interface SealStep {
  /** Of the block. */
  sequence: Sequence;
  events: number;
  parts: BatchPart[];
  range: IdRange;
  head: LogHeadRow;
}

/**
 * Replaces the oldest entries of a project that are not in a full block by one block, in one
 * transaction; undefined where fewer than `minEvents` are in none. The log's content, order and
 * sequences stay: a reader that stands inside the block goes on from where it stood. One
 * caller at a time, and never beside admission or erasure.
 */
export async function sealOldest(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  { minEvents, blockEvents = BLOCK_EVENTS }: SealOptions = {},
): Promise<SealStep | undefined> {
  const head = await readHead(db, projectId);
  if (await isErasureUnderWay(db)) return undefined;
  const wanted = { blockEvents, minEvents: minEvents ?? blockEvents };
  const sealed = await endOfBlocks(db, projectId, head.sealed ?? toSequence(0), blockEvents);
  const rows = await readOpen(db, projectId, sealed, wanted);
  const last = rows.at(-1);
  if (last === undefined) {
    if (sealed > (head.sealed ?? 0)) await writeSealed(db, epoch, head, sealed);
    return undefined;
  }
  const batches = rows.map(openBatch);
  const parts = batches.flatMap(
    ({ parts: sealed, ...batch }) => sealed ?? [partOf(batch, batch.columns.count)],
  );
  const columns = await joinColumns(batches.map((batch) => batch.columns));
  const packed = await packPausing({ parts, columns });
  const range = idRangeOf(columns);
  const block = {
    sequence: last.sequence,
    projectId,
    firstRow: rows[0]!.firstRow,
    minTime: Math.min(...rows.map(({ minTime }) => minTime)),
    maxTime: Math.max(...rows.map(({ maxTime }) => maxTime)),
    ...range,
    count: columns.count,
    packed,
  };
  const next = await writeSealed(db, epoch, head, block.sequence, async () => {
    await db.batches.bulkDelete(rows.slice(0, -1).map(({ sequence }) => sequence));
    await db.batches.put(block);
  });
  return next && { sequence: block.sequence, events: block.count, parts, range, head: next };
}

/** In one transaction with `write`; nothing where the log was rewritten or sealed by another meanwhile. */
function writeSealed(
  db: Database,
  epoch: number,
  { projectId, generation, sealed: before }: LogHeadRow,
  sealed: Sequence,
  write: () => Promise<void> = () => Promise.resolve(),
): Promise<LogHeadRow | undefined> {
  return db.transaction("rw", db.singletons, db.batches, db.logHeads, async () => {
    await requireEpoch(db, epoch);
    const current = await readHead(db, projectId);
    const isSame = current.generation === generation && current.sealed === before;
    if (!isSame || (await isErasureUnderWay(db))) return undefined;
    await write();
    const next = { ...current, sealed };
    await db.logHeads.put(next);
    return next;
  });
}

const partOf = (
  { sequence, firstRow }: { sequence: Sequence; firstRow: number },
  count: number,
): BatchPart => ({ sequence, firstRow, count });

const isFull = (row: BatchRow, blockEvents: number) =>
  "packed" in row && makesBlock(countOf(row), blockEvents);

/** The last of the full blocks that follow `after` without an open entry between. */
async function endOfBlocks(
  db: Database,
  projectId: ProjectId,
  after: Sequence,
  blockEvents: number,
): Promise<Sequence> {
  for (let end = after; ;) {
    const row = await entriesAfter(db, projectId, end).first();
    if (row === undefined || !isFull(row, blockEvents)) return end;
    end = row.sequence;
  }
}

const entriesAfter = (db: Database, projectId: ProjectId, after: Sequence) =>
  db.batches
    .where("[projectId+sequence]")
    .between([projectId, after], [projectId, Dexie.maxKey], false, true);

/**
 * What the next block is made of: the open entries after `sealed`, with the last block where that
 * is small, up to the next full block. Empty where they are too few, or where the last block is all there is.
 */
async function readOpen(
  db: Database,
  projectId: ProjectId,
  sealed: Sequence,
  { minEvents, blockEvents }: Required<SealOptions>,
): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  const small = sealed === 0 ? undefined : await db.batches.get(sealed);
  const isSmall =
    small !== undefined && small.projectId === projectId && !makesBlock(countOf(small), blockEvents);
  if (isSmall && readEntry(db, small).damaged === undefined) rows.push(small);
  let events = rows.reduce((sum, row) => sum + countOf(row), 0);
  let added = 0;
  let addedEvents = 0;
  for (let after = sealed; events < blockEvents;) {
    const page = await entriesAfter(db, projectId, after).limit(ROWS_A_READ).toArray();
    for (const row of page) {
      const count = countOf(row);
      // Nothing can join what stands before a full block any more.
      if (isFull(row, blockEvents)) return added > 0 ? rows : [];
      if (rows.length > 0 && events + count > blockEvents) {
        if (added > 0) return rows;
        // The small block and this one do not go together: begin with this one.
        rows.pop();
        events = 0;
      }
      rows.push(row);
      events += count;
      added += 1;
      addedEvents += count;
      after = row.sequence;
    }
    if (page.length < ROWS_A_READ) break;
  }
  const isDue = events >= blockEvents || addedEvents >= minEvents;
  return added > 0 && isDue ? rows : [];
}
