import type { LochanEvent, Properties } from "../model/event.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { ImportProgress, ImportSummary, RefusedEvent } from "../model/import.ts";
import type { AnyAnswer, FilterScalar, QuestionWindow } from "../model/question.ts";
import type { InferredPlan, PlanViolations } from "../model/plan-violations.ts";
import type { StoredPlan } from "../model/tracking-plan.ts";
import type { Fixture, FixtureTimes } from "../model/fixture.ts";
import type { Run, RunShape } from "../model/run.ts";
import type { Project } from "../model/project.ts";
import type { RunStatement, SavedQuery } from "../model/saved-query.ts";
import type { Goal } from "../model/goal.ts";
import type { ChangedTime } from "../model/may-change.ts";
import type { SavedExploration } from "../model/saved-exploration.ts";
import type { LocalEvents } from "../model/batch.ts";
import type { DashboardCalls } from "./dashboard-api.ts";
import type { CountersView } from "../model/counters.ts";
import type { FeedPreview, FeedRowText, FeedSample, FeedStatus, LiveFeed } from "../model/live-feed.ts";
import type { SpaceReading } from "../model/space.ts";
import type { WatchedFile, WatchedFolder } from "../model/folder.ts";
import type { SourceTotals } from "../model/source.ts";
import type { MirrorState } from "../mirror/mirror-state.ts";
import type { DamagedBlock } from "../model/damage.ts";
import type { AnnotationCalls } from "./annotation-calls.ts";
import type { EventCalls } from "./event-calls.ts";
import type { SegmentCalls } from "./segment-calls.ts";
import type { SuggestionCalls } from "./suggestion-calls.ts";
import type { BackupCalls, FileCalls, ReconcileCalls, SharedFolderCalls } from "./files-api.ts";
import type { RunningQuestion } from "./running-questions.ts";
import type { RebuildReport, UpkeepJob } from "./upkeep.ts";
import type { VerifyReport } from "../model/verify-report.ts";

export type { ImportProgress, ImportSummary, RefusedEvent };
export type { ExportTarget, SharedFolderView } from "./files-api.ts";

export type { VerifyReport } from "../model/verify-report.ts";
export type { CounterView, CountersView } from "../model/counters.ts";
export type { MirrorState } from "../mirror/mirror-state.ts";
export type { RunningQuestion } from "./running-questions.ts";
export type { RebuildReport, UpkeepJob } from "./upkeep.ts";
export type { DamagedBlock } from "../model/damage.ts";

/** An event as a script hands it in: id, receivedAt and properties may be left out. */
export interface EventDraft {
  id?: string;
  type?: string;
  name: string;
  properties?: Properties;
  distinctId: string;
  userId?: string;
  sessionId?: string;
  /** Epoch milliseconds, or ISO 8601 with an offset or Z. */
  timestamp: number | string;
  receivedAt?: number | string;
  sentAt?: number | string;
}

export interface AppendOptions {
  /** Where it came in; `api` if left out. */
  source?: string;
  /**
   * `admitted` (default): resolves when the events are in the log, and tells how many were new.
   * `stored`: resolves with the ack, when they are on disk: `accepted` then counts what was stored,
   * and ids already there are left out at admission without a word.
   */
  until?: "stored" | "admitted";
  /**
   * As {@link EngineApi.generation} told when what these events are part of began: where everything
   * was erased since, none of them is counted, however long they were on their way.
   */
  generation?: number;
}

export interface AppendSummary {
  accepted: number;
  duplicate: number;
  /** Left out: their user, their time or the project was erased, or they are older than the project keeps. */
  erased: number;
  refused: RefusedEvent[];
  /** How full the appender's buffer was, 0 to 1. */
  fullness: number;
}

export interface SqlResult {
  columns: { name: string; type: string }[];
  /** BigInt and nested values arrive as numbers where exact, else as text. */
  rows: FilterScalar[][];
  truncated: boolean;
  /** Which limit its rows were cut at. */
  truncatedBy?: "rows" | "bytes";
  /** Milliseconds in the query engine. */
  ms: number;
  /** Of the log, as of which it is true. */
  sequence: number;
}

