import { Dexie, type Table } from "dexie";
import type { Database } from "../database/database.ts";
import type { CheckpointRow } from "../database/rows.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { requireEpoch } from "../log/fence.ts";
import { readHead } from "../log/reader.ts";
import type { FoldStep } from "./fold-step.ts";

/** The stored rows are not those this rollup wrote last: erased, deleted or written by another. */
export class StaleRollup extends Error {
  override readonly name = "StaleRollup";
}

export interface RollupPlace {
  db: Database;
  epoch: number;
  projectId: ProjectId;
  set: string;
}

type RowTable = Table<unknown, [string, string, number]>;

const rowTables = (db: Database): RowTable[] => [
  db.hourlyStats as RowTable,
  db.dailyStats as RowTable,
  db.identities as RowTable,
  db.cutSessions as RowTable,
];

export const readCheckpoint = (
  db: Database,
  projectId: ProjectId,
  set: string,
): Promise<CheckpointRow | undefined> => db.checkpoints.get(["rollup", projectId, set]);

function write<T>({ db, epoch }: RollupPlace, work: () => Promise<T>): Promise<T> {
  const tables = [db.singletons, db.logHeads, db.checkpoints, ...rowTables(db)];
  return db.transaction("rw", tables, async () => {
    await requireEpoch(db, epoch);
    return work();
  });
}

async function requireGeneration({ db, projectId }: RollupPlace, generation: number): Promise<void> {
  const head = await readHead(db, projectId);
  if (head.generation !== generation) throw new StaleRollup("The log was rewritten");
}

/** Writes rows and the checkpoint that covers them, if what is stored is still at `before`. */
export function commitFold(
  place: RollupPlace,
  before: Sequence,
  next: CheckpointRow,
  step: FoldStep,
): Promise<void> {
  const { db, projectId, set } = place;
  return write(place, async () => {
    await requireGeneration(place, next.generation);
    const stored = await readCheckpoint(db, projectId, set);
    if (stored?.sequence !== before || stored.generation !== next.generation)
      throw new StaleRollup("The rollup's checkpoint is not where this fold began");
    await Promise.all([
      db.hourlyStats.bulkPut(step.hourly),
      db.dailyStats.bulkPut(step.daily),
      db.identities.bulkPut(step.identities),
      db.cutSessions.bulkPut(step.cutSessions),
      db.checkpoints.put(next),
    ]);
  });
}

/** Empties the set; nobody reads it until {@link finishBuild}. */
export function startBuild(place: RollupPlace, start: CheckpointRow): Promise<void> {
  const { db, projectId, set } = place;
  return write(place, async () => {
    await requireGeneration(place, start.generation);
    for (const table of rowTables(db))
      await table
        .where(":id")
        .between([projectId, set, Dexie.minKey], [projectId, set, Dexie.maxKey], true, true)
        .delete();
    await db.checkpoints.put(start);
  });
}

/** Opens the set to readers and deletes every other set of the project. */
export function finishBuild(place: RollupPlace, finished: CheckpointRow): Promise<void> {
  const { db, projectId, set } = place;
  return write(place, async () => {
    await requireGeneration(place, finished.generation);
    const stored = await readCheckpoint(db, projectId, set);
    if (stored?.sequence !== finished.sequence || stored.generation !== finished.generation)
      throw new StaleRollup("The rollup's checkpoint is not where the build ended");
    for (const table of rowTables(db)) {
      await table.where(":id").between([projectId, Dexie.minKey], [projectId, set], true, false).delete();
      await table
        .where(":id")
        .between([projectId, set, Dexie.maxKey], [projectId, Dexie.maxKey], false, true)
        .delete();
    }
    await db.checkpoints
      .where(":id")
      .between(["rollup", projectId, Dexie.minKey], ["rollup", projectId, Dexie.maxKey], true, true)
      .filter((row) => row.set !== set)
      .delete();
    await db.checkpoints.put(finished);
  });
}
