import { attempt } from "../catalog/attempt.ts";
import { createProject, listProjects, readProject, updateProject } from "../catalog/projects.ts";
import { readRefusals } from "../catalog/refusals.ts";
import { readSetting, saveSetting } from "../catalog/settings.ts";
import { countErased } from "../log/count-erased.ts";
import { findDamage } from "../log/damage.ts";
import type { Appended, CallOptions } from "../log/appender.ts";
import { parseEvents } from "../intake/parse-event.ts";
import { EVENT_LIMITS } from "../model/event.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import type { AnyAnswer, AnyQuestion } from "../model/question.ts";
import { askQuestion } from "../query/ask.ts";
import { parseQuestion } from "../query/parse-question.ts";
import { planQuestion } from "../model/plan.ts";
import { readExtent } from "../rollup/read-extent.ts";
import type { AppendOptions, AppendSummary, EngineApi } from "./api.ts";
import { appendAndAwait } from "./append-events.ts";
import { makeDashboardCalls } from "./dashboard-calls.ts";
import { makeExplorationCalls } from "./exploration-calls.ts";
import { makeGoalCalls } from "./goal-calls.ts";
import { makeSegmentCalls } from "./segment-calls.ts";
import { makeSuggestionCalls } from "./suggestion-calls.ts";
import { makeFolderCalls } from "./folder-calls.ts";
import { parseErasure } from "./parse-erasure.ts";
import { makePlanCalls } from "./plan-calls.ts";
import { readStatus } from "./read-status.ts";
import { makeAnswerKeeper } from "./keep-answers.ts";
import { makeMatchLearner } from "./learn-matches.ts";
import { makeLabWork } from "./lab-work.ts";
import { makeEventCalls } from "./event-calls.ts";
import { makeFeedCalls } from "./feed-calls.ts";
import { hostFeeds } from "./feeds-host.ts";
import { makeBackupCalls } from "./backup-calls.ts";
import { makeFileCalls } from "./file-calls.ts";
import { makeReconcileCalls } from "./reconcile-calls.ts";
import { previewRetention } from "./retention.ts";
import { makeRunningQuestions, type RunningQuestion } from "./running-questions.ts";
import { makeSqlNotes } from "./sql-calls.ts";
import { damageFailure, openTabSession } from "./tab-session.ts";

/**
 * The engine of one tab: answers its page, reads rollups and the log itself, takes part in
 * leadership and, while it leads, does the leader's work. Runs in a worker; ends with its signal.
 */
