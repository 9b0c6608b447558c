import * as v from "valibot";
import { handleSchema } from "../catalog/handle-schema.ts";
import { parseInput } from "../catalog/parse-input.ts";
import { LONGEST_LIMIT_MS } from "../mirror/time-limit.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { filterTermsSchema } from "../model/filter-schema.ts";
import { PAGE_EVENTS } from "../model/event-search.ts";
import type { RestoreSummary } from "../model/backup.ts";
import type { TotalsAnswer } from "../model/daily-totals.ts";
import type { UndoneImport } from "../model/import.ts";
import type { InferredPlan, PlanViolations } from "../model/plan-violations.ts";
import type { AnyQuestion, QuestionWindow } from "../model/question.ts";
import type { Project } from "../model/project.ts";
import type { Segment } from "../model/segment.ts";
import type { Reconciled } from "../model/reconcile/reconcile-sides.ts";
import type { FolderProjects } from "../model/shared-folder.ts";
import type { AppendSummary, EngineApi, ImportSummary } from "./api.ts";
import { makeConsoleDashboards } from "./console-dashboards.ts";
import type { LentFolder } from "./files-api.ts";

const strict = <Entries extends v.ObjectEntries>(call: string, entries: Entries) =>
  v.strictObject(entries, (issue) =>
    issue.expected === "never"
      ? `${call} has no option ${issue.received.slice(0, 60)}.`
      : `The options of ${call} are { ${Object.keys(entries).join(", ")} }.`,
  );

const projectIdSchema = v.string("A project's id must be text.");
const fileNameSchema = v.optional(v.string("fileName must be text."));
const segmentIdSchema = v.string("A segment's id must be text.");
const importIdSchema = v.string("An import's id must be text.");
const formatSchema = v.string("The format must be text, such as ndjson.");

const appendOptionsSchema = strict("append", {
  until: v.optional(v.picklist(["stored", "admitted"], "until must be stored or admitted.")),
});

const importOptionsSchema = strict("import", {
  fileName: fileNameSchema,
  /** Whose export it is, such as amplitude; parsed by the engine, as all below is. */
  format: v.optional(v.unknown()),
  mapping: v.optional(v.unknown()),
  timeZoneOffsetMinutes: v.optional(v.unknown()),
});

const instant = (what: string) => {
  const words = `${what} must be epoch milliseconds.`;
  return v.optional(v.pipe(v.number(words), v.finite(words)));
};

/** Where the bytes go as they are made; without it the call resolves to a Blob. */
const streamSchema = v.optional(
  v.pipe(
    v.custom<WritableStream<Uint8Array>>(
      (input) => input instanceof WritableStream,
      "to must be a WritableStream.",
    ),
    v.check((stream) => !stream.locked, "The stream to is already being written to."),
  ),
);

const projectIdsSchema = v.optional(v.array(projectIdSchema, "projects must be a list of ids."));
const backupOptionsSchema = strict("backup", { projects: projectIdsSchema, to: streamSchema });
const restoreOptionsSchema = strict("restore", {
  projects: projectIdsSchema,
  fileName: fileNameSchema,
  /** Whether what another device erased is erased here too. */
  erasures: v.optional(v.picklist(["apply", "keep-out"], "erasures is apply or keep-out.")),
});

const totalsOptionsSchema = strict("totals", { from: instant("from"), before: instant("before") });

const HANDLE_WORDS = "folder must be a FileSystemDirectoryHandle, lent for reading and writing.";
const folderHandle = handleSchema<FileSystemDirectoryHandle>("directory", HANDLE_WORDS);
const pausedSchema = v.boolean("paused must be true or false.");
const leaveOptionsSchema = strict("leaveFolder", {
  /** Whether this device's files go from the folder. */
  files: v.optional(v.boolean("files must be true or false.")),
});

const exportOptionsSchema = v.pipe(
  strict("export", {
    to: streamSchema,
    /** Half-open range of timestamps, epoch milliseconds. */
    from: instant("from"),
    until: instant("until"),
    /** As in a question. */
    filters: v.optional(filterTermsSchema),
    /** Whose events count for what somebody did. */
    traffic: v.optional(v.picklist(["all", "real"], "traffic must be all or real.")),
    /** Of CSV: a column for each property. */
    propertyColumns: v.optional(v.boolean("propertyColumns must be true or false.")),
  }),
  v.check(
    ({ from, until }) => from === undefined || until === undefined || from < until,
    "from must be before until.",
  ),
);

