import * as v from "valibot";
import { forgetTraces } from "../catalog/forget-traces.ts";
import { removeProjectRows } from "../catalog/projects.ts";
import { erasedPeopleSchema } from "../catalog/erased-people-schema.ts";
import { spanSchema } from "../catalog/project-schema.ts";
import { deleteProjectLog } from "../log/erasure.ts";
import type { SeenValues } from "../log/seen-values.ts";
import { storageFailure } from "../log/storage-failure.ts";
import { findImport, undoImport } from "../log/undo-import.ts";
import type { Mirror } from "../mirror/mirror.ts";
import { runUserSql } from "../mirror/user-sql.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { filterTermsSchema } from "../model/filter-schema.ts";
import { toProjectId, type ProjectId } from "../model/identifier.ts";
import type { UndoneImport } from "../model/import.ts";
import { activeRules } from "../model/traffic.ts";
import { askQuestion } from "../query/ask.ts";
import { findMatches } from "../query/find-matches.ts";
import { findRows } from "../query/find-rows.ts";
import { parseQuestion } from "../query/parse-question.ts";
import { readSourceTotals } from "../query/source-totals.ts";
import { suggestKnownValues, suggestProperties, suggestValues } from "../query/suggest.ts";
import type { StatsReader } from "../rollup/stats-reader.ts";
import type { FoundMatches } from "./learn-matches.ts";
import { parseErasure } from "./parse-erasure.ts";
import type { ProjectJobs } from "./project-jobs.ts";
import type { Handler } from "./requests.ts";
import { placeIn, withSegments } from "./segment-calls.ts";
import {
  eraseAndRefold,
  mergeAndRefold,
  rewriteAndRefold,
  settleAndRefold,
  type RewriteWork,
} from "./rewriting.ts";
import { rebuildDerived, verifyAndRepair, type UpkeepWork } from "./upkeep.ts";

/** Run once, however often they are sent: their receipts say what they did. */
export const REMEMBERED_OPERATIONS = ["erase", "mergeErasures", "undoImport", "deleteProject"];

const onProject = v.object({ projectId: v.string() });
const onQuestion = v.object({
  projectId: v.string(),
  question: v.unknown(),
  at: v.optional(v.pipe(v.number(), v.finite())),
});
const onSql = v.object({
  projectId: v.string(),
  text: v.string(),
  limit: v.optional(v.number()),
  limitBytes: v.optional(v.number()),
  timeoutMs: v.optional(v.number()),
});
const bound = v.optional(v.pipe(v.number(), v.finite()));
const onRows = v.object({
  projectId: v.string(),
  filters: filterTermsSchema,
  from: bound,
  to: bound,
  traffic: v.picklist(["all", "real"]),
  judgedOver: v.optional(v.object({ from: v.number(), to: v.number() })),
});
const onValues = v.object({ projectId: v.string(), property: v.string(), search: v.string() });
const onImport = v.object({ projectId: v.string(), importId: v.string() });
const onErase = v.object({ projectId: v.string(), what: v.unknown() });

const onErasures = v.object({
  projectId: v.string(),
  erasures: v.object({ spans: v.array(spanSchema), people: erasedPeopleSchema }),
  mode: v.picklist(["apply", "keep-out"]),
});

/** What handlers may ask of the leader. */
export interface LeaderWork extends UpkeepWork, RewriteWork {
  stats: StatsReader;
  seenOf: (projectId: ProjectId) => SeenValues;
  /** As `settled`, keeping the project's mirror among those that stay open. */
  mirrored<T>(
    projectId: string,
    work: (mirror: Mirror, jobs: ProjectJobs) => Promise<Result<T>>,
    options: { exclusive: boolean; signal: AbortSignal },
  ): Promise<Result<T>>;
  openMirror(projectId: string): Promise<Result<null>>;
  /** Runs `work` once all that waits is admitted, whether it is folded or not. */
  admitted<T>(projectId: string, work: (jobs: ProjectJobs) => Promise<Result<T>>): Promise<Result<T>>;
}

