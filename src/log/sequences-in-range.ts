import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";

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

/** As {@link sequencesInRange}, with the time of the first event of each, in no order. */
export async function spansInRange(
  db: Pick<Database, "batches">,
  projectId: ProjectId,
  from: number,
  to: number,
): Promise<{ sequence: number; minTime: number }[]> {
  const spans: { sequence: number; minTime: number }[] = [];
  await db.batches
    .where("[projectId+maxTime+minTime]")
    .between([projectId, from], [projectId, Dexie.maxKey])
    .eachKey((key, cursor) => {
      const minTime = (key as unknown as [string, number, number])[2];
      if (minTime < to) spans.push({ sequence: cursor.primaryKey, minTime });
    });
  return spans;
}
