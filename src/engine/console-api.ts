import * as v from "valibot";
import { parseInput } from "../catalog/parse-input.ts";
import { LONGEST_LIMIT_MS } from "../mirror/time-limit.ts";
import { fail, success, type Result } from "../model/failure.ts";
import type { InferredPlan, PlanViolations } from "../model/plan-violations.ts";
import type { QuestionWindow } from "../model/question.ts";
import type { AppendSummary, EngineApi, ImportSummary } from "./api.ts";

const strict = <Entries extends v.ObjectEntries>(call: string, entries: Entries) =>
  v.strictObject(entries, (issue) =>
    issue.expected === "never"
      ? `${call} has no option ${issue.received.slice(0, 60)}.`
      : `The options of ${call} are { ${Object.keys(entries).join(", ")} }.`,
  );

const projectIdSchema = v.string("A project's id must be text.");
const formatSchema = v.string("The format must be text, such as ndjson.");

const appendOptionsSchema = strict("append", {
  until: v.optional(v.picklist(["stored", "admitted"], "until must be stored or admitted.")),
});

const importOptionsSchema = strict("import", {
  fileName: v.optional(v.string("fileName must be text.")),
});

const instant = (what: string) => {
  const words = `${what} must be epoch milliseconds.`;
  return v.optional(v.pipe(v.number(words), v.finite(words)));
};

const exportOptionsSchema = v.pipe(
  strict("export", {
    /** Where the bytes go as they are made; without it the call resolves to a Blob. */
    to: v.optional(
      v.pipe(
        v.custom<WritableStream<Uint8Array>>(
          (input) => input instanceof WritableStream,
          "to must be a WritableStream.",
        ),
        v.check((stream) => !stream.locked, "The stream to is already being written to."),
      ),
    ),
    /** Half-open range of timestamps, epoch milliseconds. */
    from: instant("from"),
    until: instant("until"),
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
const timeoutWords = `timeoutMs must be a number of milliseconds, 1 to ${LONGEST_LIMIT_MS}.`;
const sqlOptionsSchema = strict("sql", {
  timeoutMs: v.optional(
    v.pipe(v.number(timeoutWords), v.minValue(1, timeoutWords), v.maxValue(LONGEST_LIMIT_MS, timeoutWords)),
  ),
  limit: v.optional(v.pipe(v.number(limitWords), v.safeInteger(limitWords), v.minValue(1, limitWords))),
});

const inferOptionsSchema = strict("inferPlan", { from: instant("from"), to: instant("to") });

const violationsOptionsSchema = strict("planViolations", {
  /** As in a question; parsed by the engine. */
  window: v.optional(v.custom<QuestionWindow>((input) => typeof input === "object", WINDOW_WORDS)),
});

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
        const fileName = parsed.value.fileName ?? (file instanceof File ? file.name : "import.ndjson");
        return engine.importFile(projectId, file, { fileName });
      },
    ),
    export: ofProject(
      async (projectId, format: unknown, options: unknown = {}): Promise<Result<Blob | null>> => {
        const asked = parseInput(formatSchema, format);
        if (!asked.ok) return asked;
        const parsed = parseInput(exportOptionsSchema, options);
        if (!parsed.ok) return parsed;
        const { to: writable, from, until } = parsed.value;
        const exported = await engine.exportFile(projectId, asked.value, {
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { to: until }),
        });
        if (!exported.ok || !writable) return exported;
        await exported.value.stream().pipeTo(writable);
        return success(null);
      },
    ),
    ask: ofProject(async (projectId, question: unknown, options: unknown = {}) => {
      const parsed = parseInput(askOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { freshness } = parsed.value;
      return engine.ask(projectId, question, freshness === undefined ? {} : { freshness });
    }),
    sql: ofProject(async (projectId, text: unknown, options: unknown = {}) => {
      const parsed = parseInput(sqlOptionsSchema, options);
      if (!parsed.ok) return parsed;
      const { limit, timeoutMs } = parsed.value;
      return engine.sql(projectId, text, {
        ...(limit === undefined ? {} : { limit }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
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
