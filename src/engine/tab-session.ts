import { endInterruptedImports } from "../catalog/imports.ts";
import { readProject } from "../catalog/projects.ts";
import { databaseErrorToFailure, openDatabase, reopenDatabase, type Database } from "../database/database.ts";
import { onDamage } from "../log/damage.ts";
import { onDamagedRecord } from "../log/damaged-records.ts";
import { damageWords, describeRecord, type DamagedBlock } from "../model/damage.ts";
import { openFeedChannel, type FeedChannel } from "../feed/feed-channel.ts";
import { guardAppender, makeSpaceGate, type SpaceGate } from "../intake/space-gate.ts";
import { makeSeenValues, type SeenValues } from "../log/seen-values.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import { toProjectId, type ProjectId } from "../model/identifier.ts";
import { openStatsReader, type StatsReader } from "../rollup/stats-reader.ts";
import type { AdmitHere } from "./append-events.ts";
import { feedName } from "./channel-names.ts";
import { REMEMBERED_OPERATIONS } from "./leader-handlers.ts";
import { makeAppender, type Appender } from "../log/appender.ts";
import { makeCalmStart } from "./calm-start.ts";
import { makeTermJudge, type TermJudge } from "./judged-rows.ts";
import { startLeading, type Leader } from "./leader.ts";
import { takePartInLeadership, type Leadership } from "./leadership.ts";
import { openLiveView, type LiveView } from "./live-view.ts";
import { parseReply } from "./parse-reply.ts";
import { readFolded } from "./read-status.ts";
import { openRequestChannel } from "./requests.ts";
import type { UpkeepJob } from "./upkeep.ts";
import { openWatches, type Watches } from "./watches.ts";

export const importLock = (importId: string): string => `lochan-import-${importId}`;
const NEWER: Failure = {
  kind: "newer-schema",
  message: "A newer Lochan is open in another tab. Reload this one.",
  found: 0,
  known: 0,
};
const DELETED: Failure = {
  kind: "storage-unavailable",
  message: "What Lochan had stored was deleted in this browser. Reload to start anew.",
};

const INTERRUPTED =
  "Its tab or the browser was closed before the end. What was stored stays, perhaps a little more than is counted here. For the rest choose the file again: rows that are here are skipped.";

/** What one tab holds: its database, its ear on the feed, and its part in leadership. */
export interface TabSession {
  readonly database: Database;
  readonly channel: FeedChannel;
  /** Takes nothing while `space` is full. */
  readonly appender: Appender;
  readonly space: SpaceGate;
  readonly stats: StatsReader;
  readonly watches: Watches;
  readonly leadership: Leadership;
  /** Of the latest leader heard of. */
  readonly leaderEpoch: number;
  /** Aborts when the session ends, for whatever reason. */
  readonly signal: AbortSignal;
  viewOf(projectId: ProjectId): Promise<LiveView>;
  seenOf(projectId: ProjectId): SeenValues;
  /** Asks whoever leads, this tab included. */
  askLeader<T>(operation: string, input: unknown, cancel?: AbortSignal): Promise<Result<T>>;
  /** Of filters that the log's columns do not tell. */
  readonly judge: TermJudge;
  /**
   * Admits many events at once where this tab leads, without storing them as arrivals first. Undefined where it
   * does not: then they are appended for whoever leads.
   */
  admitHere: AdmitHere;
  /** Soon, and after the first paint. */
  openWatchedMirrors(): void;
  /** Blocks this tab met and could not read and that are still there, ascending. */
  damageOf(projectId: string): Promise<DamagedBlock[]>;
  /** Resolves when the first questions were answered: work that can wait begins then. */
  readonly calm: Promise<void>;
  /** A question is under way, until what this returns is called: the first ones go before all else. */
  beginQuestion(): () => void;
  /** Imports that run no more, because their tab went away, are told so in the history. */
  endDeadImports(): Promise<void>;
  /** Tells what went wrong with nobody waiting for it. */
  onError(error: unknown): void;
}

