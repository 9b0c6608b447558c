import type { Database } from "../database/database.ts";
import { toSequence, type Sequence } from "../model/identifier.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import type { Gain } from "../log/admission.ts";
import { readBatches, readHead } from "../log/reader.ts";
import { storageFailure } from "../log/storage-failure.ts";
import { isFileOf, removeMirrorFiles } from "../mirror/mirror-file.ts";
import { startMirror, type Mirror } from "../mirror/mirror.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";
import { openRollup, type BuildOptions, type Folded, type Rollup } from "../rollup/folder.ts";
import { deposed } from "./deposed.ts";
import { makeFreshBatches } from "./fresh-batches.ts";
import { makeJointTurns } from "./joint-turns.ts";
import { makeTaskQueue } from "../log/task-queue.ts";

const FOLD_EVENTS = 50_000;
/** A question that takes long leaves room for others, and together they do not fill the memory. */
const QUESTIONS_AT_ONCE = 3;
/** A mirror that nobody asks begins to take in what was admitted this far apart. */
const FOLLOW_EVERY_MS = 1_000;
/** What the page shows of new events comes first. */
const FOLLOW_AFTER_MS = 250;
/** A version no rollup gives: it hands over everything. */
const NOTHING_YET = -1;
const ignore = (): void => undefined;