export function makeLeaderHandlers(leader: LeaderWork): Record<string, Handler> {
  const { database, epoch, stats } = leader;
  return {
    settle: on(onProject, ({ projectId }) => leader.settled(projectId, () => Promise.resolve(success(null)))),
    settleVariants: on(onProject, ({ projectId }) => settleAndRefold(leader, projectId)),
    openMirror: on(onProject, ({ projectId }) => leader.openMirror(projectId)),
    ask: on(onQuestion, async ({ projectId, question: input, at }, signal) => {
      const parsed = parseQuestion(input);
      if (!parsed.ok) return parsed;
      const question = await withSegments(database, projectId, parsed.value);
      if (!question.ok) return question;
      return leader.mirrored(
        projectId,
        (mirror, { project }) =>
          askQuestion({
            project,
            question: question.value,
            now: at ?? Date.now(),
            stats,
            seen: leader.seenOf(project.id),
            mirror,
            signal,
          }),
        { exclusive: true, signal },
      );
    }),
    matches: on(onProject, ({ projectId }, signal) =>
      leader.mirrored(
        projectId,
        async (mirror, { project }): Promise<Result<FoundMatches>> => {
          const rules = activeRules(project);
          const found = await findMatches(mirror, rules, signal);
          return found.ok ? success({ rules, extent: found.value }) : found;
        },
        { exclusive: true, signal },
      ),
    ),
    rows: on(onRows, async ({ projectId, filters, ...time }, signal) => {
      const placed = await placeIn(database, projectId, filters);
      if (!placed.ok) return placed;
      return leader.mirrored(
        projectId,
        (mirror, { project }) =>
          findRows(mirror, project, { ...time, filters: placed.value }, { now: Date.now(), signal }),
        { exclusive: true, signal },
      );
    }),
    sql: on(onSql, ({ projectId, text, limit, limitBytes, timeoutMs }, signal) =>
      leader.mirrored(
        projectId,
        (mirror) =>
          runUserSql(mirror, text, {
            signal,
            ...(limit === undefined ? {} : { limit }),
            ...(limitBytes === undefined ? {} : { limitBytes }),
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
          }),
        { exclusive: false, signal },
      ),
    ),
    properties: on(onProject, ({ projectId }, signal) =>
      leader.mirrored(projectId, (mirror) => suggestProperties(mirror, signal), { exclusive: true, signal }),
    ),
    values: on(onValues, async ({ projectId, property, search }, signal) => {
      // Who types waits for no fold.
      const known = await leader.admitted(projectId, async ({ project, mirror, batchesAfter }) => {
        const news = { db: database, projectId: project.id, batchesAfter };
        return success(await suggestKnownValues(mirror, property, search, news));
      });
      if (!known.ok || known.value !== undefined) return known;
      return leader.mirrored(
        projectId,
        (mirror, { project: { allowedOrigins } }) =>
          suggestValues(mirror, property, search, { signal, allowedOrigins }),
        { exclusive: true, signal },
      );
    }),
    sources: on(onProject, ({ projectId }, signal) =>
      leader.mirrored(projectId, (mirror) => readSourceTotals(mirror, Date.now(), signal), {
        exclusive: true,
        signal,
      }),
    ),
    verify: on(onProject, ({ projectId }, signal) => verifyAndRepair(leader, projectId, signal)),
    rebuild: on(onProject, ({ projectId }, signal) => rebuildDerived(leader, projectId, signal)),
    mend: on(onProject, ({ projectId }) => leader.settled(projectId, (jobs) => jobs.mend())),
    erase: on(onErase, async ({ projectId, what }) => {
      const erasure = parseErasure(what);
      if (!erasure.ok) return erasure;
      const erased = await eraseAndRefold(leader, projectId, erasure.value);
      if (erased.ok && "all" in erasure.value) await forgetTraces(database, projectId);
      return erased;
    }),
    mergeErasures: on(onErasures, ({ projectId, erasures, mode }) =>
      mergeAndRefold(leader, projectId, erasures, mode),
    ),
    undoImport: on(onImport, async ({ projectId, importId }): Promise<Result<UndoneImport>> => {
      const imported = await leader.settled(projectId, ({ project }) =>
        findImport(database, project.id, importId),
      );
      if (!imported.ok) return imported;
      if (imported.value.undone !== undefined) return success(imported.value.undone);
      return rewriteAndRefold(leader, projectId, (id) => undoImport(database, epoch, id, importId));
    }),
    deleteProject: on(onProject, async ({ projectId }) => {
      const id = toProjectId(projectId);
      await leader.close(id);
      // The row first: events that come meanwhile then have no project to be admitted to.
      const rows = await removeProjectRows(database, id);
      if (!rows.ok) return rows;
      const removed = await leader.writing(() => deleteProjectLog(database, epoch, id));
      stats.forget(id);
      await leader.sweepMirrors();
      return removed;
    }),
  };
}

/** Parses what a request carries before its handler sees it, and names what storage threw. */
function on<Schema extends v.GenericSchema>(
  schema: Schema,
  handle: (input: v.InferOutput<Schema>, signal: AbortSignal) => Promise<Result<unknown>>,
): Handler {
  return async (input, signal) => {
    const parsed = v.safeParse(schema, input);
    if (!parsed.success)
      return fail({
        kind: "invalid-input",
        message: `The request is malformed: ${v.summarize(parsed.issues)}`,
      });
    try {
      return await handle(parsed.output, signal);
    } catch (error) {
      if (signal.aborted) return fail({ kind: "query-cancelled", message: "The question was cancelled." });
      const failure = storageFailure(error);
      if (failure === undefined) throw error;
      return fail(failure);
    }
  };
}