/** Ends with its signal, or when the database is deleted or upgraded from under it. */
export function openTabSession(options: {
  databaseName?: string;
  locks: LockManager;
  startFolderWorker?: () => Worker;
  signal: AbortSignal;
}): TabSession {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const suffix = options.databaseName ? `-${options.databaseName}` : "";
  const database = openDatabase({
    ...(options.databaseName ? { name: options.databaseName } : {}),
    onVersionChange: (deleted) => end(deleted ? DELETED : NEWER),
    onClosed: () => queueMicrotask(() => void reconnect()),
    onBlocked: () =>
      notice({
        kind: "storage-unavailable",
        message: "Another tab holds an older Lochan open. Close or reload it.",
      }),
  });
  const channel = openFeedChannel({ name: feedName(options.databaseName), signal });
  const requests = openRequestChannel(signal, `lochan-requests${suffix}`);
  const stats = openStatsReader(database);
  const space = makeSpaceGate();
  const appender = guardAppender(makeAppender(database, { onArrived: arrived }), space);
  const start = makeCalmStart();
  const views = new Map<ProjectId, Promise<LiveView>>();
  const seen = new Map<ProjectId, SeenValues>();
  let leader: Leader | undefined;
  /** Only the leader cares; one that was deposed and does not know yet is found out by the next one's poll. */
  function arrived(): void {
    if (leader === undefined) channel.post({ version: 1, kind: "arrived" });
    else leader.arrived();
  }

  const watches = openWatches({
    viewOf,
    foldedTo: (projectId) => readFolded(database, projectId),
    release: (projectId) => void views.delete(projectId),
    onError: (error) => onError(error),
    signal,
    locks: options.locks,
    lockName: `lochan-leader${suffix}`,
  });
  const damaged = new Map<string, { projectId: ProjectId; block: DamagedBlock }>();
  onDamage(database, (projectId, block) => {
    const key = `${projectId} ${block.sequence}`;
    if (damaged.has(key)) return;
    damaged.set(key, { projectId, block });
    watches.push(projectId, { kind: "notice", failure: damageFailure([block]) });
  });
  const toldRecords = new Set<string>();
  onDamagedRecord(database, (projectId, record) => {
    const { table } = record;
    const { key, words: message } = describeRecord(record);
    const place = `${projectId} ${table} ${key}`;
    if (toldRecords.has(place)) return;
    toldRecords.add(place);
    watches.push(projectId, { kind: "notice", failure: { kind: "damaged-record", message, table, key } });
  });
  async function damageOf(projectId: string): Promise<DamagedBlock[]> {
    const met = [...damaged.values()].filter((each) => each.projectId === projectId);
    if (met.length === 0) return [];
    const sequences = met.map(({ block }) => block.sequence);
    const kept = new Set(await database.batches.where(":id").anyOf(sequences).primaryKeys());
    return met
      .map(({ block }) => block)
      .filter(({ sequence }) => kept.has(sequence))
      .toSorted((a, b) => a.sequence - b.sequence);
  }

  /** The database is gone from under us: give up the lead and everything else, and say why. */
  function end(failure: Failure): void {
    watches.end(failure);
    ended.abort();
  }
  /** Somebody led before; an empty database was made by opening what had just been deleted. */
  const isStillThere = async (): Promise<boolean> =>
    (await reopenDatabase(database)) && (await database.singletons.get("leadership")) !== undefined;

  /** Safari loses connections and keeps the data: then all goes on, from the checkpoints. */
  let reconnecting = false;
  async function reconnect(): Promise<void> {
    if (reconnecting || signal.aborted) return;
    reconnecting = true;
    const isThere = await isStillThere().catch(() => false);
    reconnecting = false;
    if (signal.aborted) return;
    if (!isThere) return end(DELETED);
    // Its next term reads anew what this one held in memory.
    leadership.stepDown();
    for (const projectId of watches.projects()) stats.forget(projectId);
    await watches.refresh().catch(onError);
  }
  const notice = (failure: Failure) => watches.push(undefined, { kind: "notice", failure });
  const onError = (error: unknown) => {
    const failure = databaseErrorToFailure(error);
    if (ended.signal.aborted) return;
    if (failure) notice(failure);
    else reportError(error);
  };

  const leadership = takePartInLeadership({
    database,
    channel,
    locks: options.locks,
    lockName: `lochan-leader${suffix}`,
    signal,
    onError,
    onChange: () => watches.leaderChanged(leadership?.leads ?? false),
    beat: () => ({ sequence: leader?.sequence ?? 0, folds: leader?.folds ?? 0 }),
    onLead: (epoch, term) =>
      new Promise((resolve) => {
        if (term.aborted) return resolve();
        const mine = startLeading({
          database,
          channel,
          epoch,
          stats,
          seenOf,
          signal: term,
          fullness: () => appender.fullness(),
          calm: start.calm,
          startFolderWorker: options.startFolderWorker,
          onAdmitted: (gains) => void watches.admitted(gains).catch(onError),
          onFolded(projectId, folded) {
            if (folded.reset) stats.forget(projectId);
            else stats.doubt(projectId);
          },
          onMirrorState: publishMirrorState,
          onUpkeep: publishUpkeep,
          onFailure: notice,
          // What is left of an ended term says nothing of the next.
          onDeposed: () => term.aborted || leadership.stepDown(),
          onError,
        });
        leader = mine;
        requests.serve(mine.handlers, epoch, term, REMEMBERED_OPERATIONS);
        term.addEventListener(
          "abort",
          () => {
            if (leader === mine) leader = undefined;
            resolve();
          },
          { once: true },
        );
        openSoon();
        void endDeadImports().catch(onError);
      }),
  });

  async function endDeadImports(): Promise<void> {
    const { held = [] } = await options.locks.query();
    const locked = new Set(held.map(({ name }) => name));
    await endInterruptedImports(database, (importId) => locked.has(importLock(importId)), INTERRUPTED);
  }

  function publishMirrorState(projectId: ProjectId, state: MirrorState): void {
    requests.publish("mirror", { projectId, state });
    watches.push(projectId, { kind: "mirror", state });
  }
  function publishUpkeep(projectId: ProjectId, job: UpkeepJob | null): void {
    requests.publish("upkeep", { projectId, job });
    watches.push(projectId, { kind: "upkeep", job });
  }
  requests.onPublished((topic, value) => {
    if (topic === "mirror") {
      const update = value as { projectId: ProjectId; state: MirrorState };
      watches.push(update.projectId, { kind: "mirror", state: update.state });
    } else if (topic === "upkeep") {
      const update = value as { projectId: ProjectId; job: UpkeepJob | null };
      watches.push(update.projectId, { kind: "upkeep", job: update.job });
    }
  });

  function openWatchedMirrors(): void {
    for (const projectId of watches.projects()) void requests.request("openMirror", { projectId }, signal);
  }

  function folded(projectId: ProjectId, to: Parameters<Watches["folded"]>[1]): void {
    if (!leader) stats.doubt(projectId);
    void watches.folded(projectId, to).catch(onError);
  }

  let leaderEpoch = 0;
  let sequenceSeen = 0;
  let foldsSeen = 0;
  channel.subscribe((message) => {
    switch (message.kind) {
      case "arrived":
        leader?.arrived();
        return;
      case "advanced":
        sequenceSeen = Math.max(sequenceSeen, message.to);
        // Who leads was handed it before the word was given.
        if (leader === undefined || message.epoch !== leadership.epoch) void watches.refresh().catch(onError);
        return;
      case "folded":
        foldsSeen += 1;
        folded(toProjectId(message.projectId), message);
        return;
      case "catalog":
        appender.projectsChanged();
        void leader?.catalogChanged().catch(onError);
        watches.push(undefined, { kind: "catalog" });
        void watches.catalogChanged().catch(onError);
        return;
      case "beat":
        if (message.epoch !== leaderEpoch) {
          // What another one folded before it was heard of may have been told in messages that were lost.
          foldsSeen = leaderEpoch === 0 ? message.folds : -1;
          leaderEpoch = message.epoch;
          if (!leader) openWatchedMirrors();
        }
        // A message that was lost only delays.
        if (message.sequence > sequenceSeen) {
          sequenceSeen = message.sequence;
          void watches.refresh().catch(onError);
        }
        if (message.folds > foldsSeen) {
          foldsSeen = message.folds;
          const watched = watches.projects();
          for (const projectId of views.keys()) if (!watched.includes(projectId)) views.delete(projectId);
          for (const projectId of watched)
            void readFolded(database, projectId)
              .then((sequence) => folded(projectId, { sequence }))
              .catch(onError);
        }
        return;
      default:
        return;
    }
  });

  function seenOf(projectId: ProjectId): SeenValues {
    let known = seen.get(projectId);
    if (known === undefined) seen.set(projectId, (known = makeSeenValues(database, projectId)));
    return known;
  }

  function viewOf(projectId: ProjectId): Promise<LiveView> {
    const known = views.get(projectId);
    if (known) return known;
    const opening = openLiveView(database, projectId, seenOf(projectId));
    views.set(projectId, opening);
    opening.catch(() => views.delete(projectId));
    return opening;
  }

  const askLeader = async <T>(operation: string, input: unknown, cancel?: AbortSignal) =>
    parseReply<T>(await requests.request(operation, input, cancel));

  const admitHere: AdmitHere = async (projectId, events, generation) => {
    if (leader === undefined) return undefined;
    const refusal = await space.refusal();
    if (refusal !== undefined) return fail(refusal);
    const project = await readProject(database, projectId);
    if (!project.ok) return project;
    const taken = await leader?.take(project.value.id, events, { generation });
    if (taken === undefined) return undefined;
    if (taken.ok) {
      space.wrote(true);
      const { accepted, duplicate, erased } = taken.value;
      return success({ accepted, duplicate, erased, fullness: appender.fullness() });
    }
    if (taken.failure.kind === "quota-exceeded") space.wrote(false);
    return taken.failure.kind === "deposed" ? undefined : taken;
  };

  /** DuckDB compiles for most of a second: the first answers go before it starts. */
  function openSoon(): void {
    void start.calm.then(() => signal.aborted || openWatchedMirrors());
  }

  return {
    database,
    channel,
    appender,
    space,
    stats,
    watches,
    leadership,
    get leaderEpoch() {
      return Math.max(leaderEpoch, leadership.epoch);
    },
    signal,
    viewOf,
    seenOf,
    askLeader,
    judge: makeTermJudge(database, askLeader),
    admitHere,
    openWatchedMirrors: openSoon,
    damageOf,
    calm: start.calm,
    beginQuestion: () => start.begin(),
    endDeadImports,
    onError,
  };
}

export const damageFailure = (blocks: readonly DamagedBlock[], after = ""): Failure => ({
  kind: "damaged-record",
  message: `${blocks.map(damageWords).join(" ")}${after}`,
  table: "batches",
  key: blocks.map(({ sequence }) => sequence).join(", "),
});
