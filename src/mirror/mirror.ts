import { readHead, type LogDatabase } from "../log/reader.ts";
import { storageFailure } from "../log/storage-failure.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import { toSequence } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { EngineDied, FileRefused, QueryCancelled, SqlRefused, startDuckdb, type Duckdb } from "./duckdb.ts";
import {
  makeCutSessionsLog,
  makeIdentityLog,
  type CutSessionsDelta,
  type IdentityDelta,
} from "./join-deltas.ts";
import { GenerationRaised, openLoader, type Loader } from "./loader.ts";
import type { MirroredKind } from "./mirror-dictionaries.ts";
import { claimMirrorFile, removeMirrorFiles, type MirrorFile } from "./mirror-file.ts";
import type { MirrorState } from "./mirror-state.ts";
import { beginReading, makeReadings, type Reading, type SnapshotOptions } from "./readings.ts";
import type { SessionFactsNeed } from "./session-facts.ts";
import { NotOfThisLog } from "./stored-tables.ts";

const REBUILDS_A_MINUTE = 3;
const START_AGAIN_MS = 5_000;
/** The file gains what came in so long after the last time. */
const KEEP_EVERY_MS = 3_000;
/** And so long after it was refused to, because someone read. */
const KEEP_AGAIN_MS = 250;
/** After so many files put aside, it is memory until the next start. */
const FILES_TRIED = 2;