export interface EngineStatus {
  /** When this browser's database was made, epoch milliseconds; undefined until its first leader. Another one has another. */
  born: number | undefined;
  /** Admitted events of all projects. */
  events: number;
  /** Admitted events of each project, by project id. */
  eventsByProject: Record<string, number>;
  /** Stored and not yet admitted, counted as they were appended: each may be of many events. */
  arrivals: number;
  /** Entries of the log, blocks among them. */
  batches: number;
  blocks: number;
  /** Per consumer of the open project. */
  checkpoints: { consumer: string; generation: number; sequence: number }[];
  /** Of the open project's log. */
  head: { generation: number; sequence: number };
  leader: { leads: boolean; epoch: number; tabs: number };
  engine: MirrorState;
  /** Bytes, as the browser estimated them at most 15 s ago; nothing is taken in from 90% on. */
  storage: SpaceReading & { persisted: boolean };
  imports: number;
}

export interface EraseReceipt {
  events: number;
  arrivals: number;
  generation: number;
}

export interface RetentionPreview {
  /** The first instant kept. */
  before: number;
  events: number;
  /** When the newest events were received, where the clock is so far ahead that nothing would go. */
  clockAhead?: { receivedAt: number };
}

/** `real` is without what traffic rules leave out, and absent where that is nothing. */
export interface CountersUpdate {
  counters: CountersView;
  real?: CountersView;
}

export interface WatchedFolderView extends WatchedFolder {
  files: WatchedFile[];
}

/** Pushed by the worker to the page that watches a project. */
export type LiveUpdate =
  /** `events` is the whole list of the newest, newest first, at most 100; an erasure raises `generation`. */
  | ({ kind: "events"; events: LochanEvent[]; generation: number; sequence: number } & CountersUpdate)
  | ({ kind: "counters" } & CountersUpdate)
  /** `opening`: as it stood when watching began, nothing new. `changed`: counts of this time alone are others. */
  | { kind: "folded"; sequence: number; opening?: true; changed?: ChangedTime }
  | { kind: "mirror"; state: MirrorState }
  | { kind: "leader"; leads: boolean; tabs: number }
  | { kind: "catalog" }
  /** Every question of this tab that has been running for more than two seconds. */
  | { kind: "questions"; running: RunningQuestion[] }
  /** A recount or rebuild under way, null when it has ended. */
  | { kind: "upkeep"; job: UpkeepJob | null }
  /** Every feed of the project that runs, in whichever tab; each second while there are any. */
  | { kind: "feeds"; statuses: FeedStatus[] }
  | { kind: "notice"; failure: Failure };

export interface AskOptions {
  /**
   * `now` (default) first waits until what was admitted before the call is folded and mirrored;
   * `any` answers from what is there, for panels that must never stop answering.
   */
  freshness?: "now" | "any";
  /** Epoch milliseconds: named windows end with the bucket that was running then. Now if left out. */
  at?: number;
  /** Lets {@link EngineApi.cancel} stop it. */
  queryId?: string;
}

/** Runs of the lab: notes of a project. Their events are read from the log each time. */
export interface LabApi {
  /** Newest first. */
  runs(projectId: string): Promise<Result<Run[]>>;
  /** Begins to record `{ name, origin }`; one run of a project at a time. */
  startRun(projectId: string, input: unknown): Promise<Result<Run>>;
  /** Ends it now, and counts it where what has arrived can be admitted; else it is counted when it is compared. */
  stopRun(projectId: string, runId: string): Promise<Result<Run>>;
  /** Puts it in place of the run with its id, or adds it: to rename one, or bring it back. */
  saveRun(projectId: string, run: unknown): Promise<Result<Run>>;
  /** Its events stay. Null where there was none. */
  deleteRun(projectId: string, runId: string): Promise<Result<Run | null>>;
  runShape(projectId: string, runId: string, options?: { queryId?: string }): Promise<Result<RunShape>>;
  /** An NDJSON file; `oversize-batch` where the run has more than 50,000 events. */
  runFixture(
    projectId: string,
    runId: string,
    options: { times: FixtureTimes; queryId?: string },
  ): Promise<Result<Blob>>;
  /** Rises when an erasure begins, so that what is sent for long can end. */
  generation(projectId: string): Promise<Result<number>>;
  readFixture(file: Blob, options?: { queryId?: string }): Promise<Result<Fixture>>;
  /** What a source sent that happened in `[from, to)`, the latest first, at most 1,000. */
  sourceEvents(
    projectId: string,
    options: { source: string; from: number; to: number; limit: number },
  ): Promise<Result<LochanEvent[]>>;
}

