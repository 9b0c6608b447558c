import { attempt } from "../catalog/attempt.ts";
import { readDashboard, resetDashboard, saveDashboard } from "../catalog/dashboards.ts";
import { endInterruptedImports, listImports } from "../catalog/imports.ts";
import { createProject, listProjects, readProject, updateProject } from "../catalog/projects.ts";
import { readRefusals } from "../catalog/refusals.ts";
import { readSetting, saveSetting } from "../catalog/settings.ts";
import { databaseErrorToFailure, openDatabase } from "../database/database.ts";
import { openFeedChannel } from "../feed/feed-channel.ts";
import { parseEvents } from "../intake/parse-event.ts";
import { makeAppender } from "../log/appender.ts";
import { EVENT_LIMITS } from "../model/event.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import { toProjectId, type ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import type { Answer, Question } from "../model/question.ts";
import { askQuestion } from "../query/ask.ts";
import { parseQuestion } from "../query/parse-question.ts";
import { planQuestion } from "../query/plan.ts";
import { openStatsReader } from "../rollup/stats-reader.ts";
import { exportBlob } from "../transfer/export-blob.ts";
import { importFile } from "../transfer/import-file.ts";
import type { EngineApi } from "./api.ts";
import { appendAndAwait } from "./append-events.ts";
import { REMEMBERED_OPERATIONS } from "./leader-handlers.ts";
import { startLeading, type Leader } from "./leader.ts";
import { takePartInLeadership } from "./leadership.ts";
import { openLiveView, type LiveView } from "./live-view.ts";
import { parseReply } from "./parse-reply.ts";
import { readStatus } from "./read-status.ts";
import { openRequestChannel } from "./requests.ts";
import { openWatches } from "./watches.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";

const importLock = (importId: string) => `lochan-import-${importId}`;
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
/** DuckDB compiles for most of a second: the first numbers are painted before it starts. */
const PAINT_FIRST_MS = 400;

/**
 * The engine of one tab: answers its page, reads rollups and the log itself, takes part in
 * leadership and, while it leads, does the leader's work. Runs in a worker; ends with its signal.
 */