/** What the leader does for one project: fold it, mirror it when asked to, keep the two in step. */
export interface ProjectJobs {
  /** As it was read last: with other rollups it would have other jobs. */
  project: Project;
  /** What was admitted just now, so that it need not be read from the log. */
  gained(gain: Gain): void;
  /** Folds everything admitted so far. */
  fold(): Promise<Result<Checkpoint>>;
  /** Starts the mirror, unless it runs. */
  openMirror(): Promise<void>;
  /**
   * Mirrors everything admitted, about a second after the last time, if the mirror is open; asked, it does so at
   * once. It need not wait for the rollups: who reads it brings the two together first.
   */
  followMirror(): void;
  readonly mirror: Mirror | undefined;
  /** As they still are in memory, else from the log: whole ones, at least one where there is one. */
  batchesAfter(position: Checkpoint): Promise<Batch[]>;
  mirrorState(): MirrorState;
  /**
   * Runs `work` while mirror and rollups stand at the same log position, identities and cut
   * sessions included, and nothing is loaded meanwhile; beside what else was asked at that position.
   */
  withMirror<T>(work: (mirror: Mirror) => Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>>;
  /** Runs `work` on the mirror alone, up to date; loading goes on meanwhile. */
  beside<T>(work: (mirror: Mirror) => Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>>;
  /** Runs `work` while nothing is folded. */
  withoutFolding<T>(work: () => Promise<T>): Promise<T>;
  /** Builds the rollups anew beside those there. */
  rebuild(options: BuildOptions): Promise<Result<Folded>>;
  /** Removes the mirror's file, and fills another engine from the log if one was open. */
  rebuildMirror(): Promise<void>;
  /** Builds the rollups anew if a row of them cannot be read. */
  mend(): Promise<Result<Folded>>;
  /** Gives the mirror's memory back once what it is asked has been answered, unless it is wanted again by then. */
  closeMirror(isWanted: () => boolean): Promise<void>;
  /** Ends for good: nothing is folded or mirrored after it resolves, and what waits is `deposed`. */
  close(): Promise<void>;
}

export function openProjectJobs(options: {
  database: Database;
  epoch: number;
  project: Project;
  signal: AbortSignal;
  onFolded: (folded: Folded) => void;
  onMirrorState: (state: MirrorState) => void;
  /** A row of the rollups cannot be read, and all of them are built anew. */
  onDamaged: (failure: Failure) => void;
  onError: (error: unknown) => void;
}): ProjectJobs {
  const { database, epoch, project } = options;
  const own = new AbortController();
  const signal = AbortSignal.any([options.signal, own.signal]);
  const folding = makeTaskQueue();
  const mirroring = makeTaskQueue();
  const fresh = makeFreshBatches();
  let rollup: Rollup | undefined;
  let mirror: Mirror | undefined;
  /** What is asked of the mirror outside its queue; none of them rejects. */
  const asking = new Set<Promise<void>>();
  let mirrorState: MirrorState = { kind: "idle" };
  let identityVersion = NOTHING_YET;
  let sessionsVersion = NOTHING_YET;
  let following: ReturnType<typeof setTimeout> | undefined;
  let followedAt = -Infinity;

  /** A storage failure on the way is one of the fold. */
  async function foldAll(): Promise<Result<Checkpoint>> {
    try {
      return await foldToHead();
    } catch (error) {
      rollup = undefined;
      identityVersion = sessionsVersion = NOTHING_YET;
      if (signal.aborted) return deposed;
      const failure = storageFailure(error);
      if (failure === undefined) throw error;
      return fail(failure);
    }
  }

  async function foldToHead(): Promise<Result<Checkpoint>> {
    if (signal.aborted) return deposed;
    if (!rollup) {
      const opened = await openRollup(database, epoch, project, { signal, onDamaged: options.onDamaged });
      if (!opened.ok) return opened;
      rollup = opened.value;
      // It may have been built anew: readers must look again.
      options.onFolded({ ...rollup.checkpoint, hours: [], days: [], identified: [], reset: true });
    }
    for (;;) {
      if (signal.aborted) return deposed;
      const head = await readHead(database, project.id);
      const { checkpoint } = rollup;
      if (checkpoint.generation === head.generation && checkpoint.sequence >= head.sequence)
        return success({ ...checkpoint });
      const after = checkpoint.generation === head.generation ? checkpoint.sequence : toSequence(0);
      const batches = await batchesAfter({ generation: head.generation, sequence: after });
      // The head may be past the last entry: an erasure under way has removed it.
      if (batches.length === 0 && checkpoint.generation === head.generation)
        return success({ ...checkpoint });
      const folded = await rollup.fold(batches, head.generation);
      if (!folded.ok) {
        rollup = undefined;
        identityVersion = sessionsVersion = NOTHING_YET;
        return folded;
      }
      options.onFolded(folded.value);
      forgetTaken();
      // What came since is folded with what comes next: it was admitted after this began.
      const { generation, sequence } = rollup.checkpoint;
      if (generation === head.generation && sequence >= head.sequence)
        return success({ generation, sequence });
    }
  }

  const fold = () => folding.run(foldAll);

  /** Loads the mirror up to the rollup's position and hands over what the joins need. */
  async function bringTogether(target: Mirror): Promise<Result<null>> {
    for (;;) {
      const caughtUp = await target.catchUp();
      if (!caughtUp.ok) return caughtUp;
      const met = await meet(target);
      if (!met.ok) return met;
      if (met.value) return success(null);
    }
  }

  /** False where an erasure came between: the mirror is of a log that is no more. */
  async function meet(target: Mirror): Promise<Result<boolean>> {
    return folding.run(async () => {
      const folded = await foldAll();
      if (!folded.ok) return folded;
      if (target.checkpoint().generation !== folded.value.generation) {
        identityVersion = sessionsVersion = NOTHING_YET;
        return success(false);
      }
      const loaded = await loadThrough(target, folded.value.sequence);
      return loaded.ok ? handOver(target) : loaded;
    });
  }

  async function batchesAfter(from: Checkpoint, through?: Sequence): Promise<Batch[]> {
    const limits = { maxEvents: FOLD_EVENTS, ...(through !== undefined && { through }) };
    const known = fresh.after(from, limits);
    return known.length > 0 ? known : readBatches(database, project.id, from.sequence, limits);
  }

  /** Of what is in memory, what rollups and an open mirror both have. */
  function forgetTaken(): void {
    const { sequence = toSequence(0) } = rollup?.checkpoint ?? {};
    const mirrored = mirror?.state().kind === "ready" ? mirror.checkpoint().sequence : sequence;
    fresh.forget(toSequence(Math.min(sequence, mirrored)));
  }

  async function loadThrough(target: Mirror, through: Sequence): Promise<Result<null>> {
    while (target.checkpoint().sequence < through) {
      const batches = await batchesAfter(target.checkpoint(), through);
      if (batches.length === 0) break;
      const loaded = await target.load(batches);
      if (!loaded.ok) return loaded;
      forgetTaken();
    }
    return success(null);
  }

  /**
   * Up to where the log stands, without folding what came since: that is for who asks. False where
   * it cannot, because of storage too, which {@link bringTogether} has words for.
   */
  async function keepUp(target: Mirror): Promise<boolean> {
    try {
      return await loadToHead(target);
    } catch (error) {
      if (storageFailure(error) === undefined) throw error;
      return false;
    }
  }

  async function loadToHead(target: Mirror): Promise<boolean> {
    if (!rollup || target.state().kind !== "ready") return false;
    const { generation, sequence: through } = await readHead(database, project.id);
    if (target.checkpoint().generation !== generation) return false;
    const loaded = await loadThrough(target, through);
    if (!loaded.ok || target.checkpoint().sequence < through) return false;
    return folding.run(async () => {
      const head = await readHead(database, project.id);
      const isOfThis = [rollup?.checkpoint, target.checkpoint()].every(
        (checkpoint) => checkpoint?.generation === head.generation,
      );
      if (!isOfThis) return false;
      const handed = await handOver(target);
      return handed.ok && handed.value;
    });
  }

  /** False where the rollups turned out to be of another log than the mirror: an erasure was finished meanwhile. */
  async function handOver(target: Mirror): Promise<Result<boolean>> {
    if (!rollup) return deposed;
    const identities = await rollup.identityPairs(identityVersion);
    if (identities.version !== identityVersion) {
      const set = await target.setIdentity(identities);
      if (!set.ok) return set;
      identityVersion = identities.version;
    }
    const sessions = await rollup.cutSessionIntervals(sessionsVersion);
    if (sessions.version !== sessionsVersion) {
      const set = await target.setCutSessions(sessions);
      if (!set.ok) return set;
      sessionsVersion = sessions.version;
    }
    if (rollup.checkpoint.generation === target.checkpoint().generation) return success(true);
    identityVersion = sessionsVersion = NOTHING_YET;
    return success(false);
  }

  /** What changes the rows as a whole: readers look again. */
  const onRollup = (work: (open: Rollup) => Promise<Result<Folded>>): Promise<Result<Folded>> =>
    folding.run(async () => {
      const folded = await foldAll();
      if (!folded.ok) return folded;
      if (!rollup) return deposed;
      const done = await work(rollup);
      if (done.ok) options.onFolded(done.value);
      return done;
    });

  function ensureMirror(): Mirror {
    if (mirror) return mirror;
    identityVersion = sessionsVersion = NOTHING_YET;
    const started: Mirror = startMirror({
      db: database,
      project,
      signal,
      onState: (state) => {
        // One that is ended has no say over the next.
        if (mirror !== undefined && mirror !== started) return;
        mirrorState = state;
        options.onMirrorState(state);
      },
    });
    mirror = started;
    return started;
  }

  async function follow(): Promise<void> {
    clearTimeout(following);
    following = undefined;
    followedAt = performance.now();
    await mirroring.run(async () => {
      const target = mirror;
      if (!target || signal.aborted || (await keepUp(target)) || signal.aborted) return;
      await bringTogether(target);
    });
  }

  const reading = makeJointTurns<Mirror>({
    queue: mirroring,
    lanes: QUESTIONS_AT_ONCE,
    async open() {
      if (signal.aborted) return deposed;
      const target = ensureMirror();
      const together = await bringTogether(target);
      return together.ok ? success(target) : together;
    },
    async isCurrent(target) {
      const { generation, sequence } = await readHead(database, project.id);
      const here = target.checkpoint();
      return mirror === target && here.generation === generation && here.sequence === sequence;
    },
  });

  return {
    project,
    gained: (gain) => fresh.take(gain),
    fold,
    get mirror() {
      return mirror;
    },
    batchesAfter,
    mirrorState: () => mirrorState,
    async openMirror() {
      await mirroring.run(() => {
        if (!signal.aborted) ensureMirror();
        return Promise.resolve();
      });
      await follow();
    },
    followMirror() {
      if (!mirror || signal.aborted) return;
      following ??= setTimeout(
        () => void follow().catch(options.onError),
        Math.max(FOLLOW_AFTER_MS, followedAt + FOLLOW_EVERY_MS - performance.now()),
      );
    },
    withMirror: (work, cancel) =>
      reading.run(async (target) => {
        if (cancel.aborted) return cancelled;
        const before = target.checkpoint();
        const found = await work(target);
        const after = target.checkpoint();
        if (before.generation === after.generation && before.sequence === after.sequence) return found;
        // The engine died amid it, and the next one holds what came since: identities and sessions must, too.
        const together = await bringTogether(target);
        return together.ok ? work(target) : together;
      }),
    async beside(work, cancel) {
      const begun = await mirroring.run(async () => {
        if (signal.aborted) return deposed;
        if (cancel.aborted) return cancelled;
        const target = ensureMirror();
        const together = await bringTogether(target);
        if (!together.ok) return together;
        // Until it has its snapshot nothing is loaded: later the two need not stand together.
        let hasBegun = ignore;
        const snapshot = new Promise<void>((resolve) => (hasBegun = resolve));
        const asked = work({
          ...target,
          read: (readWork, read) =>
            target.read((seen) => {
              hasBegun();
              return readWork(seen);
            }, read),
        });
        const ended = asked.then(ignore, ignore).finally(() => asking.delete(ended));
        asking.add(ended);
        await Promise.race([snapshot, ended]);
        return success({ asked });
      });
      return begun.ok ? begun.value.asked : begun;
    },
    withoutFolding: (work) => folding.run(work),
    rebuild: (build) => onRollup((open) => open.rebuild(build)),
    async rebuildMirror() {
      const wasOpen = mirror !== undefined;
      await mirroring.run(async () => {
        const closing = mirror;
        mirror = undefined;
        await closing?.stop();
        await removeMirrorFiles(database.name, isFileOf(project));
      });
      if (wasOpen) await this.openMirror();
    },
    mend: () => onRollup((open) => open.mend()),
    async closeMirror(isWanted) {
      // Outside the queue: SQL may take minutes, and who comes back meanwhile finds the engine there.
      while (asking.size > 0) await Promise.all(asking);
      await mirroring.run(async () => {
        if (isWanted() || asking.size > 0) return;
        const closing = mirror;
        mirror = undefined;
        if (closing?.state().kind === "ready") await closing.keep();
        await closing?.stop();
      });
    },
    async close() {
      own.abort();
      clearTimeout(following);
      const closing = mirror;
      mirror = undefined;
      await closing?.stop();
      await folding.run(() => Promise.resolve());
    },
  };
}

const cancelled: Result<never> = fail({ kind: "query-cancelled", message: "The question was cancelled." });
