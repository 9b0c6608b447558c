import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { ErasureRow, ErasureRule, LogHeadRow } from "../database/rows.ts";
import type { Batch, BatchColumns, BatchPart } from "../model/batch.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { isWithin, type TimeSpan } from "../model/time-span.ts";
import { timesOf } from "./column-times.ts";
import { requireEpoch } from "./fence.ts";
import { packBlock } from "./pack-block.ts";
import { emptyHead, readBatches, readHead } from "./reader.ts";
import { selectRows } from "./select-rows.ts";
import { unusedEntries } from "./unused-entries.ts";

const PREFIX = "erasure:";

export const erasureKey = (projectId: string): ErasureRow["key"] => `${PREFIX}${projectId}`;

export const isErasureKey = (key: string): boolean => key.startsWith(PREFIX);

const underWay = (db: Database) => db.singletons.where(":id").startsWith(PREFIX);

export async function isErasureUnderWay(db: Database): Promise<boolean> {
  return (await underWay(db).count()) > 0;
}

export async function isBeingErased(db: Database, projectId: ProjectId): Promise<boolean> {
  return (await db.singletons.get(erasureKey(projectId))) !== undefined;
}

/** Of the log; while an erasure is under way, the generation it leads to. */
export function readComingGeneration(db: Database, projectId: ProjectId): Promise<number> {
  return db.transaction("r", db.singletons, db.logHeads, async () => {
    const { generation } = await readHead(db, projectId);
    return (await isBeingErased(db, projectId)) ? generation + 1 : generation;
  });
}

const STEP_EVENTS = 20_000;
const STEP_BATCHES = 500;

/** Finishes what a crash or a full disk left half done. Returns the projects concerned. */
export async function finishErasures(db: Database, epoch: number): Promise<ProjectId[]> {
  const rows = await underWay(db).toArray();
  const projectIds: ProjectId[] = [];
  for (const row of rows) {
    if (!("rule" in row)) continue;
    await runErasure(db, epoch, row.projectId);
    projectIds.push(row.projectId);
  }
  return projectIds;
}

/**
 * Takes an erasure from wherever it stands to its end. Every step commits with a record of how
 * far it came; the last one raises the generation.
 */
export async function runErasure(db: Database, epoch: number, projectId: ProjectId): Promise<ErasureRow> {
  while (await eraseSomeBatches(db, epoch, projectId));
  return endErasure(db, epoch, projectId);
}

async function readErasure(db: Database, projectId: ProjectId): Promise<ErasureRow> {
  const row = await db.singletons.get(erasureKey(projectId));
  if (row === undefined || !("rule" in row)) throw new Error(`No erasure of ${projectId} is under way.`);
  return row;
}

function eraseSomeBatches(db: Database, epoch: number, projectId: ProjectId): Promise<boolean> {
  return db.transaction("rw", db.singletons, db.batches, async () => {
    await requireEpoch(db, epoch);
    const erasure = await readErasure(db, projectId);
    const { rule } = erasure;
    if (rule.kind === "all" || rule.kind === "project") {
      const keys = await sequencesAfter(db, projectId, toSequence(0)).limit(STEP_BATCHES).primaryKeys();
      await db.batches.bulkDelete(keys);
      return keys.length === STEP_BATCHES;
    }
    const batches = await readBatches(db, projectId, erasure.sequence, { maxEvents: STEP_EVENTS });
    const last = batches.at(-1);
    if (last === undefined) return false;
    for (const batch of batches) erasure.events += await eraseRows(db, batch, rule);
    await db.singletons.put({ ...erasure, sequence: last.sequence });
    return true;
  });
}

async function eraseRows(db: Database, batch: Batch, rule: ErasureRule): Promise<number> {
  if (batch.damaged !== undefined) {
    // Nobody can tell whose events it holds: it goes wherever one of them might have to.
    if (rule.kind === "before" && !isTouched(rule, batch)) return 0;
    await db.batches.delete(batch.sequence);
    return batch.damaged;
  }
  const isErased = rowTest(rule, batch.columns);
  const kept: number[] = [];
  const parts: BatchPart[] = [];
  let row = 0;
  for (const part of batch.parts ?? [{ ...batch, count: batch.columns.count }]) {
    const before = kept.length;
    for (const end = row + part.count; row < end; row++) if (!isErased(row)) kept.push(row);
    parts.push({ ...part, count: kept.length - before });
  }
  const erased = batch.columns.count - kept.length;
  if (kept.length === 0) await db.batches.delete(batch.sequence);
  else if (erased > 0) {
    const columns = selectRows(batch.columns, kept);
    const { columns: _, parts: sealed, ...rest } = { ...batch, ...timesOf(columns) };
    await db.batches.put(
      sealed === undefined
        ? { ...rest, columns }
        : { ...rest, count: columns.count, packed: packBlock({ parts, columns }) },
    );
  }
  return erased;
}

