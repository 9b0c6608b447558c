import { changedBy } from "./changed-by.ts";
import { listProjects, readProject } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import type { FeedChannel } from "../feed/feed-channel.ts";
import { openAdmission, type Admission, type Admitted, type Gain } from "../log/admission.ts";
import { deleteProjectLog } from "../log/erasure.ts";
import type { SeenValues } from "../log/seen-values.ts";
import { success, type Failure, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import type { Folded } from "../rollup/folder.ts";
import { openRealtimeCounters } from "../rollup/realtime-counters.ts";
import { rollupSet } from "../rollup/series.ts";
import type { StatsReader } from "../rollup/stats-reader.ts";
import { BURST_FULLNESS, startAdmitting } from "./admitting.ts";
import { deposed } from "./deposed.ts";
import { makeLeaderHandlers, type LeaderWork } from "./leader-handlers.ts";
import { makeFoldSchedule } from "./fold-schedule.ts";
import { startFolderWatch, startSharing } from "./folder-watch.ts";
import { openProjectJobs, type ProjectJobs } from "./project-jobs.ts";
import type { Handler } from "./requests.ts";
import { startRetention } from "./retention.ts";
import { eraseAndRefold } from "./rewriting.ts";
import { startSealing } from "./sealing.ts";
import { sweepMirrorFiles } from "./sweep-mirror-files.ts";
import { makeTaskQueue } from "../log/task-queue.ts";
import { startWakingLoop } from "./waking-loop.ts";
import type { UpkeepJob } from "./upkeep.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";

const COUNTERS_MS = 4_000;
const REFOLD_MS = 2_000;
/** More distinct ids than this are looked for by who needs them. */
const TOLD_IDENTITIES = 2_000;
/** Mirrors kept beside the one asked last. */
const OPEN_MIRRORS = 2;

export interface Leader {
  /** Arrivals wait. */
  arrived(): void;
  /** Admits events that are stored nowhere yet, see `Admission`. */
  take: Admission["take"];
  /** Projects were created, changed or removed. */
  catalogChanged(): Promise<void>;
  readonly handlers: Record<string, Handler>;
  readonly sequence: number;
  /** Folds of this term, so that a tab that missed a message notices. */
  readonly folds: number;
}

/**
 * The work of the one leading tab: admits arrivals, folds, mirrors, and answers what only it can.
 * Every write is fenced by `epoch`; a `deposed` failure means this term is over.
 */
export function startLeading(options: {
  database: Database;
  channel: FeedChannel;
  epoch: number;
  stats: StatsReader;
  seenOf: (projectId: ProjectId) => SeenValues;
  /** How much of the buffer of events to be stored is taken in this worker, 0 to 1. */
  fullness: () => number;
  /** Resolves when the page's first questions are answered: what can wait does until then. */
  calm: Promise<void>;
  startFolderWorker?: (() => Worker) | undefined;
  signal: AbortSignal;
  /** Before the word is given to other tabs. */
  onAdmitted: (gains: Gain[]) => void;
  onFolded: (projectId: ProjectId, folded: Folded) => void;
  onMirrorState: (projectId: ProjectId, state: MirrorState) => void;
  onUpkeep: (projectId: ProjectId, job: UpkeepJob | null) => void;
  onFailure: (failure: Failure) => void;
  onDeposed: () => void;
  onError: (error: unknown) => void;
}): Leader {
  const { database, channel, epoch, signal } = options;
  const jobsById = new Map<ProjectId, ProjectJobs>();
  const mirrored: ProjectId[] = [];
  const writing = makeTaskQueue();
  const opening = makeTaskQueue();
  const admission = openAdmission(database, epoch);
  let sequence = 0;
  let folds = 0;
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
        const { generation, sequence: reached, identified, reset } = folded;
        const point = { projectId: project.id, generation, sequence: reached };
        folds += 1;
        options.onFolded(project.id, folded);
        const known = !reset && identified.length <= TOLD_IDENTITIES;
        const changed = changedBy(folded);
        channel.post({
          ...{ version: 1, kind: "folded", epoch, ...point },
          ...(known && { identified }),
          ...(changed && { changed }),
        });
      },
      onMirrorState: (state) => options.onMirrorState(project.id, state),
      onDamaged: options.onFailure,
      onError: options.onError,
    });
    jobsById.set(project.id, jobs);
    return jobs;
  }

  /** A changed time zone, idle timeout or list of tracked properties is another set of rollups: opened anew. */
  const jobsFor = (projectId: string) =>
    opening.run(async (): Promise<Result<ProjectJobs>> => {
      const read = await readProject(database, projectId);
      if (!read.ok) return read;
      const project = read.value;
      const known = jobsById.get(project.id);
      if (!known) return success(openJobs(project));
      if (rollupSet(known.project) === rollupSet(project)) {
        known.project = project;
        return success(known);
      }
      const { mirror } = known;
      jobsById.delete(project.id);
      await known.close();
      const next = openJobs(project);
      if (mirror) void next.openMirror().catch(options.onError);
      return success(next);
    });

  const isCurrent = (jobs: ProjectJobs) => !signal.aborted && jobsById.get(jobs.project.id) === jobs;

  async function admit(maxEvents: number): Promise<Result<Admitted>> {
    const admitted = await writing.run(() => admission.admit({ maxEvents }));
    if (admitted.ok) return admitted;
    if (admitted.failure.kind === "quota-exceeded") channel.post({ version: 1, kind: "full" });
    failed(admitted.failure);
    return admitted;
  }

  const take: Admission["take"] = async (...handed) => {
    const admitted = await writing.run(() => admission.take(...handed));
    if (admitted.ok) takeAdmitted(admitted.value);
    else if (admitted.failure.kind === "deposed") failed(admitted.failure);
    return admitted;
  };

  function takeAdmitted({ from, to, batches, gains, arrivals, rebuilt }: Admitted): void {
    if (batches.length > 0) sequence = to;
    const events = batches.reduce((sum, { columns }) => sum + columns.count, 0);
    for (const gain of gains) jobsById.get(gain.projectId)?.gained(gain);
    for (const { projectId, columns } of batches) {
      unfolded.add(projectId);
      sealing.grew(projectId, columns.count);
      jobsById.get(projectId)?.followMirror();
    }
    for (const projectId of rebuilt) unfolded.add(projectId);
    if (rebuilt.length > 0) void sweepMirrors().catch(options.onError);
    if (arrivals > 0 || rebuilt.length > 0) options.onAdmitted(gains);
    // Also when all were duplicates: who appended them waits for the word.
    if (arrivals > 0) channel.post({ version: 1, kind: "advanced", epoch, from, to });
    if (unfolded.size > 0) folding.soon(events);
  }

  /** Folds what gained events. What fails stays on the list and is tried again. */
  async function foldWaiting(): Promise<void> {
    for (const projectId of [...unfolded]) {
      if (signal.aborted) return;
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) {
        if (jobs.failure.kind === "unknown-project") unfolded.delete(projectId);
        continue;
      }
      unfolded.delete(projectId);
      const folded = await jobs.value.fold();
      if (!folded.ok) {
        unfolded.add(projectId);
        if (isCurrent(jobs.value)) failed(folded.failure);
        continue;
      }
      jobs.value.followMirror();
    }
  }

  const folding = makeFoldSchedule({
    fold: foldWaiting,
    isBurst: () => options.fullness() > BURST_FULLNESS,
    onError: options.onError,
  });

  async function settled<T>(
    projectId: string,
    work: (jobs: ProjectJobs) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    for (;;) {
      if (signal.aborted) return deposed;
      const admitted = await admitting.all();
      if (!admitted.ok) return admitted;
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) return jobs;
      const folded = await jobs.value.fold();
      const result = folded.ok ? await work(jobs.value) : folded;
      if (result.ok) return result;
      const { kind } = result.failure;
      // Closed under us by a changed project: once more with what was opened in its place.
      const isClosed = !isCurrent(jobs.value) && !signal.aborted;
      if (isClosed && (kind === "deposed" || kind === "engine-unavailable")) continue;
      if (kind === "deposed") failed(result.failure);
      return result;
    }
  }

  /** The last asked stay open; the engine of another project is ended. */
  function keepMirror(projectId: ProjectId): void {
    const at = mirrored.indexOf(projectId);
    if (at !== -1) mirrored.splice(at, 1);
    mirrored.unshift(projectId);
    for (const closing of mirrored.splice(OPEN_MIRRORS)) void letGo(closing).catch(options.onError);
  }

  async function letGo(projectId: ProjectId): Promise<void> {
    const isWanted = () => mirrored.includes(projectId);
    await jobsById.get(projectId)?.closeMirror(isWanted);
    if (!isWanted()) await admission.forget(projectId);
  }

  /** First what is asked, then what is written to. */
  async function openPrepared(jobs: ProjectJobs): Promise<void> {
    await jobs.openMirror();
    if (!isCurrent(jobs)) return;
    const prepared = await writing.run(() => admission.prepare(jobs.project.id));
    if (!prepared.ok) failed(prepared.failure);
  }

  async function sweepMirrors(): Promise<void> {
    const swept = await sweepMirrorFiles(database);
    if (!swept.ok) failed(swept.failure);
  }

  async function close(projectId: ProjectId): Promise<void> {
    const jobs = jobsById.get(projectId);
    jobsById.delete(projectId);
    const at = mirrored.indexOf(projectId);
    if (at !== -1) mirrored.splice(at, 1);
    await jobs?.close();
  }

  const admitting = startAdmitting({
    admit,
    onAdmitted: takeAdmitted,
    fullness: options.fullness,
    signal,
    onError: options.onError,
  });

  const sealing = startSealing({
    seal: (projectId, wanted) => writing.run(() => admission.seal(projectId, wanted)),
    projectIds: async () => (await database.logHeads.toArray()).map(({ projectId }) => projectId),
    isBusy: () => options.fullness() > 0,
    signal,
    onFailure: failed,
    onError: options.onError,
  });

  const counters = openRealtimeCounters(database, epoch);
  startWakingLoop(
    async () => {
      await options.calm;
      const refreshed = await counters.refresh(Date.now());
      if (!refreshed.ok) failed(refreshed.failure);
    },
    { idleMs: COUNTERS_MS, signal, onError: options.onError },
  );

  /** What was admitted under the leader before and not folded by it. */
  async function foldEverything(): Promise<void> {
    if (signal.aborted) return;
    for (const projectId of await ownerlessLogs(database)) {
      const removed = await writing.run(() => deleteProjectLog(database, epoch, projectId));
      if (!removed.ok) failed(removed.failure);
    }
    const projects = await listProjects(database);
    if (!projects.ok) return failed(projects.failure);
    for (const project of projects.value) unfolded.add(project.id);
    await foldWaiting();
    await sweepMirrors();
  }
  void options.calm.then(foldEverything).catch(options.onError);
  const refolding = setInterval(() => {
    if (unfolded.size > 0) folding.soon(0);
  }, REFOLD_MS);

  const work: LeaderWork = {
    database,
    epoch,
    stats: options.stats,
    seenOf: options.seenOf,
    settled,
    async admitted(projectId, work) {
      const admitted = await admitting.all();
      if (!admitted.ok) return admitted;
      const jobs = await jobsFor(projectId);
      return jobs.ok ? work(jobs.value) : jobs;
    },
    mirrored: (projectId, work, { exclusive, signal: cancel }) =>
      settled(projectId, async (jobs) => {
        keepMirror(jobs.project.id);
        if (exclusive) return jobs.withMirror((mirror) => work(mirror, jobs), cancel);
        return jobs.beside((mirror) => work(mirror, jobs), cancel);
      }),
    async openMirror(projectId) {
      const jobs = await jobsFor(projectId);
      if (!jobs.ok) return jobs;
      keepMirror(jobs.value.project.id);
      void openPrepared(jobs.value).catch(options.onError);
      options.onMirrorState(jobs.value.project.id, jobs.value.mirrorState());
      return success(null);
    },
    writing: (task) => writing.run(task),
    close,
    sweepMirrors,
    onUpkeep: options.onUpkeep,
    recountLive(projectId) {
      counters.forget(projectId);
      return counters.refresh(Date.now());
    },
  };
  const handlers = makeLeaderHandlers(work);

  const retention = startRetention({
    database,
    epoch,
    erase: (projectId, before) => eraseAndRefold(work, projectId, { before, retention: true }),
    signal,
    onChecked: () => channel.post({ version: 1, kind: "catalog" }),
    onFailure: failed,
    onError: options.onError,
  });

  const { startFolderWorker: startWorker, onError } = options;
  const folders = startWorker && startFolderWatch({ database, startWorker, signal, onError });
  const sharing = startWorker && startSharing({ database, work, startWorker, signal, onError });
  const foldersChanged = async (): Promise<void> => {
    await Promise.all([folders?.catalogChanged(), sharing?.catalogChanged()]);
  };
  void options.calm.then(foldersChanged).catch(onError);

  signal.addEventListener(
    "abort",
    () => {
      folding.end();
      clearInterval(refolding);
    },
    { once: true },
  );

  return {
    handlers,
    arrived: () => admitting.wake(),
    take,
    async catalogChanged() {
      retention.catalogChanged();
      void foldersChanged().catch(onError);
      for (const known of [...jobsById.values()]) {
        const { id } = known.project;
        const jobs = await jobsFor(id);
        if (!jobs.ok) await close(id);
        else if (jobs.value !== known) unfolded.add(id);
      }
      if (unfolded.size > 0) folding.soon(0);
      await sweepMirrors();
    },
    get sequence() {
      return sequence;
    },
    get folds() {
      return folds;
    },
  };
}

/** Logs of projects whose deletion was cut short. */
async function ownerlessLogs(database: Database): Promise<ProjectId[]> {
  const heads = await database.logHeads.toArray();
  const known = new Set<string>(await database.projects.toCollection().primaryKeys());
  return heads
    .filter(({ projectId, events }) => events > 0 && !known.has(projectId))
    .map(({ projectId }) => projectId);
}
