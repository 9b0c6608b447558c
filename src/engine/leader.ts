import * as v from "valibot";
import { listProjects, readProject, removeProjectRows } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import type { FeedChannel } from "../feed/feed-channel.ts";
import { openAdmission } from "../log/admission.ts";
import { deleteProjectLog, eraseEvents } from "../log/erasure.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import { toProjectId, type ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { runUserSql } from "../mirror/user-sql.ts";
import { askQuestion } from "../query/ask.ts";
import { parseQuestion } from "../query/parse-question.ts";
import { suggestProperties, suggestValues } from "../query/suggest.ts";
import type { Folded } from "../rollup/folder.ts";
import { openRealtimeCounters } from "../rollup/realtime-counters.ts";
import { verifyRollups } from "../rollup/recount.ts";
import type { StatsReader } from "../rollup/stats-reader.ts";
import { parseErasure } from "./parse-erasure.ts";
import { openProjectJobs, type ProjectJobs } from "./project-jobs.ts";
import type { Handler } from "./requests.ts";
import { makeTaskQueue, startWakingLoop } from "./task-queue.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";

const ADMIT_EVENTS = 10_000;
const POLL_MS = 1_000;
const COUNTERS_MS = 4_000;
/** Folding follows an admission by this much, so that a burst is folded once. */
const FOLD_DELAY_MS = 200;
/** Mirrors kept beside the one asked last. */
const OPEN_MIRRORS = 2;

export interface Leader {
  /** Arrivals wait. */
  arrived(): void;
  /** Projects were created, changed or removed. */
  catalogChanged(): Promise<void>;
  readonly handlers: Record<string, Handler>;
  readonly sequence: number;
  /** Folds of this term, so that a tab that missed a message notices. */
  readonly folds: number;
}

const onProject = v.object({ projectId: v.string() });
const onQuestion = v.object({ projectId: v.string(), question: v.unknown() });
const onSql = v.object({ projectId: v.string(), text: v.string(), limit: v.optional(v.number()) });
const onValues = v.object({ projectId: v.string(), property: v.string(), search: v.string() });
const onErase = v.object({ projectId: v.string(), what: v.unknown() });

/**
 * The work of the one leading tab: admits arrivals, folds, mirrors, and answers what only it can.
 * Every write is fenced by `epoch`; a `deposed` failure means this term is over.
 */