/** What a project remembers of its SQL. */
export interface SqlNotes {
  /** By name. */
  savedQueries(projectId: string): Promise<Result<SavedQuery[]>>;
  /**
   * Saves `{ id, name, text }`, in place of the one with its id if there is one. Failures: `unknown-project`, and
   * `invalid-input`, with the path `name` where that is what is wrong.
   */
  saveQuery(projectId: string, input: unknown): Promise<Result<SavedQuery>>;
  /** Null where there was none. */
  deleteQuery(projectId: string, queryId: string): Promise<Result<SavedQuery | null>>;
  /** Statements that were run here, newest first. */
  sqlHistory(projectId: string): Promise<Result<RunStatement[]>>;
  /** Puts a statement first in the history, and gives that. */
  rememberSql(projectId: string, text: string): Promise<Result<RunStatement[]>>;
  forgetSql(projectId: string): Promise<Result<null>>;
}

/** Saved questions of a project. */
export interface ExplorationCalls extends AnnotationCalls {
  /** By name. */
  explorations(projectId: string): Promise<Result<SavedExploration[]>>;
  /**
   * Adds `{ id, name, exploration }` or puts it in place of the one with its id, and tells every tab (`catalog`).
   * Failures: `invalid-input`, `newer-schema`, `unknown-project`.
   */
  saveExploration(projectId: string, input: unknown): Promise<Result<SavedExploration>>;
  /** Null where there was none. */
  deleteExploration(projectId: string, id: string): Promise<Result<SavedExploration | null>>;
}

/** Goals of a project. */
export interface GoalCalls {
  /** By name. */
  goals(projectId: string): Promise<Result<Goal[]>>;
  /**
   * Adds `{ id, name, match }` or puts it in place of the one with its id, and tells every tab (`catalog`).
   * Failures: `invalid-input`, `newer-schema`, `unknown-project`.
   */
  saveGoal(projectId: string, input: unknown): Promise<Result<Goal>>;
  /** Null where there was none. */
  deleteGoal(projectId: string, id: string): Promise<Result<Goal | null>>;
}

/** Live feeds of a project. */
export interface FeedCalls {
  /** As they were added. */
  feeds(projectId: string): Promise<Result<LiveFeed[]>>;
  /**
   * Adds a feed, or changes the one whose id is given. One that is not off may be reached from then on, so
   * the user was asked before. Failures: `invalid-input`, `unknown-project`.
   */
  saveFeed(projectId: string, input: unknown): Promise<Result<LiveFeed>>;
  /** What it sent stays. */
  removeFeed(projectId: string, feedId: string): Promise<Result<null>>;
  /**
   * Looks at what a feed as it would be saved sends, and stores nothing. Its origin must be that of a feed
   * of the project that is not off. Failures: `feed-unreachable`, `invalid-input`, `cancelled`.
   */
  sampleFeed(projectId: string, feed: unknown, options?: { queryId?: string }): Promise<Result<FeedSample>>;
  /** What a feed as it would be saved makes of rows. */
  previewFeed(input: unknown, rows: FeedRowText[]): Promise<Result<FeedPreview>>;
}

/**
 * What a page can ask of its worker, over Comlink. Nothing here throws for an expected failure.
 * Arguments that come from a script or a URL are `unknown` and parsed inside.
 */