export function startTabEngine(options: {
  databaseName?: string;
  locks: LockManager;
  signal: AbortSignal;
}): EngineApi {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const suffix = options.databaseName ? `-${options.databaseName}` : "";
  const database = openDatabase({
    ...(options.databaseName ? { name: options.databaseName } : {}),
    onVersionChange: (deleted) => end(deleted ? DELETED : NEWER),
    onBlocked: () =>
      notice({
        kind: "storage-unavailable",
        message: "Another tab holds an older Lochan open. Close or reload it.",
      }),
  });
  const channel = openFeedChannel({ name: `lochan-feed${suffix}`, signal });
  const requests = openRequestChannel(signal, `lochan-requests${suffix}`);
  const stats = openStatsReader(database);
  const appender = makeAppender(database, { onArrived: () => channel.post({ version: 1, kind: "arrived" }) });
  const views = new Map<ProjectId, Promise<LiveView>>();
  const running = new Map<string, AbortController>();
  let leader: Leader | undefined;

  const watches = openWatches({
    viewOf,
    release: (projectId) => void views.delete(projectId),
    onError: (error) => onError(error),
    signal,
    locks: options.locks,
    lockName: `lochan-leader${suffix}`,
  });
  /** The database is gone from under us: give up the lead and everything else, and say why. */
  function end(failure: Failure): void {
    watches.end(failure);
    ended.abort();
  }
  const notice = (failure: Failure) => watches.push(undefined, { kind: "notice", failure });
  const onError = (error: unknown) => {
    const failure = databaseErrorToFailure(error);
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
          signal: term,
          onFolded: (projectId, folded) => stats.invalidate(projectId, folded.reset ? "all" : folded),
          onMirrorState: publishMirrorState,
          onFailure: notice,
          onDeposed: () => leadership.stepDown(),
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
        setTimeout(openWatchedMirrors, PAINT_FIRST_MS);
        void endDeadImports().catch(onError);
      }),
  });

  async function endDeadImports(): Promise<void> {
    const { held = [] } = await options.locks.query();
    const locked = new Set(held.map(({ name }) => name));
    await endInterruptedImports(database, (importId) => locked.has(importLock(importId)));
  }

  function publishMirrorState(projectId: ProjectId, state: MirrorState): void {
    requests.publish("mirror", { projectId, state });
    watches.push(projectId, { kind: "mirror", state });
  }
  requests.onPublished((topic, value) => {
    const update = value as { projectId: ProjectId; state: MirrorState };
    if (topic === "mirror") watches.push(update.projectId, { kind: "mirror", state: update.state });
  });

  function openWatchedMirrors(): void {
    for (const projectId of watches.projects()) void requests.request("openMirror", { projectId }, signal);
  }

  function folded(projectId: ProjectId, sequence: number): void {
    if (!leader) stats.invalidate(projectId, "all");
    void watches.folded(projectId, sequence).catch(onError);
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
        void watches.refresh().catch(onError);
        return;
      case "folded":
        foldsSeen += 1;
        folded(toProjectId(message.projectId), message.sequence);
        return;
      case "catalog":
        void leader?.catalogChanged().catch(onError);
        watches.push(undefined, { kind: "catalog" });
        return;
      case "beat":
        if (message.epoch !== leaderEpoch) {
          leaderEpoch = message.epoch;
          foldsSeen = message.folds;
          if (!leader) openWatchedMirrors();
        }
        // A message that was lost only delays.
        if (message.sequence > sequenceSeen) {
          sequenceSeen = message.sequence;
          void watches.refresh().catch(onError);
        }
        if (message.folds > foldsSeen) {
          foldsSeen = message.folds;
          for (const projectId of watches.projects()) folded(projectId, message.sequence);
        }
        return;
      default:
        return;
    }
  });

  function viewOf(projectId: ProjectId): Promise<LiveView> {
    const known = views.get(projectId);
    if (known) return known;
    const opening = openLiveView(database, projectId);
    views.set(projectId, opening);
    opening.catch(() => views.delete(projectId));
    return opening;
  }

  async function cancellable<T>(
    queryId: string | undefined,
    work: (signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const controller = new AbortController();
    if (queryId !== undefined) running.set(queryId, controller);
    try {
      return await attempt(() => work(controller.signal));
    } finally {
      if (queryId !== undefined && running.get(queryId) === controller) running.delete(queryId);
    }
  }

  async function askLeader<T>(operation: string, input: unknown, cancel?: AbortSignal): Promise<Result<T>> {
    return parseReply<T>(await requests.request(operation, input, cancel));
  }

  function changed<T>(result: Result<T>): Result<T> {
    if (result.ok) channel.post({ version: 1, kind: "catalog" });
    return result;
  }

  /** From counters or rollups, which every tab reads itself. */
  async function answerHere(
    project: Project,
    question: Question,
    cancel: AbortSignal,
  ): Promise<Result<Answer>> {
    const counting = planQuestion(question, project, Date.now()).source === "counters";
    const view = counting ? await viewOf(project.id) : undefined;
    await view?.refresh();
    return askQuestion({
      project,
      question,
      now: Date.now(),
      stats,
      signal: cancel,
      ...(view
        ? { ring: { view: (now: number) => view.counters(now) }, ringCheckpoint: view.checkpoint }
        : {}),
    });
  }

  return {
    projects: () => listProjects(database),
    createProject: async (input) => changed(await createProject(database, input)),
    updateProject: async (projectId, patch) => changed(await updateProject(database, projectId, patch)),
    deleteProject: (projectId) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        return changed(await askLeader<{ events: number }>("deleteProject", { projectId }));
      }),

    dashboard: (projectId) => readDashboard(database, projectId),
    saveDashboard: async (input) => changed(await saveDashboard(database, input)),
    resetDashboard: async (projectId) => changed(await resetDashboard(database, projectId)),
    refusals: (projectId) => readRefusals(database, projectId),
    setting: (key) => readSetting(database, key),
    saveSetting: (key, value) => saveSetting(database, key, value),

    append: (projectId, input, source = "api") =>
      attempt(async () => {
        if (!Array.isArray(input))
          return fail({ kind: "invalid-input", message: "append needs a list of events." });
        if (input.length > EVENT_LIMITS.batchEvents)
          return fail({
            kind: "oversize-batch",
            message: `At most ${EVENT_LIMITS.batchEvents} events in one call.`,
            count: input.length,
            limit: EVENT_LIMITS.batchEvents,
          });
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const parsed = parseEvents(input, { receivedAt: Date.now(), source });
        const { events } = parsed;
        const refused = parsed.refused.map((event) => ({ ...event, index: event.index + 1 }));
        if (events.length === 0)
          return success({ accepted: 0, duplicate: 0, refused, fullness: appender.fullness() });
        const done = await appendAndAwait({ database, channel, appender }, project.value.id, events, signal);
        return done.ok ? success({ ...done.value, refused }) : done;
      }),

    importFile: (
      projectId,
      file,
      { fileName = "import.ndjson", importId = crypto.randomUUID() },
      onProgress,
    ) =>
      cancellable(`import:${importId}`, async (cancel) => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const { id } = project.value;
        // Held as long as it runs, so that a leader knows which imports ended with their tab.
        return options.locks.request(importLock(importId), () =>
          importFile({
            db: database,
            projectId: id,
            file,
            fileName,
            importId,
            signal: cancel,
            append: (events) => appendAndAwait({ database, channel, appender }, id, events, signal),
            ...(onProgress ? { onProgress } : {}),
          }),
        );
      }),
    cancelImport: async (importId) => running.get(`import:${importId}`)?.abort(),
    imports: (projectId) => listImports(database, projectId),
    exportFile: (projectId, format, { queryId, ...range }, onProgress) =>
      cancellable(queryId, async (cancel) => {
        const settled = await askLeader("settle", { projectId }, cancel);
        if (!settled.ok) return settled;
        return exportBlob({
          db: database,
          projectId,
          format,
          signal: cancel,
          ...range,
          ...(onProgress ? { onProgress } : {}),
        });
      }),

    ask: (projectId, input, { freshness = "now", queryId } = {}) =>
      cancellable(queryId, async (cancel): Promise<Result<Answer>> => {
        const question = parseQuestion(input);
        if (!question.ok) return question;
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const plan = planQuestion(question.value, project.value, Date.now());
        if (plan.source === "raw") return askLeader("ask", { projectId, question: question.value }, cancel);
        if (freshness === "any") {
          const answer = await answerHere(project.value, question.value, cancel);
          // Rollups being built anew cannot answer yet: then wait for them after all.
          if (answer.ok || answer.failure.kind !== "engine-unavailable") return answer;
        }
        const settled = await askLeader("settle", { projectId }, cancel);
        if (!settled.ok) return settled;
        if (!leader) stats.invalidate(projectId, "all");
        return answerHere(project.value, question.value, cancel);
      }),
    sql: (projectId, text, { limit, queryId } = {}) =>
      cancellable(queryId, async (cancel) => {
        if (typeof text !== "string" || text.trim() === "")
          return fail({ kind: "invalid-input", message: "sql needs the text of one SELECT." });
        return askLeader("sql", { projectId, text, ...(limit === undefined ? {} : { limit }) }, cancel);
      }),
    cancel: async (queryId) => running.get(queryId)?.abort(),
    properties: (projectId) => askLeader("properties", { projectId }),
    values: (projectId, property, search) => askLeader("values", { projectId, property, search }),

    status: () =>
      attempt(async () =>
        success(
          await readStatus(database, {
            leads: leadership.leads,
            epoch: Math.max(leaderEpoch, leadership.epoch),
            tabs: await watches.countTabs(),
            mirrorState: watches.mirrorState(),
            projectId: watches.projects()[0],
          }),
        ),
      ),
    verify: (projectId) => askLeader("verify", { projectId }),
    erase: async (projectId, what) => changed(await askLeader("erase", { projectId, what })),

    watch: (projectId, listener) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const watchId = await watches.add(project.value.id, listener, leadership.leads);
        setTimeout(openWatchedMirrors, PAINT_FIRST_MS);
        return success(watchId);
      }),
    unwatch: async (watchId) => watches.remove(watchId),
    recent: (projectId, limit) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const view = await viewOf(project.value.id);
        await view.refresh();
        return success(view.recent.slice(0, limit));
      }),
    visible: async (visible) => leadership.setVisible(visible),
  };
}