/** The mirror could not be started or filled; it is tried again with the next question or fold. */
class MirrorFailed extends Error {
  override readonly name = "MirrorFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export type MirrorNeed = MirroredKind | SessionFactsNeed;

export interface ReadOptions extends SnapshotOptions {
  /** What is left out until needed: the dictionary `sessions`, and what sessions are. */
  needs?: readonly MirrorNeed[];
  /** What may have killed the engine itself is not run again. */
  retry?: boolean;
}

/**
 * DuckDB holding one project's log, in a worker of its own. It starts and catches up by itself, from
 * where its file ends: one of this origin's private file system, where there is that and no one else has it
 * open, else it is filled from the log. What the file lacks, because the browser was killed, is read
 * from the log; a file that does not go with the log is put aside. An engine that dies is replaced,
 * and what was being read is read again, once.
 */
export interface Mirror {
  readonly project: Project;
  state(): MirrorState;
  /** What is loaded and committed; sequence 0 while nothing is. */
  checkpoint(): Checkpoint;
  rows(): number;
  /** Whether it outlasts a reload. */
  stored(): boolean;
  /** For diagnostics. Ending it counts as a crash. */
  worker(): Worker | undefined;
  /** Resolves when everything in the log at the start is loaded, or with why that cannot be. */
  whenReady(signal?: AbortSignal): Promise<Result<Checkpoint>>;
  /** Adds log entries in order. Those already there are ignored; ones missing before them are read from the log. */
  load(batches: readonly Batch[]): Promise<Result<Checkpoint>>;
  /** Loads everything the log has. Tries again, every five seconds at most, to start an engine that failed. */
  catchUp(onProgress?: (loaded: number, total: number) => void): Promise<Result<Checkpoint>>;
  setIdentity(delta: IdentityDelta): Promise<Result<null>>;
  setCutSessions(delta: CutSessionsDelta): Promise<Result<null>>;
  /**
   * Runs `work` on one snapshot. Loads go on meanwhile. Fails with `query-cancelled`,
   * `query-failed` (DuckDB's words) or `engine-unavailable`.
   */
  read<T>(work: (reading: Reading) => Promise<T>, options?: ReadOptions): Promise<Result<T>>;
  /** Brings everything loaded to the file, where there is one, unless someone reads. */
  keep(): Promise<Result<null>>;
  /** Ends the worker; what is under way fails with `engine-unavailable`. */
  stop(): Promise<void>;
}

interface Engine {
  duckdb: Duckdb;
  loader: Loader;
  readings: ReturnType<typeof makeReadings>;
}

export function startMirror(options: {
  db: LogDatabase;
  project: Project;
  signal: AbortSignal;
  onState?: (state: MirrorState) => void;
  inMemory?: boolean;
}): Mirror {
  const { db, project, signal } = options;
  const identityLog = makeIdentityLog();
  const cutSessionsLog = makeCutSessionsLog();
  const rebuiltAt: number[] = [];
  let state: MirrorState = { kind: "idle" };
  let stopped = false;
  let failedAt = 0;
  let duckdb: Duckdb | undefined;
  let loader: Loader | undefined;
  let engine: Promise<Engine>;
  let writes: Promise<unknown> = Promise.resolve();
  let filesLeft = options.inMemory === true ? 0 : FILES_TRIED;
  let file: MirrorFile | undefined;
  let keeping: ReturnType<typeof setTimeout> | undefined;

  const setState = (next: MirrorState) => {
    if (stopped) return;
    state = next;
    options.onState?.(next);
  };
  const ready = (filled: Loader) => {
    const { checkpoint, rows } = filled.loaded;
    setState({ kind: "ready", sequence: checkpoint.sequence, rows });
  };

  async function begin(): Promise<Engine> {
    file =
      filesLeft > 0 ? await claimMirrorFile(db.name, project, await generationOf(db, project)) : undefined;
    const started = await startDuckdb(file);
    duckdb = started;
    if (stopped) started.stop("the mirror was stopped");
    const filled = await openLoader(started, db, project);
    loader = filled;
    await filled.catchUp((loaded, total) => setState({ kind: "loading", loaded, total }));
    for (const delta of identityLog) await filled.setIdentity(delta);
    for (const delta of cutSessionsLog) await filled.setCutSessions(delta);
    const begun = { duckdb: started, loader: filled, readings: makeReadings(started, () => filled.loaded) };
    void started.died.then((death) => {
      if (duckdb === started) rebuild(death);
    });
    ready(filled);
    keepSoon();
    return begun;
  }

  /** What was written since is lost with the browser, and then read from the log again. */
  function keepSoon(afterMs = KEEP_EVERY_MS): void {
    if (loader?.unkept !== true || stopped) return;
    keeping ??= setTimeout(() => {
      keeping = undefined;
      void keep();
    }, afterMs);
  }

  const keep = () =>
    writing(async (filled) => {
      if (filled.unkept) await filled.keep();
      keepSoon(KEEP_AGAIN_MS);
      return null;
    });

  async function putFileAside(): Promise<void> {
    filesLeft--;
    const aside = file?.name;
    if (aside !== undefined) await removeMirrorFiles(db.name, (name) => name === aside);
  }

  function launch(after: Promise<void> = Promise.resolve()): void {
    duckdb = undefined;
    loader = undefined;
    engine = after.then(begin).catch(async (error: unknown) => {
      const isFileBad =
        error instanceof NotOfThisLog ||
        error instanceof FileRefused ||
        (error instanceof SqlRefused && duckdb?.stored === true);
      if (!stopped && isFileBad) {
        duckdb?.stop(error.message);
        await putFileAside();
        setState({ kind: "rebuilding", why: error.message });
        launch();
        return engine;
      }
      const diedFilling = duckdb !== undefined && error instanceof EngineDied;
      if (!stopped && (diedFilling || error instanceof GenerationRaised)) {
        rebuild(error);
        return engine;
      }
      duckdb?.stop("the mirror could not be filled");
      const known = failureOf(error);
      if (known === undefined) throw error;
      const failure: Failure =
        known.kind === "query-failed"
          ? { kind: "engine-unavailable", message: `DuckDB could not be started: ${known.message}` }
          : known;
      return giveUp(failure);
    });
    engine.catch(() => undefined);
  }

  function giveUp(failure: Failure): never {
    failedAt = performance.now();
    setState({ kind: "failed", failure });
    throw new MirrorFailed(failure);
  }

  function rebuild(death: Error): void {
    if (stopped) return;
    const why = death.message;
    const now = performance.now();
    // A query that would not stop is no sign of an engine that cannot live.
    if (!(death instanceof EngineDied && death.known)) rebuiltAt.push(now);
    if (rebuiltAt.filter((at) => now - at < 60_000).length > REBUILDS_A_MINUTE) {
      const message = `DuckDB died ${REBUILDS_A_MINUTE + 1} times within a minute, last: ${why}`;
      engine = (async () => giveUp({ kind: "engine-unavailable", message }))();
      engine.catch(() => undefined);
      return;
    }
    duckdb?.stop(why);
    setState({ kind: "rebuilding", why });
    const aside = death instanceof EngineDied && death.suspect ? putFileAside() : undefined;
    launch(aside);
  }

  function failureOf(error: unknown): Failure | undefined {
    if (stopped) return { kind: "engine-unavailable", message: "The mirror was stopped." };
    if (error instanceof MirrorFailed) return error.failure;
    if (error instanceof QueryCancelled) return { kind: "query-cancelled", message: error.message };
    if (error instanceof SqlRefused) return { kind: "query-failed", message: error.message };
    if (error instanceof EngineDied)
      return { kind: "engine-unavailable", message: `The query engine stopped: ${error.message}` };
    return storageFailure(error);
  }

  /** Runs `work` on the living engine, once more on the next one if it dies of it. */
  async function onEngine<T>(
    work: (living: Engine) => Promise<T>,
    { retry = true, signal: cancel }: ReadOptions = {},
  ): Promise<Result<T>> {
    for (let attempt = 0; ; attempt++) {
      const current = engine;
      try {
        return success(await work(await orCancelled(current, cancel)));
      } catch (error) {
        if (error instanceof EngineDied && !stopped && attempt === 0 && (retry || error.known)) {
          // The death is announced to everyone in one turn; let the replacement be made.
          await Promise.resolve();
          if (engine !== current) continue;
        }
        const failure = failureOf(error);
        if (failure === undefined) throw error;
        return fail(failure);
      }
    }
  }

  function writing<T>(work: (filled: Loader, living: Engine) => Promise<T>): Promise<Result<T>> {
    const run = async () =>
      onEngine(async (living) => {
        try {
          const value = await work(living.loader, living);
          ready(living.loader);
          keepSoon();
          return value;
        } catch (error) {
          if (!(error instanceof GenerationRaised || error instanceof SqlRefused)) {
            // The log could not be read in the middle of a load: the next one begins at the last commit.
            if (living.loader.torn) living.duckdb.stop("the log could not be read");
            throw error;
          }
          if (error instanceof GenerationRaised) {
            identityLog.clear();
            cutSessionsLog.clear();
          }
          const suspect = error instanceof SqlRefused;
          living.duckdb.stop(error.message, { suspect });
          throw new EngineDied(error.message, { suspect });
        }
      });
    const result = writes.then(run, run);
    writes = result.catch(() => undefined);
    return result;
  }

  setState({ kind: "starting" });
  launch();
  const stop = async () => {
    if (stopped) return;
    setState({ kind: "idle" });
    stopped = true;
    clearTimeout(keeping);
    duckdb?.stop("the mirror was stopped");
  };
  signal.addEventListener("abort", () => void stop(), { once: true });

  const here = (): Checkpoint => loader?.loaded.checkpoint ?? { generation: 0, sequence: toSequence(0) };

  return {
    project,
    state: () => state,
    checkpoint: here,
    rows: () => loader?.loaded.rows ?? 0,
    stored: () => duckdb?.stored ?? false,
    worker: () => duckdb?.worker,
    whenReady: (cancel) =>
      onEngine(async ({ loader: filled }) => filled.loaded.checkpoint, { signal: cancel }),
    load: (batches) =>
      writing(async (filled) => {
        if (filled.continues(batches)) await filled.load(batches);
        else await filled.catchUp(() => undefined);
        return filled.loaded.checkpoint;
      }),
    catchUp: (onProgress = () => undefined) => {
      if (state.kind === "failed" && !stopped && performance.now() - failedAt > START_AGAIN_MS) {
        setState({ kind: "starting" });
        launch();
      }
      return writing(async (filled) => {
        await filled.catchUp(onProgress);
        return filled.loaded.checkpoint;
      });
    },
    setIdentity(delta) {
      identityLog.add(delta);
      return writing(async (filled) => {
        await filled.setIdentity(delta);
        return null;
      });
    },
    setCutSessions(delta) {
      cutSessionsLog.add(delta);
      return writing(async (filled) => {
        await filled.setCutSessions(delta);
        return null;
      });
    },
    keep,
    async read(work, read = {}) {
      const { needs = [] } = read;
      const ofSessions: SessionFactsNeed[] = [];
      for (const each of needs) {
        if (typeof each !== "string") {
          ofSessions.push(each);
          continue;
        }
        const there = await writing((filled) => filled.need(each));
        if (!there.ok) return there;
      }
      if (ofSessions.length === 0) return onEngine(({ readings }) => readings.read(work, read), read);
      // In one turn of the writers: who sees an event must see the session it is in.
      const found = await onEngine(async () => {
        const begun = await writing(async (filled, { readings }) => {
          for (const each of ofSessions) await filled.needSessionFacts(each);
          return beginReading(readings, work, read);
        });
        return begun.ok ? success(await begun.value.finished) : begun;
      }, read);
      return found.ok ? found.value : found;
    },
    stop,
  };
}

async function orCancelled<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let stop = () => {};
  const cancelled = new Promise<never>((_, reject) => {
    stop = () => reject(new QueryCancelled("The question was cancelled."));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  cancelled.catch(() => undefined);
  try {
    return await Promise.race([promise, cancelled]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const generationOf = async (db: LogDatabase, { id }: Project): Promise<number> =>
  (await readHead(db, id)).generation;
