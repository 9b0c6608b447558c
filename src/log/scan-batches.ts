import { Dexie } from "dexie";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { makeBreather } from "./breathe.ts";
import { readEntry } from "./damage.ts";
import { readHead, type LogDatabase } from "./reader.ts";
import { countOf, cutBatch } from "./stored-batch.ts";

const PAGE_EVENTS = 65_536;
const LARGEST_PAGE = 512;

export interface BatchScan {
  /** Half-open. Entries without events in it are passed over; the others are given whole. */
  from?: number | undefined;
  to?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Before the first entry; and again where the log was erased from meanwhile: then all begins anew. */
  begin: () => Promise<void>;
  take: (batch: Batch) => Promise<void> | void;
  /** Events passed so far, of about so many. */
  onProgress?: ((events: number, total: number) => void) | undefined;
}

/**
 * Hands over the entries of a project in log order, as the log stands at the beginning, and says where
 * that is. Holds a page of them, and lets others go on between two. Throws the signal's reason when aborted.
 */
export async function scanBatches(
  db: LogDatabase,
  projectId: ProjectId,
  { from = -Infinity, to = Infinity, signal, begin, take, onProgress }: BatchScan,
): Promise<Checkpoint> {
  const breathe = makeBreather();
  for (;;) {
    const { generation, sequence, events: all } = await readHead(db, projectId);
    const isErased = async () => (await readHead(db, projectId)).generation !== generation;
    await begin();
    let last = await readSequenceBefore(db, projectId, from);
    let pageRows = 4;
    let passed = 0;
    let total: number | undefined;
    let more = true;
    while (more) {
      signal?.throwIfAborted();
      const rows = await db.batches
        .where("[projectId+sequence]")
        .between([projectId, last], [projectId, Dexie.maxKey], false, true)
        .limit(pageRows)
        .toArray();
      more = rows.length === pageRows;
      if (await isErased()) break;
      total ??= Math.max(0, all - (rows[0]?.firstRow ?? 0));
      let events = 0;
      for (const row of rows) {
        const after = last;
        last = row.sequence;
        if (after >= sequence) {
          more = false;
          break;
        }
        events += countOf(row);
        if (row.maxTime < from || row.minTime >= to) continue;
        const batch = cutBatch(readEntry(db, row), after, sequence);
        if (batch !== undefined) await take(batch);
        await breathe();
        signal?.throwIfAborted();
      }
      passed += events;
      onProgress?.(Math.min(passed, total), total);
      const meanEvents = Math.max(1, events / Math.max(1, rows.length));
      pageRows = Math.min(LARGEST_PAGE, Math.max(1, Math.ceil(PAGE_EVENTS / meanEvents)));
    }
    if (!(await isErased())) return { generation, sequence };
  }
}

/** That of the entry before all that have events from that time on. */
async function readSequenceBefore(db: LogDatabase, projectId: ProjectId, from: number): Promise<Sequence> {
  if (from === -Infinity) return toSequence(0);
  return db.transaction("r", db.batches, async () => {
    const sequences = await db.batches
      .where("[projectId+maxTime+minTime]")
      .between([projectId, from], [projectId, Dexie.maxKey])
      .primaryKeys();
    if (sequences.length === 0) return toSequence(Number.MAX_SAFE_INTEGER);
    const first = sequences.reduce((least, each) => Math.min(least, each));
    // A block has parts of sequences before its own.
    const [before] = await db.batches
      .where("[projectId+sequence]")
      .between([projectId, 0], [projectId, first], false, false)
      .reverse()
      .limit(1)
      .primaryKeys();
    return toSequence(before ?? 0);
  });
}
