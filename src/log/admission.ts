import type { Database } from "../database/database.ts";
import type { AdmissionRow, ArrivalRow, DictionaryRow, LogHeadRow } from "../database/rows.ts";
import { BLOCK_EVENTS, DICTIONARY_KINDS, type Batch, type LocalEvents } from "../model/batch.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { toSequence, type ProjectId, type Sequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { keepsFrom } from "../model/retention.ts";
import { addClaims } from "./claims.ts";
import { tellDamagedRecord } from "./damaged-records.ts";
import type { EntryLookup } from "./dictionary.ts";
import { finishErasures, isErasureKey } from "./erasure-steps.ts";
import { requireEpoch, requireEpochIn } from "./fence.ts";
import { prepareAdmission, type Draft, type Target } from "./prepare-admission.ts";
import { loadProjectLog, type ProjectLog } from "./project-log.ts";
import { emptyHead } from "./reader.ts";
import { isSameHead, isSameMemory } from "./same-head.ts";
import { sealOldest, type SealOptions } from "./seal.ts";
import { storageFailure } from "./storage-failure.ts";
import { readProjects, readWaiting, type Waiting } from "./waiting-arrivals.ts";
import { queueWriter } from "./writers-queue.ts";

/** What one project's log gained, as it is still in memory: for who stood at `after`. */
export interface Gain {
  projectId: ProjectId;
  generation: number;
  /** The project's last sequence before. */
  after: Sequence;
  batches: Batch[];
  entries: EntryLookup;
  /** How many `people` there were before: no fold before this gain has met those from here on. */
  people: number;
}

export interface Admitted {
  /** The new log entries are `from..to`; none were needed where `to` is `from - 1`. */
  from: Sequence;
  to: Sequence;
  batches: Batch[];
  gains: Gain[];
  arrivals: number;
  accepted: number;
  duplicate: number;
  /** Left out: their user, time or project was erased, or they are older than the project keeps. */
  erased: number;
  /** More arrivals wait. */
  remaining: boolean;
  /** Projects whose generation was raised by an erasure that this call finished. */
  rebuilt: ProjectId[];
}

export interface Admission {
  /**
   * Moves the oldest arrivals, about `maxEvents` of them, into the log in one transaction, each
   * event id once in its project. Failures leave log and memory as they were: `deposed`,
   * `quota-exceeded`, `storage-unavailable`.
   */
  admit(options: { maxEvents: number }): Promise<Result<Admitted>>;
  /**
   * As `admit` for events that are nowhere else: they are in the log once this resolves, or were never here. Of a
   * project that is gone all are told as erased.
   */
  take(projectId: ProjectId, events: LocalEvents, options: { generation: number }): Promise<Result<Admitted>>;
  /**
   * Seals the oldest events of a project that are in no full block into one; false if there are
   * too few. Failures as for `admit`.
   */
  seal(projectId: ProjectId, options?: SealOptions): Promise<Result<boolean>>;
  /** Reads what admitting to a project needs, so that its first events need not wait for it. Failures as for `admit`. */
  prepare(projectId: ProjectId): Promise<Result<null>>;
  /** Gives back the memory of a project; its next events are waited for again. */
  forget(projectId: ProjectId): Promise<void>;
  /** Strings of a project in memory; undefined until it had an admission or was prepared since this was opened. */
  entries(projectId: ProjectId): EntryLookup | undefined;
}

/** What memory or the arrivals read were is no longer so: read again. */
class OutdatedError extends Error {
  override readonly name: string = "OutdatedError";
}

/** Arrivals were taken back; what memory knows of the log is true. */
class ArrivalsGoneError extends OutdatedError {
  override readonly name = "ArrivalsGoneError";
}

const ATTEMPTS = 5;
const UNREAD_REPLY_MS = 3_600_000;

/**
 * The log's only writer, for the leader of `epoch`. Reads and encodes outside the transaction,
 * so that writers of arrivals never wait for it; the transaction then checks that nothing it
 * relied on has changed.
 */