export function startTabEngine(options: {
  databaseName?: string;
  locks: LockManager;
  startImportWorker: () => Worker;
  startExportWorker: () => Worker;
  /** Of a script that the service worker gives a policy of its own. */
  startFeedWorker: () => Worker;
  /** Without it no folders are read. */
  startFolderWorker?: () => Worker;
  signal: AbortSignal;
}): EngineApi {
  const session = openTabSession(options);
  const { database, channel, appender, space, stats, watches, leadership, viewOf, askLeader, signal } =
    session;
  const running = new Map<string, AbortController>();
  const learnMatches = makeMatchLearner({
    seenOf: session.seenOf,
    find: (projectId) => askLeader("matches", { projectId }),
    onError: session.onError,
  });
  /** Resolves when what has arrived is admitted and folded. */
  const settle = (projectId: string, cancel?: AbortSignal): Promise<Result<unknown>> =>
    askLeader("settle", { projectId }, cancel);
  const answers = makeAnswerKeeper(database, { signal, onError: session.onError });

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

  const cancel = async (queryId: string): Promise<void> => running.get(queryId)?.abort();

  const questions = makeRunningQuestions((running) =>
    watches.push(undefined, { kind: "questions", running }),
  );

  /** Cancellable, and shown to the page while it takes long. */
  async function asked<T>(
    projectId: string,
    queryId: string = crypto.randomUUID(),
    question: RunningQuestion["asked"],
    work: (signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const end = questions.begin({ queryId, projectId, asked: question });
    const answered = session.beginQuestion();
    try {
      return await cancellable(queryId, work);
    } finally {
      end();
      answered();
    }
  }

  async function appended(
    until: NonNullable<AppendOptions["until"]>,
    count: number,
    append: (options: CallOptions) => Promise<Result<Appended>>,
  ): Promise<Result<Omit<AppendSummary, "refused">>> {
    if (until === "admitted") return appendAndAwait({ database, channel }, append, signal);
    const stored = await append({});
    if (!stored.ok) return stored;
    return success({ accepted: count, duplicate: 0, erased: 0, fullness: stored.value.fullness });
  }

  /** What was removed makes room: intake may go on at once. */
  function removed<T>(result: Result<T>): Result<T> {
    if (result.ok) space.renew();
    return changed(result);
  }

  function changed<T>(result: Result<T>): Result<T> {
    if (!result.ok) return result;
    appender.projectsChanged();
    channel.post({ version: 1, kind: "catalog" });
    return result;
  }

  const host = hostFeeds({
    database,
    channel,
    locks: options.locks,
    startWorker: options.startFeedWorker,
    calm: session.calm,
    onStatuses(statuses) {
      for (const projectId of watches.projects())
        watches.push(projectId, {
          kind: "feeds",
          statuses: statuses.filter((status) => status.projectId === projectId),
        });
    },
    onError: session.onError,
    signal,
    ...(options.databaseName === undefined ? {} : { databaseName: options.databaseName }),
  });

  /** From counters or rollups, which every tab reads itself. */
  async function answerHere(
    project: Project,
    question: AnyQuestion,
    cancel: AbortSignal,
    at: number | undefined,
  ): Promise<Result<AnyAnswer>> {
    // Counters tell of now alone.
    const counting = at === undefined && planQuestion(question, project, Date.now()).source === "counters";
    const view = counting ? await viewOf(project.id) : undefined;
    // Rules may have changed where no page watches.
    if (question.traffic === undefined || !(await view?.projectChanged(project))) await view?.refresh();
    return askQuestion({
      project,
      question,
      now: at ?? Date.now(),
      stats,
      seen: session.seenOf(project.id),
      signal: cancel,
      elsewhere: async () => {
        const answer = await askLeader<AnyAnswer>("ask", { projectId: project.id, question, at }, cancel);
        if (answer.ok && answer.value.receipt.leftOut !== undefined)
          learnMatches(project, answer.value.receipt);
        return answer;
      },
      ...(view
        ? {
            ring: {
              view: (now: number) => view.counters(now),
              real: (now: number) => view.realCounters(now) ?? view.counters(now),
            },
            ringCheckpoint: view.checkpoint,
          }
        : {}),
    });
  }

  /** Rows that cannot be read are built anew first. */
  async function answerMended(
    project: Project,
    question: AnyQuestion,
    cancel: AbortSignal,
    at: number | undefined,
  ): Promise<Result<AnyAnswer>> {
    const answer = await answerHere(project, question, cancel, at);
    if (answer.ok || answer.failure.kind !== "damaged-record") return answer;
    const mended = await askLeader("mend", { projectId: project.id }, cancel);
    if (!mended.ok) return mended;
    stats.forget(project.id);
    return answerHere(project, question, cancel, at);
  }

  const ofFiles = {
    session,
    locks: options.locks,
    startImportWorker: options.startImportWorker,
    startExportWorker: options.startExportWorker,
    cancellable,
  };

  return {
    projects: () => listProjects(database),
    createProject: async (input) => changed(await createProject(database, input)),
    updateProject: async (projectId, patch) => changed(await updateProject(database, projectId, patch)),
    deleteProject: (projectId) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        return removed(await askLeader<{ events: number }>("deleteProject", { projectId }));
      }),

    ...makeDashboardCalls(database, changed),
    refusals: (projectId) => readRefusals(database, projectId),
    sources: (projectId, { queryId } = {}) =>
      cancellable(queryId, (cancel) => askLeader("sources", { projectId }, cancel)),
    ...makeFolderCalls({ ...options, database, changed }),
    setting: (key) => readSetting(database, key),
    saveSetting: (key, value) => saveSetting(database, key, value),

    append: (projectId, input, { source = "api", until = "admitted", ...began } = {}) =>
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
        const parsed = parseEvents(input, { receivedAt: Date.now(), source });
        const { events } = parsed;
        const refused = parsed.refused.map((event) => ({ ...event, index: event.index + 1 }));
        if (events.length === 0 || typeof projectId !== "string") {
          const project = await readProject(database, projectId);
          if (!project.ok) return project;
          return success({ accepted: 0, duplicate: 0, erased: 0, refused, fullness: appender.fullness() });
        }
        // Whether there is such a project is looked up by the commit.
        const id = toProjectId(projectId);
        const done = await appended(until, events.length, (reply) =>
          appender.append(id, events, { ...reply, ...began }),
        );
        return done.ok ? success({ ...done.value, refused }) : done;
      }),
    appendColumns: (projectId, events, { until = "admitted" }) =>
      attempt(() =>
        appended(until, events.columns.count, (reply) =>
          appender.appendColumns(toProjectId(projectId), events, reply),
        ),
      ),

    ...makeFileCalls({ ...ofFiles, cancel, removed, changed }),
    ...makeBackupCalls({ ...ofFiles, changed }),
    ...makeReconcileCalls(ofFiles),

    ask: async (projectId, input, { freshness = "now", queryId, at } = {}) => {
      const question = parseQuestion(input);
      if (!question.ok) return question;
      const shown = { kind: "question", question: question.value } as const;
      return asked(projectId, queryId, shown, async (cancel): Promise<Result<AnyAnswer>> => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const kept = (answer: Result<AnyAnswer>): Result<AnyAnswer> => {
          if (freshness === "any" && answer.ok)
            answers.take(project.value, JSON.stringify(input), answer.value);
          return answer;
        };
        const plan = planQuestion(question.value, project.value, at ?? Date.now());
        if (plan.source === "raw")
          return kept(await askLeader("ask", { projectId, question: question.value, at }, cancel));
        if (freshness === "any") {
          const answer = await answerMended(project.value, question.value, cancel, at);
          // Rollups being built anew cannot answer yet: then wait for them after all.
          if (answer.ok || answer.failure.kind !== "engine-unavailable") return kept(answer);
        }
        const led = leadership.leads && leadership.epoch;
        const settled = await settle(projectId, cancel);
        if (!settled.ok) return settled;
        // Folded by another tab, unless this one led all the while.
        const leads = leadership.leads && leadership.epoch;
        if (leads === false || leads !== led) stats.doubt(projectId);
        return kept(await answerMended(project.value, question.value, cancel, at));
      });
    },
    sql: async (projectId, text, { queryId, ...options } = {}) => {
      if (typeof text !== "string" || text.trim() === "")
        return fail({ kind: "invalid-input", message: "sql needs the text of one SELECT." });
      return asked(projectId, queryId, { kind: "sql", text }, (cancel) =>
        askLeader("sql", { projectId, text, ...options }, cancel),
      );
    },
    cancel,
    extent: (projectId) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        return project.ok ? success((await readExtent(database, project.value)) ?? null) : project;
      }),
    ...makeSuggestionCalls({ askLeader, cancellable }),

    ...makePlanCalls({ database, settle, cancellable, changed }),
    ...makeExplorationCalls(database, changed),
    ...makeGoalCalls(database, changed),
    ...makeSegmentCalls(database, changed),

    ...makeEventCalls({ session, cancellable }),

    status: () =>
      attempt(async () =>
        success(
          await readStatus(database, {
            space: await space.reading(),
            leads: leadership.leads,
            epoch: session.leaderEpoch,
            tabs: await watches.countTabs(),
            mirrorState: watches.mirrorState(),
            projectId: watches.projects()[0],
          }),
        ),
      ),
    verify: (projectId, { queryId } = {}) =>
      cancellable(queryId, (cancel) => askLeader("verify", { projectId }, cancel)),
    rebuild: (projectId, { queryId } = {}) =>
      cancellable(queryId, (cancel) => askLeader("rebuild", { projectId }, cancel)),
    damage: (projectId) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        return success(await findDamage(database, project.value.id, { signal }));
      }),
    erase: async (projectId, what) => removed(await askLeader("erase", { projectId, what })),
    erasePreview: (projectId, input, { queryId } = {}) =>
      cancellable(queryId, async (cancel): Promise<Result<{ events: number }>> => {
        const what = parseErasure(input);
        if (!what.ok) return what;
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const settled = await settle(projectId, cancel);
        if (!settled.ok) return settled;
        const events = await countErased(database, project.value.id, what.value, cancel);
        return cancel.aborted
          ? fail({ kind: "query-cancelled", message: "The counting was cancelled." })
          : success({ events });
      }),

    ...makeFeedCalls({ database, host, changed, cancellable }),

    watch: (projectId, listener) =>
      attempt(async () => {
        // It listens before anything is read: what is folded while a page's first panels are answered reaches it.
        const [watchId, project] = await Promise.all([
          watches.add(toProjectId(projectId), listener),
          readProject(database, projectId),
        ]);
        if (!project.ok) {
          watches.remove(watchId);
          return project;
        }
        listener({ kind: "questions", running: questions.shown() });
        const lost = await session.damageOf(projectId);
        if (lost.length > 0) listener({ kind: "notice", failure: damageFailure(lost) });
        session.openWatchedMirrors();
        return success(watchId);
      }),
    unwatch: async (watchId) => watches.remove(watchId),
    retentionPreview: (projectId, days) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const settled = await settle(projectId);
        if (!settled.ok) return settled;
        return previewRetention(database, project.value, days, Date.now());
      }),
    recent: (projectId, limit) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const view = await viewOf(project.value.id);
        await view.refresh();
        return success(view.recent.slice(0, limit));
      }),
    visible: async (visible) => leadership.setVisible(visible),
    ...makeLabWork({ database, settle, cancellable, changed }),
    ...makeSqlNotes({ database, changed }),
  };
}
