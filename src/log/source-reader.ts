import type { BatchColumns } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { makeBreather } from "./breathe.ts";
import { decodeBatch } from "./decode-batch.ts";
import { makeEntryReader } from "./dictionary.ts";
import { type LogDatabase, ofOneGeneration, readBatches, readBatchesInRange, readHead } from "./reader.ts";

const PAGE_EVENTS = 50_000;
/** Decoded together. */
const SLICE_ROWS = 2_000;

/**
 * The events of a source received in `[from, to)`, in log order, as the log stood at the first read;
 * erased meanwhile is left out. Looks at every event admitted after the sequence `after`. Ends early
 * when the signal aborts.
 */
export async function* readReceived(
  db: LogDatabase,
  projectId: ProjectId,
  options: { source: string; from: number; to: number; after?: number; signal?: AbortSignal },
): AsyncGenerator<LochanEvent[], void, undefined> {
  const { source, from, to, signal } = options;
  const head = await readHead(db, projectId);
  const entries = makeEntryReader(db, projectId);
  const breathe = makeBreather();
  let { generation } = head;
  let last = toSequence(options.after ?? 0);
  while (signal?.aborted !== true) {
    const batches = await readBatches(db, projectId, last, {
      maxEvents: PAGE_EVENTS,
      through: head.sequence,
    });
    const found: LochanEvent[] = [];
    for (const batch of batches) {
      for (const rows of receivedIn(batch.columns, from, to)) {
        const events = decodeBatch(batch, await entries.lookupFor([batch], rows), rows);
        for (const event of events) if (event.source === source) found.push(event);
        await breathe();
      }
    }
    // Erased while it was read: once more.
    const current = (await readHead(db, projectId)).generation;
    if (current !== generation) {
      generation = current;
      entries.forget();
      continue;
    }
    const end = batches.at(-1);
    if (end === undefined) return;
    last = end.sequence;
    if (found.length > 0) yield found;
  }
}

/** The rows received in `[from, to)`, in slices. */
function receivedIn({ receivedAt, count }: BatchColumns, from: number, to: number): number[][] {
  const slices: number[][] = [];
  for (let row = 0; row < count; row++) {
    const at = receivedAt[row]!;
    if (at < from || at >= to) continue;
    const last = slices.at(-1);
    if (last === undefined || last.length >= SLICE_ROWS) slices.push([row]);
    else last.push(row);
  }
  return slices;
}

/**
 * The events of a source that happened in `[from, to)`, the latest first, at most `limit`: of more, those
 * that were admitted last.
 */
export function readOfSource(
  db: LogDatabase,
  projectId: ProjectId,
  { source, from, to, limit }: { source: string; from: number; to: number; limit: number },
): Promise<LochanEvent[]> {
  return ofOneGeneration(db, projectId, async () => {
    const entries = makeEntryReader(db, projectId);
    const breathe = makeBreather();
    const found: LochanEvent[] = [];
    for (const batch of (await readBatchesInRange(db, projectId, from, to)).reverse()) {
      const { timestamp, count } = batch.columns;
      for (let end = count; end > 0 && found.length < limit; end -= SLICE_ROWS) {
        const rows: number[] = [];
        for (let row = end - 1; row >= Math.max(0, end - SLICE_ROWS); row--)
          if (timestamp[row]! >= from && timestamp[row]! < to) rows.push(row);
        const events = decodeBatch(batch, await entries.lookupFor([batch], rows), rows);
        for (const event of events) if (event.source === source) found.push(event);
        await breathe();
      }
      if (found.length >= limit) break;
    }
    return found.sort((a, b) => b.timestamp - a.timestamp).slice(0, limit);
  });
}
