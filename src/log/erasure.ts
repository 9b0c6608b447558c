import type { Database } from "../database/database.ts";
import type {
  AdmissionRow,
  DictionaryRow,
  ErasureRow,
  ErasureRule,
  LogHeadRow,
  RefusalRow,
  TombstoneRow,
} from "../database/rows.ts";
import type { LochanEvent } from "../model/event.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import { hasTime, isWithin, withSpan, type TimeSpan } from "../model/time-span.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { repackEvents, unpackArrival } from "./arrival-events.ts";
import { erasureKey, finishErasures, runErasure } from "./erasure-steps.ts";
import { eraseTotals } from "./erase-totals.ts";
import { requireEpoch } from "./fence.ts";
import { planHeirs } from "./plan-heirs.ts";
import { planUserErasure } from "./plan-user-erasure.ts";
import { readHead } from "./reader.ts";
import { storageFailure } from "./storage-failure.ts";
import { hashPeople, readSecret } from "./tombstones.ts";
import { queueWriter } from "./writers-queue.ts";
import { hasVariants } from "./variants.ts";

/**
 * Whom or what to erase. What comes again stays out: of a user what they did before now, of a span
 * as far as it is past, until it is taken from the project's `erasedSpans`, unless `keepsOut` is false, or, with
 * `retention`, for as long as the project keeps so many days. `all` keeps nothing out by itself; what an earlier erasure
 * keeps out stays out.
 */
export type ErasureRequest =
  | { userId: string }
  | (TimeSpan & { retention?: false; keepsOut?: boolean })
  | { before: number; retention: true }
  | { all: true };

export interface EraseReceipt {
  events: number;
  /** Events erased before they were admitted. */
  arrivals: number;
  generation: number;
}

export interface ErasurePlan {
  rule: ErasureRule;
  isErased(event: LochanEvent): boolean;
  tombstones: TombstoneRow[];
  /** Strings that what stays will need, and the log's head with them. */
  grown?: { entries: DictionaryRow[]; head: LogHeadRow };
  /** Of the log's head from then on. */
  keepsFrom?: number;
  /** Joined to the project's `erasedSpans`. */
  erasedSpan?: TimeSpan;
}

/**
 * Takes events out of arrivals, log and dictionaries, drops what was derived from them and raises
 * the generation. A user goes with every distinct id first identified as that user, and what they
 * did before now stays out if it comes again. Admit what has arrived first: only admitted events
 * say who was identified as whom. Once begun, an erasure is finished by the next admission, in
 * this process or another, whatever happens.
 * Failures: `unknown-project`, `deposed`, `quota-exceeded`, `storage-unavailable`.
 */
export function eraseEvents(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  request: ErasureRequest,
  { now = Date.now }: { now?: () => number } = {},
): Promise<Result<EraseReceipt>> {
  return inTurn(db, async () => {
    await finishErasures(db, epoch);
    if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
    const plan = await planErasure(db, projectId, request, now());
    await beginErasure(db, epoch, projectId, plan, now());
    const { events, arrivals } = await runErasure(db, epoch, projectId);
    const { generation } = await readHead(db, projectId);
    return success({ events, arrivals, generation });
  });
}

/**
 * Removes everything the log and what is derived from it hold of a project; only a row with its
 * generation stays. Remove the project's own row first, or events may still arrive. Failures as
 * {@link eraseEvents}, but the project need not exist.
 */
export function deleteProjectLog(
  db: Database,
  epoch: number,
  projectId: ProjectId,
): Promise<Result<{ events: number }>> {
  return inTurn(db, async () => {
    await finishErasures(db, epoch);
    const plan: ErasurePlan = { rule: { kind: "project" }, isErased: () => true, tombstones: [] };
    await beginErasure(db, epoch, projectId, plan, Date.now());
    const { events } = await runErasure(db, epoch, projectId);
    return success({ events });
  });
}

/** Beside no admission, with what storage throws as a failure. */
export function inTurn<T>(db: Database, work: () => Promise<Result<T>>): Promise<Result<T>> {
  return queueWriter(db, async () => {
    try {
      return await work();
    } catch (error) {
      const failure = storageFailure(error);
      if (failure === undefined) throw error;
      return fail(failure);
    }
  });
}

async function planErasure(
  db: Database,
  projectId: ProjectId,
  request: ErasureRequest,
  now: number,
): Promise<ErasurePlan> {
  if ("all" in request) return { rule: { kind: "all" }, isErased: () => true, tombstones: [] };
  if ("before" in request) {
    const { retention = false, keepsOut = !retention, ...span } = { keepsOut: undefined, ...request };
    // What happens from now on is new, though the day is the same.
    const past = { ...span, before: Math.min(span.before, now) };
    return {
      ...(retention && { keepsFrom: span.before }),
      ...(keepsOut && hasTime(past) && { erasedSpan: past }),
      rule: { kind: "before", ...span },
      isErased: ({ timestamp }) => isWithin(span, timestamp),
      tombstones: [],
    };
  }
  const { userId } = request;
  const { rule, distinctIds, latest } = await planUserErasure(db, projectId, userId, { now });
  const people = [`u${userId}`, ...Array.from(distinctIds, (id) => `d${id}`)];
  const hashes = await hashPeople(await readSecret(db), people);
  return {
    rule,
    isErased: (event) =>
      event.userId === undefined ? distinctIds.has(event.distinctId) : event.userId === userId,
    // What a clock ahead had dated past now is erased too, and would come again.
    tombstones: Array.from(hashes.values(), (hash) => ({
      projectId,
      hash,
      before: Math.max(now, latest + 1),
    })),
  };
}