export function startLeading(options: {
  database: Database;
  channel: FeedChannel;
  epoch: number;
  stats: StatsReader;
  signal: AbortSignal;
  onFolded: (projectId: ProjectId, folded: Folded) => void;
  onMirrorState: (projectId: ProjectId, state: MirrorState) => void;
  onFailure: (failure: Failure) => void;
  onDeposed: () => void;
  onError: (error: unknown) => void;
}): Leader {
  const { database, channel, epoch, signal } = options;
  const jobsById = new Map<ProjectId, ProjectJobs>();
  const mirrored: ProjectId[] = [];
  const writing = makeTaskQueue();
  const admission = openAdmission(database, epoch);
  let sequence = 0;
  let folds = 0;
  let foldTimer: ReturnType<typeof setTimeout> | undefined;
  const unfolded = new Set<ProjectId>();

  function failed(failure: Failure): void {
    if (failure.kind === "deposed") options.onDeposed();
    else options.onFailure(failure);
  }

  function openJobs(project: Project): ProjectJobs {
    const jobs = openProjectJobs({
      database,
      epoch,
      project,
      signal,
      onFolded: (folded) => {
        const { generation, sequence: reached } = folded;
        const point = { projectId: project.id, generation, sequence: reached };
        folds += 1;
        options.onFolded(project.id, folded);
        channel.post({ version: 1, kind: "folded", epoch, ...point });
      },
      onMirrorState: (state) => options.onMirrorState(project.id, state),
    });
    jobsById.set(project.id, jobs);
    return jobs;
  }

  /** A changed time zone or idle timeout is another set of rollups and another mirror: opened anew. */
  async function jobsFor(projectId: string): Promise<Result<ProjectJobs>> {
    const read = await readProject(database, projectId);
    if (!read.ok) return read;
    const project = read.value;
    const known = jobsById.get(project.id);
    if (!known) return success(openJobs(project));
    if (known.project.timeZone === project.timeZone && known.project.sessionIdleMs === project.sessionIdleMs)
      return success(known);
    const next = openJobs(project);
    if (known.mirrorOpen) void next.openMirror().catch(options.onError);
    await known.closeMirror();
    return success(next);
  }

  async function admitAll(): Promise<Result<null>> {
    for (;;) {
      if (signal.aborted) return deposed;
      const admitted = await writing.run(() => admission.admit({ maxEvents: ADMIT_EVENTS }));
      if (!admitted.ok) {
        failed(admitted.failure);
        return admitted;
      }
      const { from, to, batches, arrivals, remaining, rebuilt } = admitted.value;
      if (batches.length > 0) sequence = to;
      for (const batch of batches) unfolded.add(batch.projectId);
      for (const projectId of rebuilt) unfolded.add(projectId);
      // Also when all were duplicates: who appended them waits for the word.
      if (arrivals > 0) channel.post({ version: 1, kind: "advanced", epoch, from, to });
      if (unfolded.size > 0) foldSoon();
      if (!remaining) return success(null);
    }
  }

  function foldSoon(): void {
    foldTimer ??= setTimeout(() => {
      foldTimer = undefined;
      void foldWaiting().catch(options.onError);
    }, FOLD_DELAY_MS);
  }

  async function foldWaiting(): Promise<void> {
    const waiting = [...unfolded];
    unfolded.clear();
    for (const projectId of waiting) {
      if (signal.aborted) return;
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) continue;
      const folded = await jobs.value.fold();
      if (!folded.ok) failed(folded.failure);
      void jobs.value.followMirror().catch(options.onError);
    }
  }

  /** Everything acked before the call is admitted and folded after it. */
  async function settle(projectId: string): Promise<Result<ProjectJobs>> {
    const jobs = await jobsFor(projectId);
    if (!jobs.ok) return jobs;
    const admitted = await admitAll();
    if (!admitted.ok) return admitted;
    const folded = await jobs.value.fold();
    if (!folded.ok) {
      failed(folded.failure);
      return folded;
    }
    unfolded.delete(jobs.value.project.id);
    return jobs;
  }

  /** The last asked stay open; the engine of another project is ended. */
  async function keepMirror(projectId: ProjectId): Promise<void> {
    const at = mirrored.indexOf(projectId);
    if (at !== -1) mirrored.splice(at, 1);
    mirrored.unshift(projectId);
    for (const closing of mirrored.splice(OPEN_MIRRORS)) await jobsById.get(closing)?.closeMirror();
  }

  async function close(projectId: ProjectId): Promise<void> {
    const jobs = jobsById.get(projectId);
    jobsById.delete(projectId);
    const at = mirrored.indexOf(projectId);
    if (at !== -1) mirrored.splice(at, 1);
    await jobs?.closeMirror();
  }

  const admitting = startWakingLoop(async () => void (await admitAll()), {
    idleMs: POLL_MS,
    signal,
    onError: options.onError,
  });

  const counters = openRealtimeCounters(database, epoch);
  startWakingLoop(
    async () => {
      const refreshed = await counters.refresh(Date.now());
      if (!refreshed.ok) failed(refreshed.failure);
    },
    { idleMs: COUNTERS_MS, signal, onError: options.onError },
  );

  /** What was admitted under the leader before and not folded by it. */
  async function foldEverything(): Promise<void> {
    for (const projectId of await ownerlessLogs(database)) {
      const removed = await writing.run(() => deleteProjectLog(database, epoch, projectId));
      if (!removed.ok) failed(removed.failure);
    }
    const projects = await listProjects(database);
    if (!projects.ok) return failed(projects.failure);
    for (const project of projects.value) unfolded.add(project.id);
    await foldWaiting();
  }
  void foldEverything().catch(options.onError);

  const handlers: Record<string, Handler> = {
    settle: on(onProject, async ({ projectId }) => {
      const settled = await settle(projectId);
      return settled.ok ? success(null) : settled;
    }),
    openMirror: on(onProject, async ({ projectId }) => {
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) return jobs;
      await keepMirror(jobs.value.project.id);
      void jobs.value.openMirror().catch(options.onError);
      options.onMirrorState(jobs.value.project.id, jobs.value.mirrorState());
      return success(null);
    }),
    ask: on(onQuestion, async (input, cancel) => {
      const question = parseQuestion(input.question);
      if (!question.ok) return question;
      const settled = await settle(input.projectId);
      if (!settled.ok) return settled;
      const { project } = settled.value;
      await keepMirror(project.id);
      return settled.value.withMirror(
        (mirror) =>
          askQuestion({
            project,
            question: question.value,
            now: Date.now(),
            stats: options.stats,
            mirror,
            signal: cancel,
          }),
        cancel,
      );
    }),
    sql: on(onSql, async (input, cancel) => {
      const settled = await settle(input.projectId);
      if (!settled.ok) return settled;
      await keepMirror(settled.value.project.id);
      const mirror = await settled.value.mirrorNow(cancel);
      if (!mirror.ok) return mirror;
      return runUserSql(mirror.value, input.text, {
        signal: cancel,
        ...(input.limit === undefined ? {} : { limit: input.limit }),
      });
    }),
    properties: on(onProject, async ({ projectId }, cancel) => {
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) return jobs;
      return jobs.value.withMirror((mirror) => suggestProperties(mirror, cancel), cancel);
    }),
    values: on(onValues, async ({ projectId, property, search }, cancel) => {
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) return jobs;
      return jobs.value.withMirror(
        (mirror) => suggestValues(mirror, property, search, { signal: cancel }),
        cancel,
      );
    }),
    verify: on(onProject, async ({ projectId }, cancel) => {
      const settled = await settle(projectId);
      if (!settled.ok) return settled;
      const jobs = settled.value;
      return success(
        await jobs.withoutFolding(() => verifyRollups(database, jobs.project, { signal: cancel })),
      );
    }),
    erase: on(onErase, async ({ projectId, what }) => {
      const erasure = parseErasure(what);
      if (!erasure.ok) return erasure;
      const settled = await settle(projectId);
      if (!settled.ok) return settled;
      const { project } = settled.value;
      await close(project.id);
      const receipt = await writing.run(() => eraseEvents(database, epoch, project.id, erasure.value));
      options.stats.invalidate(project.id, "all");
      unfolded.add(project.id);
      await foldWaiting();
      return receipt;
    }),
    deleteProject: on(onProject, async ({ projectId }) => {
      const id = toProjectId(projectId);
      await close(id);
      // The row first: events that come meanwhile then have no project to be admitted to.
      const rows = await removeProjectRows(database, id);
      if (!rows.ok) return rows;
      const removed = await writing.run(() => deleteProjectLog(database, epoch, id));
      options.stats.invalidate(id, "all");
      return removed;
    }),
  };

  signal.addEventListener("abort", () => clearTimeout(foldTimer), { once: true });

  return {
    handlers,
    arrived: () => admitting.wake(),
    async catalogChanged() {
      for (const { project } of jobsById.values()) {
        const jobs = await jobsFor(project.id);
        if (!jobs.ok) await close(project.id);
        else if (jobs.value.project !== project) unfolded.add(project.id);
      }
      if (unfolded.size > 0) foldSoon();
    },
    get sequence() {
      return sequence;
    },
    get folds() {
      return folds;
    },
  };
}

const deposed: Result<never> = fail({ kind: "deposed", message: "Another tab has taken the lead." });

/** Logs of projects whose deletion was cut short. */
async function ownerlessLogs(database: Database): Promise<ProjectId[]> {
  const heads = await database.logHeads.toArray();
  const known = new Set<string>(await database.projects.toCollection().primaryKeys());
  return heads
    .filter(({ projectId, events }) => events > 0 && !known.has(projectId))
    .map(({ projectId }) => projectId);
}

/** Parses what a request carries before its handler sees it. */
function on<Schema extends v.GenericSchema>(
  schema: Schema,
  handle: (input: v.InferOutput<Schema>, signal: AbortSignal) => Promise<Result<unknown>>,
): Handler {
  return async (input, signal) => {
    const parsed = v.safeParse(schema, input);
    if (!parsed.success)
      return fail({
        kind: "invalid-input",
        message: `The request is malformed: ${v.summarize(parsed.issues)}`,
      });
    return handle(parsed.output, signal);
  };
}
