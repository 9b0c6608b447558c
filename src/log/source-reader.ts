import type { BatchColumns } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { makeBreather } from "./breathe.ts";
import { decodeBatch } from "./decode-batch.ts";
import { makeEntryReader } from "./entry-reader.ts";
import { type LogDatabase, ofOneGeneration, readBatchesInRange, readPages } from "./reader.ts";

const PAGE_EVENTS = 50_000;
/** Decoded together. */
const SLICE_ROWS = 2_000;

/**
 * The events of a source received in `[from, to)`, read as {@link readPages} does. Looks at every event
 * admitted after the sequence `after`.
 */
export async function* readReceived(
  db: LogDatabase,
  projectId: ProjectId,
  options: { source: string; from: number; to: number; after?: number; signal?: AbortSignal },
): AsyncGenerator<LochanEvent[], void, undefined> {
  const { source, from, to, signal } = options;
  const after = toSequence(options.after ?? 0);
  const breathe = makeBreather();
  const pages = readPages(
    db,
    projectId,
    { after, maxEvents: PAGE_EVENTS, signal },
    async (batches, entries) => {
      const found: LochanEvent[] = [];
      for (const batch of batches) {
        for (const rows of receivedIn(batch.columns, from, to)) {
          const events = decodeBatch(batch, await entries.lookupFor([batch], rows), rows);
          for (const event of events) if (event.source === source) found.push(event);
          await breathe();
        }
      }
      return found;
    },
  );
  for await (const found of pages) if (found.length > 0) yield found;
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
