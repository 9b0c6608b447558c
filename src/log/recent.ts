import { Dexie } from "dexie";
import type { Batch } from "../model/batch.ts";
import type { LochanEvent } from "../model/event.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { decodeBatch } from "./decode-batch.ts";
import { readEntry } from "./damage.ts";
import { makeEntryReader } from "./entry-reader.ts";
import type { LogDatabase } from "./reader.ts";
import { cutBatch } from "./stored-batch.ts";

interface Newest {
  batch: Batch;
  row: number;
}

/**
 * Newest first by timestamp; of equal timestamps what was admitted later comes first. `through`
 * leaves out what was admitted after that sequence.
 */
export async function readRecent(
  db: LogDatabase,
  projectId: ProjectId,
  limit: number,
  through: Sequence,
): Promise<LochanEvent[]> {
  let newest: Newest[] = [];
  const time = ({ batch, row }: Newest) => batch.columns.timestamp[row]!;
  const newestFirst = (a: Newest, b: Newest) =>
    time(b) - time(a) || b.batch.sequence - a.batch.sequence || b.row - a.row;
  if (limit <= 0) return [];
  await db.batches
    .where("[projectId+maxTime+minTime]")
    .between([projectId], [projectId, Dexie.maxKey])
    .reverse()
    .until((batch) => newest.length === limit && batch.maxTime < time(newest.at(-1)!))
    .each((stored) => {
      const batch = cutBatch(readEntry(db, stored), toSequence(0), through);
      if (batch === undefined) return;
      const floor = newest.length === limit ? time(newest.at(-1)!) : -Infinity;
      for (let row = 0; row < batch.columns.count; row++) {
        if (batch.columns.timestamp[row]! >= floor) newest.push({ batch, row });
      }
      newest.sort(newestFirst);
      newest = newest.slice(0, limit);
    });
  const newestByBatch = new Map<Batch, Newest[]>();
  for (const found of newest) {
    const others = newestByBatch.get(found.batch);
    if (others === undefined) newestByBatch.set(found.batch, [found]);
    else others.push(found);
  }
  const entries = makeEntryReader(db, projectId);
  const events = new Map<Newest, LochanEvent>();
  for (const [batch, found] of newestByBatch) {
    const rows = found.map(({ row }) => row);
    const decoded = decodeBatch(batch, await entries.lookupFor([batch], rows), rows);
    for (const [index, event] of decoded.entries()) events.set(found[index]!, event);
  }
  return newest.map((found) => events.get(found)!);
}