/** From here on it is finished by whoever leads. */
export async function beginErasure(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  { rule, isErased, tombstones, grown, keepsFrom, erasedSpan }: ErasurePlan,
  at: number,
): Promise<void> {
  const total = rule.kind === "all" || rule.kind === "project";
  const choosing =
    !total && rule.kind !== "import" && (await hasVariants(db, projectId))
      ? await planHeirs(db, projectId)
      : undefined;
  const added = grown ?? choosing;
  const { singletons, projects, logHeads, arrivals, admissions, tombstones: stones, refusals } = db;
  const tables = [
    ...[singletons, projects, logHeads, db.dictionaries, arrivals, admissions, stones, refusals],
    db.dailyTotals,
  ];
  return db.transaction("rw", tables, async () => {
    await requireEpoch(db, epoch);
    const erasure: ErasureRow = {
      key: erasureKey(projectId),
      projectId,
      rule,
      ...(choosing && { heirs: choosing.heirs }),
      sequence: toSequence(0),
      events: total ? (await readHead(db, projectId)).events : 0,
      arrivals: await eraseArrivals(db, projectId, isErased, at),
    };
    await db.singletons.put(erasure);
    if (added !== undefined) {
      await db.dictionaries.bulkPut(added.entries);
      await db.logHeads.put(added.head);
    }
    await raiseTombstones(db, tombstones);
    await forgetSamples(db, projectId, rule);
    await eraseTotals(db, projectId, rule);
    if (keepsFrom !== undefined) await db.logHeads.put({ ...(await readHead(db, projectId)), keepsFrom });
    // In this transaction: an erasure that has begun keeps out at once.
    if (erasedSpan !== undefined)
      await db.projects
        .where(":id")
        .equals(projectId)
        .modify((project) => {
          project.erasedSpans = withSpan(project.erasedSpans ?? [], erasedSpan);
        });
  });
}

/**
 * Has admission keep out what is from before a time, where there is nothing to erase. Failures as
 * {@link eraseEvents}.
 */
export function keepOutBefore(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  before: number,
): Promise<Result<null>> {
  return inTurn(db, () =>
    db.transaction(
      "rw",
      db.singletons,
      db.projects,
      db.logHeads,
      db.dailyTotals,
      async (): Promise<Result<null>> => {
        await requireEpoch(db, epoch);
        if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
        await eraseTotals(db, projectId, { kind: "before", before });
        const head = await readHead(db, projectId);
        if (head.keepsFrom !== before) await db.logHeads.put({ ...head, keepsFrom: before });
        return success(null);
      },
    ),
  );
}

/** What an earlier erasure keeps out stays out, wherever the clock was then and is now. */
async function raiseTombstones(db: Database, rows: readonly TombstoneRow[]): Promise<void> {
  const known = await db.tombstones.bulkGet(rows.map(({ projectId, hash }) => [projectId, hash]));
  await db.tombstones.bulkPut(
    rows.map((row, at) => ({ ...row, before: Math.max(row.before, known[at]?.before ?? row.before) })),
  );
}

/** A refused event is kept as a sample, cut short, and may name anybody. How many there were stays. */
async function forgetSamples(db: Database, projectId: ProjectId, rule: ErasureRule): Promise<void> {
  // Samples are of sites: no import brought them.
  if (rule.kind === "import" || rule.kind === "variants") return;
  const isConcerned = (row: RefusalRow) =>
    row.projectId === projectId && (rule.kind !== "before" || isWithin(rule, row.lastAt));
  await db.refusals.filter(isConcerned).modify({ sample: "" });
}

/** Whoever waits for the admission of an arrival that vanishes is told. Returns the events erased. */
async function eraseArrivals(
  db: Database,
  projectId: ProjectId,
  isErased: (event: LochanEvent) => boolean,
  at: number,
): Promise<number> {
  let erased = 0;
  const replies: AdmissionRow[] = [];
  for (const id of await db.arrivals.where("projectId").equals(projectId).primaryKeys()) {
    const row = id === undefined ? undefined : await db.arrivals.get(id);
    if (id === undefined || row === undefined) continue;
    const { events: arrived, ...arrival } = unpackArrival(row);
    const events = arrived.filter((event) => !isErased(event));
    const gone = arrival.count - events.length;
    if (gone === 0 && events.length > 0) continue;
    erased += gone;
    if (events.length > 0) {
      await db.arrivals.put({ ...arrival, ...repackEvents(arrival, events) });
      continue;
    }
    await db.arrivals.delete(id);
    if (arrival.reply === true) replies.push({ arrivalId: id, accepted: 0, duplicate: 0, erased: gone, at });
  }
  await db.admissions.bulkPut(replies);
  return erased;
}