export function openAdmission(
  db: Database,
  epoch: number,
  { now = Date.now, blockEvents = BLOCK_EVENTS }: { now?: () => number; blockEvents?: number } = {},
): Admission {
  const logs = new Map<ProjectId, ProjectLog>();
  let recovered = false;
  /** Projects of erasures that were finished here, until an admission has said so. */
  let rebuilt: ProjectId[] = [];

  async function recover(): Promise<void> {
    if (recovered) return;
    rebuilt.push(...(await finishErasures(db, epoch)));
    for (const projectId of rebuilt) logs.delete(projectId);
    const oldest = now() - UNREAD_REPLY_MS;
    await db.transaction("rw", db.singletons, db.admissions, async () => {
      await requireEpoch(db, epoch);
      await db.admissions.filter(({ at }) => at < oldest).delete();
    });
    recovered = true;
  }

  async function logOf(projectId: ProjectId): Promise<ProjectLog> {
    const known = logs.get(projectId);
    if (known !== undefined) return known;
    const loaded = await loadProjectLog(db, projectId);
    logs.set(projectId, loaded);
    return loaded;
  }

  async function targetOf(project: Project): Promise<Target> {
    const log = await logOf(project.id);
    return {
      log,
      keepsFrom: keepsFrom(project, log.head.keepsFrom, now()),
      erasedSpans: project.erasedSpans ?? [],
    };
  }

  async function attempt(read: () => Promise<Waiting>): Promise<Admitted> {
    const { arrivals, projects } = await read();
    if (arrivals.length === 0) return nothingToAdmit(db, epoch);
    const targetIfKnown = (projectId: ProjectId) => {
      const project = projects.get(projectId);
      return project && targetOf(project);
    };
    const draft = await prepareAdmission(arrivals, targetIfKnown, blockEvents);
    const damaged = draft.damaged.map((index) => {
      const { id, projectId, count: events } = arrivals[index]!;
      if (id === undefined) throw new TypeError("Columns that do not fit together.");
      return { projectId, record: { table: "arrivals", id, events } as const };
    });
    const admitted = await commit(arrivals, draft);
    for (const { projectId, record } of damaged) tellDamagedRecord(db, projectId, record);
    const gains: Gain[] = [];
    for (const { projectId, log, batches, variants, head } of draft.projects) {
      if (batches.length === 0 && variants.length > 0) log.committed([], head);
      if (batches.length === 0) continue;
      const { generation, sequence: after, ordinals } = log.head;
      const { people } = ordinals;
      gains.push({ projectId, generation, after, batches, entries: log.dictionaries, people });
      log.committed(batches, head);
    }
    return { ...admitted, gains };
  }

  /** Memory is again as the log was. */
  function undo(error: unknown): void {
    for (const log of logs.values()) log.rollback();
    if (!(error instanceof OutdatedError) || error instanceof ArrivalsGoneError) return;
    logs.clear();
    recovered = false;
  }

  function commit(arrivals: readonly ArrivalRow[], draft: Draft): Promise<Admitted> {
    const { projects, outcomes, unknown } = draft;
    const claimed = projects.filter(({ claims }) => claims.size > 0);
    const variants = projects.flatMap((project) => project.variants);
    const tables = [
      db.singletons,
      db.projects,
      db.arrivals,
      db.admissions,
      db.batches,
      db.dictionaries,
      db.logHeads,
      ...(claimed.length > 0 ? [db.claims] : []),
      ...(variants.length > 0 ? [db.variants] : []),
    ];
    return db.transaction("rw", tables, async () => {
      // Asked for together: each that is waited for by itself holds up who writes arrivals.
      const [from, remaining] = await Promise.all([
        requireNextSequence(db, epoch),
        requireUnchanged(db, arrivals, projects, unknown),
      ]);
      let next = from;
      const batches = projects.flatMap((project) => project.batches);
      const rows = projects.flatMap((project) => project.rows);
      const heads: LogHeadRow[] = [];
      const entries: DictionaryRow[] = [];
      for (const project of projects) {
        for (const [index, batch] of project.batches.entries())
          batch.sequence = project.rows[index]!.sequence = toSequence(next++);
        const last = project.batches.at(-1);
        if (last === undefined && project.variants.length === 0) continue;
        if (last !== undefined) {
          project.head.sequence = last.sequence;
          const sealed = lastSealed(project);
          if (sealed !== undefined) project.head.sealed = sealed;
        }
        heads.push(project.head);
        for (const kind of DICTIONARY_KINDS) {
          const stored = project.log.head.ordinals[kind];
          entries.push(...project.log.dictionaries.byKind[kind].rowsFrom(project.projectId, stored));
        }
      }
      const stored = arrivals.flatMap(({ id }) => id ?? []);
      const replies: AdmissionRow[] = [];
      const totals = { accepted: 0, duplicate: 0, erased: 0 };
      for (const [index, { id, reply }] of arrivals.entries()) {
        const outcome = outcomes[index]!;
        totals.accepted += outcome.accepted;
        totals.duplicate += outcome.duplicate;
        totals.erased += outcome.erased;
        if (reply === true) replies.push({ arrivalId: id!, ...outcome, at: now() });
      }
      await Promise.all([
        ...(heads.length > 0 ? [db.logHeads.bulkPut(heads)] : []),
        ...(variants.length > 0 ? [db.variants.bulkAdd(variants)] : []),
        ...(batches.length > 0
          ? [db.batches.bulkAdd(rows), db.singletons.put({ key: "log", nextSequence: toSequence(next) })]
          : []),
        ...(entries.length > 0 ? [db.dictionaries.bulkPut(entries)] : []),
        ...claimed.map(({ projectId, claims }) => addClaims(db, projectId, claims)),
        ...(replies.length > 0 ? [db.admissions.bulkPut(replies)] : []),
        ...(stored.length > 0 ? [db.arrivals.bulkDelete(stored)] : []),
      ]);
      return {
        from,
        to: toSequence(next - 1),
        batches,
        gains: [],
        arrivals: arrivals.length,
        ...totals,
        remaining,
        rebuilt: [],
      };
    });
  }

  async function admit(read: () => Promise<Waiting>): Promise<Admitted> {
    for (let tried = 1; ;) {
      try {
        await recover();
        const admitted = { ...(await attempt(read)), rebuilt };
        rebuilt = [];
        return admitted;
      } catch (error) {
        undo(error);
        if (error instanceof ArrivalsGoneError) continue;
        if (error instanceof OutdatedError && tried++ < ATTEMPTS) continue;
        throw error;
      }
    }
  }

  async function seal(projectId: ProjectId, options: SealOptions): Promise<boolean> {
    const step = await sealOldest(db, epoch, projectId, options);
    const log = logs.get(projectId);
    // An erasure has come between: what memory knows is of a log that is no more.
    if (step !== undefined && !isSameMemory(step.head, log?.head)) logs.delete(projectId);
    else if (step !== undefined) log?.sealed(step);
    return step !== undefined;
  }

  async function prepare(projectId: ProjectId): Promise<null> {
    await recover();
    await logOf(projectId);
    return null;
  }

  /** In turn, with what storage throws as a failure. */
  const turn = <T>(work: () => Promise<T>): Promise<Result<T>> =>
    queueWriter(db, async () => {
      try {
        return success(await work());
      } catch (error) {
        const failure = storageFailure(error);
        if (failure === undefined) throw error;
        return fail(failure);
      }
    });

  return {
    admit: ({ maxEvents }) => turn(() => admit(() => readWaiting(db, maxEvents))),
    take: (projectId, packed, { generation }) =>
      turn(() => {
        const arrivals = [{ projectId, count: packed.columns.count, packed, generation }];
        return admit(async () => ({ arrivals, projects: await readProjects(db, [projectId]) }));
      }),
    prepare: (projectId) => turn(() => prepare(projectId)),
    forget: (projectId) => queueWriter(db, () => Promise.resolve(void logs.delete(projectId))),
    seal: (projectId, options = {}) => turn(() => seal(projectId, options)),
    entries: (projectId) => logs.get(projectId)?.dictionaries,
  };
}