const WINDOW_WORDS = "window must be { last } or { from, to }.";

const askOptionsSchema = strict("ask", {
  freshness: v.optional(v.picklist(["now", "any"], "freshness must be now or any.")),
});

const limitWords = "limit must be a whole number of rows, 1 or more.";
const bytesWords = "limitBytes must be a whole number of bytes, 1 or more.";
const timeoutWords = `timeoutMs must be a number of milliseconds, 1 to ${LONGEST_LIMIT_MS}.`;
const sqlOptionsSchema = strict("sql", {
  timeoutMs: v.optional(
    v.pipe(v.number(timeoutWords), v.minValue(1, timeoutWords), v.maxValue(LONGEST_LIMIT_MS, timeoutWords)),
  ),
  limit: v.optional(v.pipe(v.number(limitWords), v.safeInteger(limitWords), v.minValue(1, limitWords))),
  limitBytes: v.optional(v.pipe(v.number(bytesWords), v.safeInteger(bytesWords), v.minValue(1, bytesWords))),
});

const valuesSchema = v.object({
  property: v.string("A property must be text."),
  search: v.string("What to look for must be text."),
});

const eventsWords = "limit must be a whole number of events, 1 to 500.";
const beforeWords = "before must be the end of a page: { timestamp, id? }.";
const searchOptionsSchema = v.pipe(
  strict("searchEvents", {
    before: v.optional(
      v.strictObject(
        {
          timestamp: v.pipe(v.number(beforeWords), v.finite(beforeWords)),
          id: v.exactOptional(v.string(beforeWords)),
        },
        beforeWords,
      ),
    ),
    limit: v.optional(
      v.pipe(
        v.number(eventsWords),
        v.integer(eventsWords),
        v.minValue(1, eventsWords),
        v.maxValue(PAGE_EVENTS, eventsWords),
      ),
    ),
  }),
  v.transform(({ limit, before }) => ({
    ...(limit !== undefined && { limit }),
    ...(before !== undefined && { before }),
  })),
);

const inferOptionsSchema = strict("inferPlan", { from: instant("from"), to: instant("to") });

const violationsOptionsSchema = strict("planViolations", {
  /** As in a question; parsed by the engine. */
  window: v.optional(v.custom<QuestionWindow>((input) => typeof input === "object", WINDOW_WORDS)),
});

const reconcileOptionsSchema = strict("reconcile", {
  measure: v.optional(
    v.picklist(["events", "views", "users", "sessions"], "measure must be events, views, users or sessions."),
  ),
});

function lentFolder(folder: unknown): Result<LentFolder> {
  const handle = parseInput(folderHandle, folder);
  return handle.ok ? success({ handle: handle.value, name: handle.value.name }) : handle;
}

function failureOf(error: unknown): Result<never> {
  if (error instanceof DOMException && error.name === "DataCloneError")
    return fail({
      kind: "invalid-input",
      message: "That holds something that is not data, such as a function or an element of the page.",
    });
  return fail({ kind: "query-failed", message: inWords(error) });
}

function inWords(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "Something was thrown that has no text.";
  }
}

/**
 * `window.lochanApp`: what scripts, tests and benchmarks use. Every call resolves to
 * `{ ok: true, value } | { ok: false, failure }` and none rejects or throws, whatever it is given:
 * arguments of the wrong kind are `invalid-input`.
 */
