import { Dexie, type Table } from "dexie";
import type { Database } from "../database/database.ts";
import type { CheckpointRow } from "../database/rows.ts";
import type { ProjectId, Sequence } from "../model/identifier.ts";
import { requireEpoch } from "../log/fence.ts";
import { readHead } from "../log/reader.ts";
import {
  requireCheckpoint,
  requireCutSessions,
  requireDimension,
  requireIdentities,
  requireStats,
} from "./damaged-row.ts";
import { partsOf } from "./dimension-rows.ts";
import type { FoldStep } from "./fold-step.ts";
import { TIERS } from "./group-dimensions.ts";

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

type RowKey = [projectId: string, set: string, ...(string | number)[]];

const ROW_TABLES = ["hourlyStats", "dailyStats", "dimensions", "identities", "cutSessions"] as const;

const rowTables = (db: Database): Table<{ set: string }, RowKey>[] =>
  ROW_TABLES.map((name) => db.table<{ set: string }, RowKey>(name));

/** Throws a {@link DamagedRowError} where it cannot be read. */
export async function readCheckpoint(
  db: Database,
  projectId: ProjectId,
  set: string,
): Promise<CheckpointRow | undefined> {
  const row = await db.checkpoints.get(["rollup", projectId, set]);
  return row && requireCheckpoint(row);
}

const ROWS_A_PAGE = 200;

/** Throws a {@link DamagedRowError} at the first stored row of the set that cannot be read. */
export async function requireRows(db: Database, projectId: ProjectId, set: string): Promise<void> {
  await readCheckpoint(db, projectId, set);
  await eachPage(db.hourlyStats, projectId, set, (rows) => rows.forEach(requireStats));
  await eachPage(db.dailyStats, projectId, set, (rows) => rows.forEach(requireStats));
  await eachPage(db.dimensions, projectId, set, (rows) => rows.forEach(requireDimension));
  await eachPage(db.identities, projectId, set, (rows) => rows.forEach(requireIdentities));
  await eachPage(db.cutSessions, projectId, set, (rows) => rows.forEach(requireCutSessions));
}

async function eachPage<Row, Key extends RowKey>(
  table: Table<Row, Key>,
  projectId: ProjectId,
  set: string,
  take: (rows: Row[]) => unknown,
): Promise<void> {
  const keys = await table
    .where(":id")
    .between(...boundsOf(projectId, set), true, true)
    .primaryKeys();
  for (let at = 0; at < keys.length; at += ROWS_A_PAGE) {
    const rows = await table.bulkGet(keys.slice(at, at + ROWS_A_PAGE));
    await take(rows.filter((row) => row !== undefined));
  }
}

const boundsOf = (projectId: ProjectId, set: string) =>
  [
    [projectId, set, Dexie.minKey],
    [projectId, set, Dexie.maxKey],
  ] as const;

function write<T>(
  { db, epoch }: RollupPlace,
  work: () => Promise<T>,
  also: readonly Table[] = [],
): Promise<T> {
  const tables = [db.singletons, db.logHeads, db.checkpoints, ...rowTables(db), ...also];
  return db.transaction("rw", tables, async () => {
    await requireEpoch(db, epoch);
    return work();
  });
}

async function requireGeneration({ db, projectId }: RollupPlace, generation: number): Promise<void> {
  const head = await readHead(db, projectId);
  if (head.generation !== generation) throw new StaleRollup("The log was rewritten");
}

/** Hours by tracked property are kept for some days only. */
async function dropHours({ db, projectId, set }: RollupPlace, before: number, properties: number) {
  for (const part of TIERS.hour.flatMap((tier) => partsOf(tier, properties)))
    await db.dimensions
      .where(":id")
      .between([projectId, set, part, Dexie.minKey], [projectId, set, part, before])
      .delete();
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
    const [stored] = await Promise.all([
      readCheckpoint(db, projectId, set),
      requireGeneration(place, next.generation),
    ]);
    if (stored?.sequence !== before || stored.generation !== next.generation)
      throw new StaleRollup("The rollup's checkpoint is not where this fold began");
    if (stored.dimensionHoursFrom !== next.dimensionHoursFrom)
      await dropHours(place, next.dimensionHoursFrom ?? Infinity, step.properties);
    await Promise.all([
      db.hourlyStats.bulkPut(step.hourly),
      db.dailyStats.bulkPut(step.daily),
      db.identities.bulkPut(step.identities),
      db.cutSessions.bulkPut(step.cutSessions),
      db.dimensions.bulkPut(step.dimensions),
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
        .between(...boundsOf(projectId, set), true, true)
        .delete();
    await db.checkpoints.put(start);
  });
}

/** Puts what was built as the set `beside` in place of the rows of this set, which readers had until now. */
export function swapBuilt(place: RollupPlace, beside: string, finished: CheckpointRow): Promise<void> {
  const { db, projectId, set } = place;
  const swap = async (): Promise<void> => {
    await requireGeneration(place, finished.generation);
    const built = await readCheckpoint(db, projectId, beside);
    if (built?.sequence !== finished.sequence || built.generation !== finished.generation)
      throw new StaleRollup("The rollup's checkpoint is not where the build ended");
    for (const table of rowTables(db)) {
      await table
        .where(":id")
        .between(...boundsOf(projectId, set), true, true)
        .delete();
      await eachPage(table, projectId, beside, (rows) => table.bulkPut(rows.map((row) => ({ ...row, set }))));
    }
    await removeSet(place, beside);
    await db.checkpoints.put({ ...finished, set });
    // What was answered from the rows that went.
    await db.paints.delete(projectId);
  };
  return write(place, swap, [db.paints]);
}

/** What a build that did not come to its end left behind. */
export const dropBuild = (place: RollupPlace, beside: string): Promise<void> =>
  write(place, () => removeSet(place, beside));

async function removeSet({ db, projectId }: RollupPlace, set: string): Promise<void> {
  for (const table of rowTables(db))
    await table
      .where(":id")
      .between(...boundsOf(projectId, set), true, true)
      .delete();
  await db.checkpoints.delete(["rollup", projectId, set]);
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
