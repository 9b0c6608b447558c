import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import type { ErasureRow, ImportRule, LogHeadRow } from "../database/rows.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import { chooseContents, type Contents } from "./choose-contents.ts";
import { openClaimSheet } from "./claim-sheet.ts";
import { dropClaims } from "./claims.ts";
import { loadDictionaries } from "./dictionary.ts";
import { eraseRows } from "./erase-rows.ts";
import { requireEpoch } from "./fence.ts";
import { emptyHead, readBatches, readHead } from "./reader.ts";
import { partsOf } from "./stored-batch.ts";
import { unusedEntries } from "./unused-entries.ts";
import { sweepVariants } from "./sweep-variants.ts";
import { dropVariants, hasVariants } from "./variants.ts";

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
  const { rule, heirs } = await readErasure(db, projectId);
  const chosenBy = rule.kind === "import" ? rule.heirs : heirs;
  // Read before the first step: the strings stay until the last.
  const { ordinals } = await readHead(db, projectId);
  const known = chosenBy &&
    (await hasVariants(db, projectId)) && {
      heirs: chosenBy,
      entries: await loadDictionaries(db, projectId, ordinals),
    };
  if (known) await sweepVariants(db, epoch, projectId, rule);
  while (await eraseSomeBatches(db, epoch, projectId, known || undefined));
  return endErasure(db, epoch, projectId);
}

async function readErasure(db: Database, projectId: ProjectId): Promise<ErasureRow> {
  const row = await db.singletons.get(erasureKey(projectId));
  if (row === undefined || !("rule" in row)) throw new Error(`No erasure of ${projectId} is under way.`);
  return row;
}

async function eraseSomeBatches(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  known: Contents | undefined,
): Promise<boolean> {
  const erasure = await readErasure(db, projectId);
  const { rule } = erasure;
  // Of no event, and there is nothing to choose between.
  if (rule.kind === "import" && rule.mark === null && known === undefined) return false;
  if (rule.kind === "all" || rule.kind === "project") return dropSomeBatches(db, epoch, projectId);
  // Nobody else writes what is read here: who leads does this in turn with all else, and who does not is told so.
  const batches = await readBatches(db, projectId, erasure.sequence, { maxEvents: STEP_EVENTS });
  const last = batches.at(-1);
  if (last === undefined) return false;
  const claims = openClaimSheet(db, projectId);
  for (const batch of batches) await claims.load(partsOf(batch));
  const choices = known && (await chooseContents(db, projectId, batches, rule, known, claims));
  return db.transaction("rw", [db.singletons, db.batches, db.claims, db.variants, db.logHeads], async () => {
    await requireEpoch(db, epoch);
    let { events, handed = 0 } = erasure;
    let moved = false;
    for (const batch of batches) {
      const gone = await eraseRows(db, batch, rule, claims, choices);
      if (batch.damaged !== undefined && gone.erased > 0)
        choices?.edits.drop(batch.firstRow, await firstRowAfter(db, projectId, batch.sequence));
      events += gone.erased;
      handed += gone.handed;
      moved ||= gone.moved;
    }
    if (moved) {
      const head = await readHead(db, projectId);
      await db.logHeads.put({ ...head, moved: (head.moved ?? 0) + 1 });
    }
    await claims.save();
    await choices?.edits.save();
    await db.singletons.put({
      ...erasure,
      events,
      ...(rule.kind === "import" && { handed }),
      sequence: last.sequence,
    });
    return true;
  });
}

function dropSomeBatches(db: Database, epoch: number, projectId: ProjectId): Promise<boolean> {
  return db.transaction("rw", db.singletons, db.batches, async () => {
    await requireEpoch(db, epoch);
    const keys = await sequencesAfter(db, projectId, toSequence(0)).limit(STEP_BATCHES).primaryKeys();
    await db.batches.bulkDelete(keys);
    return keys.length === STEP_BATCHES;
  });
}

/** Of the next entry of the log; where there is none, of what will be admitted. */
async function firstRowAfter(db: Database, projectId: ProjectId, sequence: Sequence): Promise<number> {
  const next = await sequencesAfter(db, projectId, sequence).first();
  return next?.firstRow ?? (await readHead(db, projectId)).nextRow;
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
    db.claims,
    db.variants,
    db.imports,
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
    if (rule.kind === "import") await endUndo(db, projectId, rule, erasure);
    else if (total) await dropClaims(db, projectId);
    if (total) await dropVariants(db, projectId);
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

/** Its history tells in the transaction that ends it, so that whoever asks again is told the same. */
async function endUndo(
  db: Database,
  projectId: ProjectId,
  { importId, at }: ImportRule,
  { events, handed = 0, arrivals }: ErasureRow,
): Promise<void> {
  await dropClaims(db, projectId, importId);
  await db.imports
    .where(":id")
    .equals(importId)
    .modify((row) => {
      row.state = "undone";
      row.undone = { at, events: events + arrivals, kept: handed };
    });
}

/** The head of a removed project stays, to keep its generation from being used again. */
function headAfter(before: LogHeadRow, { rule, events }: ErasureRow, sequence: Sequence): LogHeadRow {
  const { contested: _settled, ...head } = before;
  const generation = head.generation + 1;
  if (rule.kind === "project") return { ...emptyHead(head.projectId), generation };
  const emptied = rule.kind === "all" ? { emptied: generation } : {};
  return { ...head, ...emptied, generation, sequence, events: head.events - events };
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
