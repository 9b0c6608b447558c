import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import { CUT_SESSION_BASE, type CheckpointRow } from "../database/rows.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { success, type Failure, type Result } from "../model/failure.ts";
import { toSequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { zoneOf, type Zone } from "../model/time-zone.ts";
import { readBatches, readHead } from "../log/reader.ts";
import { breathe } from "../log/breathe.ts";
import { makeTaskQueue } from "../log/task-queue.ts";
import { initBitmaps } from "./bitmap.ts";
import { makeChangeVersions } from "./change-versions.ts";
import { dimensionHoursFrom, TIER_RULE, type TierRule } from "./fold-dimensions.ts";
import { DamagedRowError, requireCutSessions, rollupFailure } from "./damaged-row.ts";
import { openFoldMemory, prepareFold, type FoldMemory, type FoldStep } from "./fold-step.ts";
import { noteChange } from "./note-change.ts";
import {
  commitFold,
  dropBuild,
  finishBuild,
  readCheckpoint,
  requireRows,
  StaleRollup,
  startBuild,
  swapBuilt,
  type RollupPlace,
} from "./rollup-rows.ts";
import type { Sessions } from "./merge-sessions.ts";
import { rollupSet } from "./series.ts";

const BUILD_EVENTS = 100_000;
const MOST_ATTEMPTS = 4;

export interface Folded {
  sequence: number;
  generation: number;
  /** Starts of the hourly and daily rows written, ascending. */
  hours: number[];
  days: number[];
  /** Distinct ids whose canonical actor changed, by `people` ordinal. */
  identified: number[];
  /** The rows were built anew: what a reader holds of this project is void. */
  reset: boolean;
}

/** Merges of actors: events of `distinct[i]` without a user id belong to `canonical[i]`. */
export interface IdentityPairs {
  version: number;
  /** All pairs; otherwise those that came or changed since the version asked for. */
  full: boolean;
  /** `people` ordinals. */
  distinct: Uint32Array;
  canonical: Uint32Array;
}

/**
 * Sessions cut by idle time: the event of `distinct[i]` without a session id at `t` with
 * `start[i] <= t <= end[i]` is in session `session[i]` ({@link CUT_SESSION_BASE} or more).
 */
export interface CutSessionIntervals {
  version: number;
  /** All sessions; otherwise every session of each distinct id that changed: replace those. */
  full: boolean;
  distinct: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  session: Uint32Array;
}

/**
 * Hourly and daily rows of one project in its zone. Calls run one after another. Where a stored row
 * turns out to be damaged, whatever the call, all are built anew from the log first.
 */
export interface Rollup {
  /** The last one committed. */
  readonly checkpoint: Checkpoint;
  /**
   * Applies batches (of this project, ascending) exactly once: rows and checkpoint commit in one
   * fenced transaction, and what is at or below the checkpoint is ignored. Where the log's generation
   * was raised or the rows are gone, builds them anew from the log. Safe to kill at any await. Fails
   * with `deposed`, `quota-exceeded` or `storage-unavailable`; then nothing has changed. Batches that
   * were read in another `generation` than the rollups have by now are left out.
   */
  fold(batches: readonly Batch[], generation?: number): Promise<Result<Folded>>;
  /** Versions are of this object: one it did not give, such as -1, gets everything. */
  identityPairs(sinceVersion: number): Promise<IdentityPairs>;
  cutSessionIntervals(sinceVersion: number): Promise<CutSessionIntervals>;
  /**
   * Builds every row anew from the log, beside those there, which readers have until the new ones
   * take their place. Fails as {@link fold}, and with `cancelled`; then nothing has changed.
   */
  rebuild(options?: BuildOptions): Promise<Result<Folded>>;
  /** Looks whether every stored row can be read. `reset` says that they were built anew. */
  mend(): Promise<Result<Folded>>;
}

export interface BuildOptions {
  signal?: AbortSignal;
  onProgress?: (events: number, total: number) => void;
}

interface Loaded {
  checkpoint: CheckpointRow;
  memory: FoldMemory;
}

/** Where rows are written. */
interface Target {
  place: RollupPlace;
  scope: { project: Project; set: string; zone: Zone };
}

/**
 * Opens the rollup of a project as it is configured now. Rows of another zone or idle timeout stay
 * readable until the new ones are built from the log, then go; so opening may take a while.
 */
export async function openRollup(
  db: Database,
  epoch: number,
  project: Project,
  {
    signal,
    onDamaged,
    now = Date.now,
    tierRule = TIER_RULE,
  }: {
    signal?: AbortSignal;
    onDamaged?: (failure: Failure) => void;
    now?: () => number;
    tierRule?: TierRule;
  } = {},
): Promise<Result<Rollup>> {
  await initBitmaps();
  const set = rollupSet(project);
  const targetOf = (name: string): Target => ({
    place: { db, epoch, projectId: project.id, set: name },
    scope: { project, set: name, zone: zoneOf(project.timeZone) },
  });
  const main = targetOf(set);
  const beside = targetOf(`${set}|beside`);
  const { place } = main;
  let isReset = false;
  const identityVersions = makeChangeVersions();
  const sessionVersions = makeChangeVersions();
  let loaded: Loaded | undefined;
  let committed: Checkpoint = { generation: 0, sequence: toSequence(0) };
  const turns = makeTaskQueue();

  const settle = (state: Loaded): void => {
    loaded = state;
    committed = {
      generation: state.checkpoint.generation,
      sequence: state.checkpoint.sequence,
    };
  };
  const foldInto = async (
    target: Target,
    { checkpoint, memory }: Loaded,
    batches: readonly Batch[],
  ): Promise<{ step: FoldStep; next: Loaded }> => {
    const { scope } = target;
    const hoursFrom = Math.max(
      checkpoint.dimensionHoursFrom ?? Number.MAX_SAFE_INTEGER,
      dimensionHoursFrom(scope.zone, now()),
    );
    const step = await prepareFold(
      db,
      { ...scope, dimensionHoursFrom: hoursFrom, tierRule },
      memory,
      batches,
    );
    const next = {
      ...noteChange(checkpoint, step, batches),
      nextCutSession: memory.nextCutSession,
      dimensionHoursFrom: hoursFrom,
    };
    await commitFold(target.place, checkpoint.sequence, next, step);
    memory.hourly.keep(step.hourly);
    memory.daily.keep(step.daily);
    for (const { tier, start, bucket } of step.buckets) memory.buckets[tier].keep(start, bucket);
    return { step, next: { checkpoint: next, memory } };
  };
  const foldHere = async (state: Loaded, batches: readonly Batch[]): Promise<FoldStep> => {
    const { step, next } = await foldInto(main, state, batches);
    identityVersions.record(step.identified);
    sessionVersions.record(step.recut);
    settle(next);
    return step;
  };
  /** Folds to the log's end what is being built. */
  const foldThrough = async (
    target: Target,
    start: Loaded,
    { signal: cancel, onProgress }: BuildOptions = {},
  ): Promise<Loaded> => {
    let current = start;
    let events = 0;
    for (;;) {
      signal?.throwIfAborted();
      cancel?.throwIfAborted();
      const batches = await readBatches(db, project.id, current.checkpoint.sequence, {
        maxEvents: BUILD_EVENTS,
      });
      if (batches.length === 0) break;
      current = (await foldInto(target, current, batches)).next;
      for (const { columns, damaged } of batches) events += damaged ?? columns.count;
      onProgress?.(events, Math.max(events, (await readHead(db, project.id)).events));
      await breathe();
    }
    const { building: _, changes: __, ...rest } = current.checkpoint;
    return { checkpoint: rest, memory: current.memory };
  };
  const startOf = (target: Target, generation: number): CheckpointRow => ({
    consumer: "rollup",
    projectId: project.id,
    set: target.scope.set,
    generation,
    sequence: toSequence(0),
    building: true,
    build: Date.now(),
    dimensionHoursFrom: dimensionHoursFrom(target.scope.zone, now()),
    nextCutSession: CUT_SESSION_BASE,
  });
  const build = async (state: Loaded): Promise<Loaded> => {
    const finished = await foldThrough(main, state);
    await finishBuild(place, finished.checkpoint);
    settle(finished);
    return finished;
  };
  const buildBeside = async (options: BuildOptions = {}): Promise<void> => {
    const { generation } = await readHead(db, project.id);
    const start = startOf(beside, generation);
    await startBuild(beside.place, start);
    try {
      const memory = await openFoldMemory(db, project, beside.scope.set, start.nextCutSession);
      const { checkpoint } = await foldThrough(beside, { checkpoint: start, memory }, options);
      await swapBuilt(place, beside.scope.set, checkpoint);
    } catch (error) {
      if (options.signal?.aborted) await dropBuild(place, beside.scope.set);
      throw error;
    }
    loaded = undefined;
    isReset = true;
  };
  /** Memory true to what is stored, which is made true to the log's generation. */
  const load = async (): Promise<{ state: Loaded; reset: boolean }> => {
    const { generation } = await readHead(db, project.id);
    if (loaded !== undefined && loaded.checkpoint.generation === generation)
      return { state: loaded, reset: false };
    identityVersions.reset();
    sessionVersions.reset();
    let checkpoint = await readCheckpoint(db, project.id, set);
    if (checkpoint === undefined || checkpoint.generation !== generation) {
      checkpoint = startOf(main, generation);
      await startBuild(place, checkpoint);
    }
    const memory = await openFoldMemory(db, project, set, checkpoint.nextCutSession);
    const state = { checkpoint, memory };
    settle(state);
    return checkpoint.building === true
      ? { state: await build(state), reset: true }
      : { state, reset: false };
  };
  /** Runs `work` again from what is stored when another writer got in between, or a row was damaged. */
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    let isDamaged = false;
    for (let tries = 1; ; tries++)
      try {
        if (isDamaged) await buildBeside();
        isDamaged = false;
        return await work();
      } catch (error) {
        loaded = undefined;
        if (tries === MOST_ATTEMPTS) throw error;
        if (error instanceof DamagedRowError) {
          isDamaged = true;
          const failure = rollupFailure(error);
          if (failure !== undefined) onDamaged?.(failure);
        } else if (!(error instanceof StaleRollup)) throw error;
      }
  };
  const attempt = async <T>(work: () => Promise<T>, cancel?: AbortSignal): Promise<Result<T>> => {
    try {
      return success(await again(work));
    } catch (error) {
      if ([signal, cancel].some((each) => each?.aborted === true && error === each.reason))
        return { ok: false, failure: { kind: "cancelled", message: "Building was cancelled" } };
      const failure = rollupFailure(error);
      if (failure === undefined) throw error;
      return { ok: false, failure };
    }
  };
  const foldNow = async (batches: readonly Batch[], generation?: number): Promise<Folded> => {
    const { state, reset: rebuilt } = await load();
    const { checkpoint } = state;
    const isOfThis = generation === undefined || generation === checkpoint.generation;
    const fresh = (isOfThis ? batches : [])
      .filter((batch) => batch.projectId === project.id && batch.sequence > checkpoint.sequence)
      .sort((a, b) => a.sequence - b.sequence);
    const step = fresh.length > 0 ? await foldHere(state, fresh) : undefined;
    const reset = rebuilt || isReset;
    isReset = false;
    const starts = (rows: readonly { start: number }[] = []): number[] =>
      rows.map((row) => row.start).sort((a, b) => a - b);
    return {
      sequence: committed.sequence,
      generation: committed.generation,
      hours: starts(step?.hourly),
      days: starts(step?.daily),
      identified: step?.identified ?? [],
      reset,
    };
  };

  const identityPairs = async (since: number): Promise<IdentityPairs> => {
    const { identity } = (await load()).state.memory;
    const { version } = identityVersions;
    const changed = identityVersions.since(since);
    if (changed === undefined) return { version, full: true, ...identity.pairs() };
    return {
      version,
      full: false,
      distinct: Uint32Array.from(changed),
      canonical: Uint32Array.from(changed, (distinct) => identity.canonical(distinct)),
    };
  };
  const cutSessionIntervals = async (since: number): Promise<CutSessionIntervals> => {
    const { shards } = (await load()).state.memory;
    const { version } = sessionVersions;
    const changed = sessionVersions.since(since);
    const parts: { distinct: ArrayLike<number>; sessions: Sessions }[] = [];
    if (changed !== undefined) {
      await shards.load(changed);
      for (const distinct of changed) {
        const sessions = shards.get(distinct);
        parts.push({ distinct: sessions.start.map(() => distinct), sessions });
      }
    } else {
      const rows = await db.cutSessions
        .where(":id")
        .between([project.id, set, Dexie.minKey], [project.id, set, Dexie.maxKey])
        .toArray();
      for (const { distinct, start, end, session } of rows.map(requireCutSessions))
        parts.push({
          distinct,
          sessions: { start: [...start], end: [...end], session: [...session] },
        });
    }
    return {
      version,
      full: changed === undefined,
      distinct: Uint32Array.from(parts.flatMap((part) => Array.from(part.distinct))),
      start: Float64Array.from(parts.flatMap((part) => part.sessions.start)),
      end: Float64Array.from(parts.flatMap((part) => part.sessions.end)),
      session: Uint32Array.from(parts.flatMap((part) => part.sessions.session)),
    };
  };

  const opened = await turns.run(() =>
    attempt(async () => {
      await load();
      const isLeft = (await db.checkpoints.get(["rollup", project.id, beside.scope.set])) !== undefined;
      if (isLeft) await dropBuild(place, beside.scope.set);
    }),
  );
  if (!opened.ok) return opened;
  return success({
    get checkpoint() {
      return committed;
    },
    fold: (batches, generation) => turns.run(() => attempt(() => foldNow(batches, generation))),
    identityPairs: (since) => turns.run(() => again(() => identityPairs(since))),
    cutSessionIntervals: (since) => turns.run(() => again(() => cutSessionIntervals(since))),
    rebuild: (build = {}) =>
      turns.run(() =>
        attempt(async () => {
          await buildBeside(build);
          return foldNow([]);
        }, build.signal),
      ),
    mend: () =>
      turns.run(() =>
        attempt(async () => {
          await requireRows(db, project.id, set);
          return foldNow([]);
        }),
      ),
  });
}