export interface EngineApi
  extends
    LabApi,
    SqlNotes,
    ExplorationCalls,
    GoalCalls,
    SegmentCalls,
    DashboardCalls,
    SuggestionCalls,
    FeedCalls,
    FileCalls,
    BackupCalls,
    ReconcileCalls,
    SharedFolderCalls,
    EventCalls {
  projects(): Promise<Result<Project[]>>;
  createProject(input: unknown): Promise<Result<Project>>;
  updateProject(projectId: string, patch: unknown): Promise<Result<Project>>;
  deleteProject(projectId: string): Promise<Result<{ events: number }>>;

  refusals(
    projectId: string,
  ): Promise<Result<{ origin: string; reason: string; count: number; sample: string; lastAt: number }[]>>;
  /** What each source has sent, from the query engine; the latest first, at most 1,000. */
  sources(projectId: string, options?: { queryId?: string }): Promise<Result<SourceTotals[]>>;
  /** Watched folders with how far their files are read, oldest first. */
  folders(projectId: string): Promise<Result<WatchedFolderView[]>>;
  /** Without a handle its files are given to {@link readChosenFiles}. `invalid-input` where it is watched already. */
  addFolder(
    projectId: string,
    folder: { name: string; handle?: FileSystemDirectoryHandle },
  ): Promise<Result<WatchedFolder>>;
  pauseFolder(projectId: string, folderId: string, paused: boolean): Promise<Result<null>>;
  /** Its events stay. */
  removeFolder(projectId: string, folderId: string): Promise<Result<null>>;
  /** The browser lends a folder again: whoever reads them looks at once. */
  lookIntoFolders(): Promise<Result<null>>;
  /** Reads what the files gained since they were chosen last, by their names. */
  readChosenFiles(projectId: string, folderId: string, files: readonly File[]): Promise<Result<null>>;
  setting(key: string): Promise<Result<unknown>>;
  saveSetting(key: string, value: unknown): Promise<Result<null>>;

  append(projectId: string, events: unknown, options?: AppendOptions): Promise<Result<AppendSummary>>;
  /** What `append` does with events that the page has parsed. */
  appendColumns(
    projectId: string,
    events: LocalEvents,
    options: Pick<AppendOptions, "until">,
  ): Promise<Result<Omit<AppendSummary, "refused">>>;

  /** `answerTo` of `model/question.ts` gives the answer the type the question has. */
  ask(projectId: string, question: unknown, options?: AskOptions): Promise<Result<AnyAnswer>>;
  /** `timeoutMs`: 30,000 if left out, at most 600,000; then it fails with `query-timeout`. */
  sql(
    projectId: string,
    text: unknown,
    options?: { limit?: number; limitBytes?: number; queryId?: string; timeoutMs?: number },
  ): Promise<Result<SqlResult>>;
  cancel(queryId: string): Promise<void>;
  /** Whole days of the project's zone that hold all its counted events, half-open; null where there are none. */
  extent(projectId: string): Promise<Result<{ from: number; to: number } | null>>;

  /** An empty one where none was saved. Failures: `unknown-project`, `damaged-record`, `newer-schema`. */
  plan(projectId: string): Promise<Result<StoredPlan>>;
  /**
   * Saves `{ version: 1, events, updatedAt? }` in place of what is there, and tells every tab (`catalog`). With
   * `updatedAt`, of the plan it was made from, it is `invalid-input` where another was saved meanwhile.
   */
  savePlan(projectId: string, input: unknown): Promise<Result<StoredPlan>>;
  /** What the events of `[from, to)` would make for a plan; nothing is saved. */
  inferPlan(
    projectId: string,
    options?: { from?: number; to?: number; queryId?: string },
    onProgress?: (events: number, total: number) => void,
  ): Promise<Result<InferredPlan>>;
  /** Where events depart from the saved plan: every event of the window, all of them without one. */
  planViolations(
    projectId: string,
    options?: { window?: QuestionWindow; queryId?: string },
    onProgress?: (events: number, total: number) => void,
  ): Promise<Result<PlanViolations>>;
  /** The event with that id that happened then, null where there is none. */
  event(projectId: string, which: { id: string; timestamp: number }): Promise<Result<LochanEvent | null>>;

  status(): Promise<Result<EngineStatus>>;
  /**
   * Recounts every bucket from the log, in slices, while events go on being counted; rollups that
   * differ are built anew and recounted again. Progress is pushed as `upkeep`.
   */
  verify(projectId: string, options?: { queryId?: string }): Promise<Result<VerifyReport>>;
  /** Builds rollups, counters and mirror anew from the log. The numbers there stay readable until then. */
  rebuild(projectId: string, options?: { queryId?: string }): Promise<Result<RebuildReport>>;
  /** Blocks of the log that cannot be read: every block is looked at. */
  damage(projectId: string): Promise<Result<DamagedBlock[]>>;
  erase(projectId: string, what: unknown): Promise<Result<EraseReceipt>>;
  /**
   * How many events {@link erase} would take now, what has arrived included, damaged blocks whole; of a
   * user it reads all of the log. Failures: `invalid-input`, `unknown-project`, `query-cancelled`.
   */
  erasePreview(
    projectId: string,
    what: unknown,
    options?: { queryId?: string },
  ): Promise<Result<{ events: number }>>;
  /** What would go now if events were kept for so many days. */
  retentionPreview(projectId: string, days: unknown): Promise<Result<RetentionPreview>>;

  /** Starts pushing; the project becomes the one this tab has open. Resolves to an id for {@link unwatch}. */
  watch(projectId: string, listener: (update: LiveUpdate) => void): Promise<Result<string>>;
  unwatch(watchId: string): Promise<void>;
  /** Newest first, at most 100. */
  recent(projectId: string, limit: number): Promise<Result<LochanEvent[]>>;
  /** Whether the page is visible; hidden tabs do not contend for leadership. */
  visible(visible: boolean): Promise<void>;
}