const isTouched = ({ from = -Infinity, before }: TimeSpan, { minTime, maxTime }: Batch): boolean =>
  minTime < before && maxTime >= from;

function rowTest(rule: ErasureRule, columns: BatchColumns): (row: number) => boolean {
  if (rule.kind === "before") return (row) => isWithin(rule, columns.timestamp[row]!);
  if (rule.kind !== "user") return () => true;
  const mark = rule.user === null ? -1 : rule.user + 1;
  const distincts = new Set(rule.distincts);
  return (row) => {
    const user = columns.user[row]!;
    return user === 0 ? distincts.has(columns.distinct[row]!) : user === mark;
  };
}

async function endErasure(db: Database, epoch: number, projectId: ProjectId): Promise<ErasureRow> {
  const { rule } = await readErasure(db, projectId);
  const total = rule.kind === "all" || rule.kind === "project";
  const unused = total ? undefined : await unusedEntries(db, projectId);
  const tables = [
    db.singletons,
    db.batches,
    db.dictionaries,
    db.logHeads,
    db.arrivals,
    db.admissions,
    db.tombstones,
    db.checkpoints,
    db.hourlyStats,
    db.dailyStats,
    db.dimensions,
    db.identities,
    db.cutSessions,
    db.realtimeCounters,
    db.paints,
  ];
  return db.transaction("rw", tables, async () => {
    await requireEpoch(db, epoch);
    const erasure = await readErasure(db, projectId);
    if (unused === undefined)
      await db.dictionaries
        .where("[projectId+kind+first]")
        .between(...bounds(projectId))
        .delete();
    else {
      await db.dictionaries.bulkPut(unused.rows);
      await db.dictionaries.bulkDelete(unused.empty);
    }
    if (rule.kind === "project") {
      await dropArrivals(db, projectId);
      await db.tombstones
        .where("[projectId+hash]")
        .between(...bounds(projectId))
        .delete();
    }
    await deleteDerived(db, projectId);
    const last = await sequencesAfter(db, projectId, toSequence(0)).reverse().limit(1).primaryKeys();
    const head = (await db.logHeads.get(projectId)) ?? emptyHead(projectId);
    await db.logHeads.put(headAfter(head, erasure, toSequence(last[0] ?? 0)));
    await db.singletons.delete(erasureKey(projectId));
    return erasure;
  });
}

/** Whoever waits for what becomes of theirs is told that it is gone. */
async function dropArrivals(db: Database, projectId: ProjectId): Promise<void> {
  const own = () => db.arrivals.where("projectId").equals(projectId);
  const awaited = await own()
    .filter(({ reply }) => reply === true)
    .toArray();
  const at = Date.now();
  await db.admissions.bulkPut(
    awaited.map(({ id, count }) => ({ arrivalId: id!, accepted: 0, duplicate: 0, erased: count, at })),
  );
  await own().delete();
}

/** The head of a removed project stays, to keep its generation from being used again. */
function headAfter(head: LogHeadRow, { rule, events }: ErasureRow, sequence: Sequence): LogHeadRow {
  const generation = head.generation + 1;
  if (rule.kind === "project") return { ...emptyHead(head.projectId), generation };
  return { ...head, generation, sequence, events: head.events - events };
}

function sequencesAfter(db: Database, projectId: ProjectId, after: Sequence) {
  return db.batches
    .where("[projectId+sequence]")
    .between([projectId, after], [projectId, Dexie.maxKey], false, true);
}

/** Bounds of a project's rows under any key that starts with the project. */
function bounds(projectId: ProjectId): [lower: unknown[], upper: unknown[]] {
  return [[projectId], [projectId, Dexie.maxKey]];
}

async function deleteDerived(db: Database, projectId: ProjectId): Promise<void> {
  const [lower, upper] = bounds(projectId);
  await db.hourlyStats.where("[projectId+set+start]").between(lower, upper).delete();
  await db.dailyStats.where("[projectId+set+start]").between(lower, upper).delete();
  await db.dimensions.where("[projectId+set+part+start]").between(lower, upper).delete();
  await db.identities.where("[projectId+set+shard]").between(lower, upper).delete();
  await db.cutSessions.where("[projectId+set+shard]").between(lower, upper).delete();
  await db.realtimeCounters
    .where("[projectId+counter]")
    .between(...bounds(projectId))
    .delete();
  await db.checkpoints.filter((row) => row.projectId === projectId).delete();
  await db.paints.delete(projectId);
}
