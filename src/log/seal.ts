import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { BatchRow, LogHeadRow } from "../database/rows.ts";
import type { BatchPart } from "../model/batch.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { readEntry } from "./damage.ts";
import { isErasureUnderWay } from "./erasure-steps.ts";
import { requireEpoch } from "./fence.ts";
import { joinColumns } from "./join-columns.ts";
import { packInSteps } from "./pack-block.ts";
import { readHead } from "./reader.ts";
import { countOf, openBatch } from "./stored-batch.ts";
import { breathe } from "./turns.ts";

/** Events of a full block. */
export const BLOCK_EVENTS = 65_536;
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
  const rows = await readOpen(db, projectId, head.sealed ?? toSequence(0), wanted);
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const batches = rows.map(openBatch);
  const parts = batches.flatMap(
    ({ parts: sealed, ...batch }) => sealed ?? [partOf(batch, batch.columns.count)],
  );
  const columns = await joinColumns(batches.map((batch) => batch.columns));
  const packed = await packPausing({ parts, columns });
  const block = {
    sequence: last.sequence,
    projectId,
    firstRow: rows[0]!.firstRow,
    minTime: Math.min(...rows.map(({ minTime }) => minTime)),
    maxTime: Math.max(...rows.map(({ maxTime }) => maxTime)),
    count: columns.count,
    packed,
  };
  return db.transaction("rw", db.singletons, db.batches, db.logHeads, async () => {
    await requireEpoch(db, epoch);
    const current = await readHead(db, projectId);
    const isSame = current.generation === head.generation && current.sealed === head.sealed;
    if (!isSame || (await isErasureUnderWay(db))) return undefined;
    await db.batches.bulkDelete(rows.slice(0, -1).map(({ sequence }) => sequence));
    await db.batches.put(block);
    const next = { ...current, sealed: block.sequence };
    await db.logHeads.put(next);
    return { sequence: block.sequence, events: block.count, parts, head: next };
  });
}

const partOf = (
  { sequence, firstRow }: { sequence: Sequence; firstRow: number },
  count: number,
): BatchPart => ({ sequence, firstRow, count });

/**
 * What the next block is made of: the open entries after `sealed`, with the last block where that
 * is small. Empty where they are too few, or where the last block is all there is.
 */
async function readOpen(
  db: Database,
  projectId: ProjectId,
  sealed: Sequence,
  { minEvents, blockEvents }: Required<SealOptions>,
): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  const small = sealed === 0 ? undefined : await db.batches.get(sealed);
  const isSmall = small !== undefined && small.projectId === projectId && countOf(small) < blockEvents / 2;
  if (isSmall && readEntry(db, small).damaged === undefined) rows.push(small);
  let events = rows.reduce((sum, row) => sum + countOf(row), 0);
  let added = 0;
  let addedEvents = 0;
  for (let after = sealed; events < blockEvents;) {
    const page = await db.batches
      .where("[projectId+sequence]")
      .between([projectId, after], [projectId, Dexie.maxKey], false, true)
      .limit(ROWS_A_READ)
      .toArray();
    for (const row of page) {
      const count = countOf(row);
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

async function packPausing(content: Parameters<typeof packInSteps>[0]): Promise<Uint8Array<ArrayBuffer>> {
  const steps = packInSteps(content);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await breathe();
  }
}