export function makeConsoleApi(engine: EngineApi) {
  const guarded =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<Result<T>>) =>
    async (...args: Args): Promise<Result<T>> => {
      try {
        return await call(...args);
      } catch (error) {
        return failureOf(error);
      }
    };

  /** A call whose first argument names a project. */
  const ofProject = <Args extends unknown[], T>(
    call: (projectId: string, ...args: Args) => Promise<Result<T>>,
  ) =>
    guarded(async (projectId: unknown, ...args: Args): Promise<Result<T>> => {
      const id = parseInput(projectIdSchema, projectId);
      return id.ok ? call(id.value, ...args) : id;
    });

  const boards = makeConsoleDashboards(engine);
  return {
    projects: guarded(() => engine.projects()),
    createProject: guarded((input: unknown) => engine.createProject(input)),
    updateProject: ofProject((projectId, patch: unknown) => engine.updateProject(projectId, patch)),
    deleteProject: ofProject((projectId) => engine.deleteProject(projectId)),
    append: ofProject(
      async (projectId, events: unknown, options: unknown = {}): Promise<Result<AppendSummary>> => {
        const parsed = parseInput(appendOptionsSchema, options);
        if (!parsed.ok) return parsed;
        const { until } = parsed.value;
        return engine.append(projectId, events, until === undefined ? {} : { until });
      },
    ),
    import: ofProject(
      async (projectId, file: unknown, options: unknown = {}): Promise<Result<ImportSummary>> => {
        if (!(file instanceof Blob))
          return fail({ kind: "invalid-input", message: "import needs a File or a Blob." });
        const parsed = parseInput(importOptionsSchema, options);
        if (!parsed.ok) return parsed;
        const { fileName = file instanceof File ? file.name : "import.ndjson", ...how } = parsed.value;
        return engine.importFile(projectId, file, { fileName, ...how });
      },
    ),
    /** Two sides as `readSide` takes them: nothing is imported. */
    reconcile: ofProject(
      async (projectId, a: unknown, b: unknown, options: unknown = {}): Promise<Result<Reconciled>> => {
        const parsed = parseInput(reconcileOptionsSchema, options);
        if (!parsed.ok) return parsed;
        const [ofA, ofB] = await Promise.all([engine.readSide(projectId, a), engine.readSide(projectId, b)]);
        if (!ofA.ok) return ofA;
        if (!ofB.ok) return ofB;
        const { reconcileSides } = await import("../model/reconcile/reconcile-sides.ts");
        return reconcileSides(ofA.value, ofB.value, parsed.value.measure);
      },
    ),
    imports: ofProject((projectId) => engine.imports(projectId)),
    undoImport: ofProject(async (projectId, importId: unknown): Promise<Result<UndoneImport>> => {
      const id = parseInput(importIdSchema, importId);
      return id.ok ? engine.undoImport(projectId, id.value) : id;
    }),
    export: ofProject(
      async (projectId, format: unknown, options: unknown = {}): Promise<Result<Blob | null>> => {
        const asked = parseInput(formatSchema, format);
        if (!asked.ok) return asked;
        const parsed = parseInput(exportOptionsSchema, options);
        if (!parsed.ok) return parsed;
        const { to: target, until: to, ...scope } = parsed.value;
        const exported = await engine.exportFile(projectId, asked.value, { ...scope, to, target });
        return exported.ok ? success(exported.value.blob ?? null) : exported;
      },
    ),
    backup: guarded(async (options: unknown = {}): Promise<Result<Blob | null>> => {
      const parsed = parseInput(backupOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { projects: projectIds, to: target } = parsed.value;
      const made = await engine.backUp({ ...(projectIds && { projectIds }), target });
      return made.ok ? success(made.value.blob ?? null) : made;
    }),
    restore: guarded(async (file: unknown, options: unknown = {}): Promise<Result<RestoreSummary>> => {
      if (!(file instanceof Blob))
        return fail({ kind: "invalid-input", message: "restore needs a File or a Blob." });
      const parsed = parseInput(restoreOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { projects: projectIds, erasures } = parsed.value;
      const { fileName = file instanceof File ? file.name : "backup.lochan" } = parsed.value;
      const chosen = { ...(projectIds && { projectIds }), ...(erasures && { erasures }) };
      return engine.restoreBackup(file, { fileName, ...chosen });
    }),
    totals: ofProject(async (projectId, options: unknown = {}): Promise<Result<TotalsAnswer>> => {
      const parsed = parseInput(totalsOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { from, before } = parsed.value;
      return engine.importedTotals(projectId, {
        ...(from !== undefined && { from }),
        ...(before !== undefined && { before }),
      });
    }),
    sharedFolder: ofProject((projectId) => engine.sharedFolder(projectId)),
    sharedProjects: guarded(async (folder: unknown): Promise<Result<FolderProjects>> => {
      const handle = parseInput(folderHandle, folder);
      return handle.ok ? engine.findSharedProjects(handle.value) : handle;
    }),
    shareInFolder: ofProject(async (projectId, folder: unknown): Promise<Result<null>> => {
      const lent = lentFolder(folder);
      return lent.ok ? engine.shareProject(projectId, lent.value) : lent;
    }),
    openFromFolder: ofProject(async (projectId, folder: unknown): Promise<Result<Project>> => {
      const lent = lentFolder(folder);
      return lent.ok ? engine.takeSharedProject(projectId, lent.value) : lent;
    }),
    pauseFolder: ofProject(async (projectId, paused: unknown = true): Promise<Result<null>> => {
      const parsed = parseInput(pausedSchema, paused);
      return parsed.ok ? engine.pauseSharedFolder(projectId, parsed.value) : parsed;
    }),
    leaveFolder: ofProject(async (projectId, options: unknown = {}): Promise<Result<null>> => {
      const parsed = parseInput(leaveOptionsSchema, options);
      return parsed.ok
        ? engine.removeSharedFolder(projectId, { files: parsed.value.files ?? false })
        : parsed;
    }),
    ask: ofProject(async (projectId, question: unknown, options: unknown = {}) => {
      const parsed = parseInput(askOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { freshness } = parsed.value;
      const asked = await engine.ask(projectId, question, freshness === undefined ? {} : { freshness });
      if (!asked.ok) return asked;
      const { receiptRecord, hashOfText } = await import("../model/receipt-hash.ts");
      // Who was answered asked what is a question.
      const hash = await hashOfText(receiptRecord(question as AnyQuestion, asked.value));
      return success({ ...asked.value, receipt: { ...asked.value.receipt, hash } });
    }),
    sql: ofProject(async (projectId, text: unknown, options: unknown = {}) => {
      const parsed = parseInput(sqlOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { limit, limitBytes, timeoutMs } = parsed.value;
      return engine.sql(projectId, text, {
        ...(limit === undefined ? {} : { limit }),
        ...(limitBytes === undefined ? {} : { limitBytes }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    }),
    share: ofProject(async (projectId, options: unknown = {}): Promise<Result<Blob>> => {
      const { shareDashboard } = await import("./share-dashboard.ts");
      return shareDashboard(engine, projectId, options);
    }),
    plan: ofProject((projectId) => engine.plan(projectId)),
    savePlan: ofProject((projectId, plan: unknown) => engine.savePlan(projectId, plan)),
    inferPlan: ofProject(async (projectId, options: unknown = {}): Promise<Result<InferredPlan>> => {
      const parsed = parseInput(inferOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { from, to } = parsed.value;
      return engine.inferPlan(projectId, {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
    }),
    planViolations: ofProject(async (projectId, options: unknown = {}): Promise<Result<PlanViolations>> => {
      const parsed = parseInput(violationsOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { window } = parsed.value;
      return engine.planViolations(projectId, window === undefined ? {} : { window });
    }),
    properties: ofProject((projectId) => engine.propertyCounts(projectId)),
    values: ofProject(async (projectId, property: unknown, search: unknown = "") => {
      const parsed = parseInput(valuesSchema, { property, search });
      return parsed.ok ? engine.values(projectId, parsed.value.property, parsed.value.search) : parsed;
    }),
    searchEvents: ofProject(async (projectId, search: unknown, options: unknown = {}) => {
      const parsed = parseInput(searchOptionsSchema, options);
      return parsed.ok ? engine.searchEvents(projectId, search, parsed.value) : parsed;
    }),
    segments: ofProject((projectId) => engine.segments(projectId)),
    saveSegment: ofProject((projectId, segment: unknown) => engine.saveSegment(projectId, segment)),
    deleteSegment: ofProject(async (projectId, segmentId: unknown): Promise<Result<Segment | null>> => {
      const id = parseInput(segmentIdSchema, segmentId);
      return id.ok ? engine.deleteSegment(projectId, id.value) : id;
    }),
    dashboards: ofProject(boards.dashboards),
    dashboard: ofProject(boards.dashboard),
    saveDashboard: ofProject(boards.saveDashboard),
    deleteDashboard: ofProject(boards.deleteDashboard),
    exportDashboard: ofProject(boards.exportDashboard),
    importDashboard: ofProject(boards.importDashboard),
    status: guarded(() => engine.status()),
    verify: ofProject((projectId) => engine.verify(projectId)),
    rebuild: ofProject((projectId) => engine.rebuild(projectId)),
    damage: ofProject((projectId) => engine.damage(projectId)),
    erase: ofProject((projectId, what: unknown) => engine.erase(projectId, what)),
  };
}

export type ConsoleApi = ReturnType<typeof makeConsoleApi>;

declare global {
  interface Window {
    lochanApp: ConsoleApi;
  }
}