/** Up to where every entry is a block once the draft is written, where that is further than before. */
function lastSealed({ log, rows }: Draft["projects"][number]): Sequence | undefined {
  const { sequence, sealed = toSequence(0) } = log.head;
  if (sealed < sequence) return undefined;
  const open = rows.findIndex((row) => !("packed" in row));
  return (open === -1 ? rows.at(-1) : rows[open - 1])?.sequence;
}

async function nothingToAdmit(db: Database, epoch: number): Promise<Admitted> {
  const from = await requireNextSequence(db, epoch);
  return {
    from,
    to: toSequence(from - 1),
    batches: [],
    gains: [],
    arrivals: 0,
    accepted: 0,
    duplicate: 0,
    erased: 0,
    remaining: false,
    rebuilt: [],
  };
}

/**
 * The sequence of the next log entry; in one request, for whoever writes arrivals waits for it.
 * @throws {DeposedError} where another leads, which goes before all else.
 * @throws {OutdatedError} where an erasure is under way.
 */
async function requireNextSequence(db: Database, epoch: number): Promise<Sequence> {
  const rows = await db.singletons.toArray();
  requireEpochIn(rows, epoch);
  if (rows.some(({ key }) => isErasureKey(key))) throw new OutdatedError();
  return rows.find((row) => row.key === "log")?.nextSequence ?? toSequence(1);
}

/** What was read is as it was. Resolves to whether arrivals wait behind these: of those stored, which are the oldest. */
async function requireUnchanged(
  db: Database,
  arrivals: readonly ArrivalRow[],
  projects: Draft["projects"],
  unknown: ReadonlySet<ProjectId>,
): Promise<boolean> {
  const projectIds = projects.map(({ projectId }) => projectId);
  const concerned = [...projectIds, ...unknown];
  const stored = arrivals.filter(({ id }) => id !== undefined);
  const [waiting, existing, heads] = await Promise.all([
    db.arrivals.limit(stored.length + 1).primaryKeys(),
    db.projects.where(":id").anyOf(concerned).primaryKeys(),
    db.logHeads.bulkGet(projectIds),
  ]);
  if (existing.length !== projects.length || existing.some((id) => unknown.has(id as ProjectId)))
    throw new OutdatedError();
  for (const [index, { projectId, log }] of projects.entries())
    if (!isSameHead(heads[index] ?? emptyHead(projectId), log.head)) throw new OutdatedError();
  if (stored.some(({ id }, at) => waiting[at] !== id)) throw new ArrivalsGoneError();
  return waiting.length > stored.length;
}
