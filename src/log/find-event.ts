import type { LochanEvent } from "../model/event.ts";
import type { ProjectId } from "../model/identifier.ts";
import { decodeBatch } from "./decode-batch.ts";
import { makeEntryReader } from "./entry-reader.ts";
import { makeIdReader } from "./event-id.ts";
import { ofOneGeneration, readBatchesInRange, type LogDatabase } from "./reader.ts";

/** The event with that id, which happened then; undefined where the log does not have it. */
export function findEvent(
  db: LogDatabase,
  projectId: ProjectId,
  { id, timestamp }: { id: string; timestamp: number },
): Promise<LochanEvent | undefined> {
  return ofOneGeneration(db, projectId, async () => {
    for (const batch of await readBatchesInRange(db, projectId, timestamp, timestamp + 1)) {
      const idOf = makeIdReader(batch.columns);
      const row = batch.columns.timestamp.findIndex((at, place) => at === timestamp && idOf(place) === id);
      if (row < 0) continue;
      const [found] = decodeBatch(batch, await makeEntryReader(db, projectId).lookupFor([batch], [row]), [
        row,
      ]);
      return found;
    }
    return undefined;
  });
}
