import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";

interface EntrySpan {
  sequence: number;
  minTime: number;
  maxTime: number;
}

/** Of the project's entries that may hold an event of `[from, to)`, ascending. */
export async function sequencesInRange(
  db: Pick<Database, "batches">,
  projectId: ProjectId,
  from: number,
  to: number,
): Promise<number[]> {
  const spans = await spansInRange(db, projectId, from, to);
  return spans.map(({ sequence }) => sequence).sort((a, b) => a - b);
}

/** As {@link sequencesInRange}, with the times of the first and the last event of each, in no order. */
export async function spansInRange(
  db: Pick<Database, "batches">,
  projectId: ProjectId,
  from: number,
  to: number,
): Promise<EntrySpan[]> {
  const spans: EntrySpan[] = [];
  await db.batches
    .where("[projectId+maxTime+minTime]")
    .between([projectId, from], [projectId, Dexie.maxKey])
    .eachKey((key, cursor) => {
      const [, maxTime, minTime] = key as unknown as [string, number, number];
      if (minTime < to) spans.push({ sequence: cursor.primaryKey, minTime, maxTime });
    });
  return spans;
}
