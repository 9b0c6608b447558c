import { Dexie } from "dexie";
import type { Database } from "../database/database.ts";
import { CUT_SESSION_BASE, type CheckpointRow, type RollupChange } from "../database/rows.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { success, type Result } from "../model/failure.ts";
import { toSequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import { readBatches, readHead } from "../log/reader.ts";
import { storageFailure } from "../log/storage-failure.ts";
import { initBitmaps } from "./bitmap.ts";
import { makeChangeVersions } from "./change-versions.ts";
import { openFoldMemory, prepareFold, type FoldMemory, type FoldStep } from "./fold-step.ts";
import {
  commitFold,
  finishBuild,
  readCheckpoint,
  StaleRollup,
  startBuild,
  type RollupPlace,
} from "./rollup-rows.ts";
import type { Sessions } from "./merge-sessions.ts";
import { rollupSet } from "./series.ts";

const BUILD_EVENTS = 100_000;
const KEPT_CHANGES = 32;
const LISTED_BUCKETS = 200;
const MOST_ATTEMPTS = 4;

export interface Folded {
  sequence: number;
  generation: number;
  /** Starts of the hourly and daily rows written, ascending. */
  hours: number[];
  days: number[];
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
 * Hourly and daily rows of one project in its zone. Calls run one after another.
 */
export interface Rollup {
  /** The last one committed. */
  readonly checkpoint: Checkpoint;
  /**
   * Applies batches (of this project, ascending) exactly once: rows and checkpoint commit in one
   * fenced transaction, and what is at or below the checkpoint is ignored. Where the log's generation
   * was raised or the rows are gone, builds them anew from the log. Safe to kill at any await. Fails
   * with `deposed`, `quota-exceeded` or `storage-unavailable`; then nothing has changed.
   */
  fold(batches: readonly Batch[]): Promise<Result<Folded>>;
  /** Versions are of this object: one it did not give, such as -1, gets everything. */
  identityPairs(sinceVersion: number): Promise<IdentityPairs>;
  cutSessionIntervals(sinceVersion: number): Promise<CutSessionIntervals>;
}

interface Loaded {
  checkpoint: CheckpointRow;
  memory: FoldMemory;
}

/**
 * Opens the rollup of a project as it is configured now. Rows of another zone or idle timeout stay
 * readable until the new ones are built from the log, then go; so opening may take a while.
 */
export async function openRollup(
  db: Database,
  epoch: number,
  project: Project,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Result<Rollup>> {
  await initBitmaps();
  const set = rollupSet(project);
  const place: RollupPlace = { db, epoch, projectId: project.id, set };
  const scope = { project, set, zone: zoneOf(project.timeZone) };
  const identityVersions = makeChangeVersions();
  const sessionVersions = makeChangeVersions();
  let loaded: Loaded | undefined;
  let committed: Checkpoint = { generation: 0, sequence: toSequence(0) };
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const settle = (state: Loaded): void => {
    loaded = state;
    committed = {
      generation: state.checkpoint.generation,
      sequence: state.checkpoint.sequence,
    };
  };
  const noteChange = (
    checkpoint: CheckpointRow,
    step: FoldStep,
    batches: readonly Batch[],
  ): CheckpointRow => {
    const sequence = (batches.at(-1) as Batch).sequence;
    const change: RollupChange = { after: checkpoint.sequence, sequence };
    if (step.hourly.length <= LISTED_BUCKETS && step.identities.length <= LISTED_BUCKETS) {
      change.hours = step.hourly.map((row) => row.start);
      change.days = step.daily.map((row) => row.start);
      change.identities = step.identities.map((row) => row.shard);
    }
    const changes = [...(checkpoint.changes ?? []), change].slice(-KEPT_CHANGES);
    return { ...checkpoint, sequence, changes };
  };
  const foldInto = async ({ checkpoint, memory }: Loaded, batches: readonly Batch[]): Promise<FoldStep> => {
    const step = await prepareFold(db, scope, memory, batches);
    const next = { ...noteChange(checkpoint, step, batches), nextCutSession: memory.nextCutSession };
    await commitFold(place, checkpoint.sequence, next, step);
    memory.hourly.keep(step.hourly);
    memory.daily.keep(step.daily);
    identityVersions.record(step.identified);
    sessionVersions.record(step.recut);
    settle({ checkpoint: next, memory });
    return step;
  };
  const build = async (state: Loaded): Promise<Loaded> => {
    let current = state;
    for (;;) {
      signal?.throwIfAborted();
      const batches = await readBatches(db, project.id, current.checkpoint.sequence, {
        maxEvents: BUILD_EVENTS,
      });
      if (batches.length === 0) break;
      await foldInto(current, batches);
      current = loaded as Loaded;
    }
    const { building: _, changes: __, ...rest } = current.checkpoint;
    const finished = { checkpoint: rest, memory: current.memory };
    await finishBuild(place, finished.checkpoint);
    settle(finished);
    return finished;
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
      checkpoint = {
        consumer: "rollup",
        projectId: project.id,
        set,
        generation,
        sequence: toSequence(0),
        building: true,
        nextCutSession: CUT_SESSION_BASE,
      };
      await startBuild(place, checkpoint);
    }
    const memory = await openFoldMemory(db, project, set, checkpoint.nextCutSession);
    const state = { checkpoint, memory };
    settle(state);
    return checkpoint.building === true
      ? { state: await build(state), reset: true }
      : { state, reset: false };
  };
  /** Runs `work` again from what is stored when another writer got in between. */
  const attempt = async <T>(work: () => Promise<T>): Promise<Result<T>> => {
    for (let tries = 1; ; tries++)
      try {
        return success(await work());
      } catch (error) {
        loaded = undefined;
        if (error instanceof StaleRollup && tries < MOST_ATTEMPTS) continue;
        if (signal?.aborted === true && error === signal.reason)
          return { ok: false, failure: { kind: "cancelled", message: "Building was cancelled" } };
        const failure = storageFailure(error);
        if (failure === undefined) throw error;
        return { ok: false, failure };
      }
  };
  const foldNow = async (batches: readonly Batch[]): Promise<Folded> => {
    const { state, reset } = await load();
    const { checkpoint } = state;
    const fresh = batches
      .filter((batch) => batch.projectId === project.id && batch.sequence > checkpoint.sequence)
      .sort((a, b) => a.sequence - b.sequence);
    const step = fresh.length > 0 ? await foldInto(state, fresh) : undefined;
    const starts = (rows: readonly { start: number }[] = []): number[] =>
      rows.map((row) => row.start).sort((a, b) => a - b);
    return {
      sequence: committed.sequence,
      generation: committed.generation,
      hours: starts(step?.hourly),
      days: starts(step?.daily),
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
      await db.cutSessions
        .where(":id")
        .between([project.id, set, Dexie.minKey], [project.id, set, Dexie.maxKey])
        .each(({ distinct, start, end, session }) => {
          parts.push({
            distinct,
            sessions: { start: [...start], end: [...end], session: [...session] },
          });
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

  const opened = await inTurn(() => attempt(load));
  if (!opened.ok) return opened;
  return success({
    get checkpoint() {
      return committed;
    },
    fold: (batches) => inTurn(() => attempt(() => foldNow(batches))),
    identityPairs: (since) => inTurn(() => identityPairs(since)),
    cutSessionIntervals: (since) => inTurn(() => cutSessionIntervals(since)),
  });
}
