import * as v from "valibot";
import { readProject } from "../catalog/projects.ts";
import { readTrackingPlan, saveTrackingPlan } from "../catalog/tracking-plan-note.ts";
import type { Database } from "../database/database.ts";
import { findEvent } from "../log/find-event.ts";
import { fail, success, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { zoneOf } from "../model/time-zone.ts";
import { resolveWindow } from "../model/windows.ts";
import { countViolations } from "../query/count-violations.ts";
import { inferPlan } from "../query/infer-plan.ts";
import { parseWindow } from "../query/parse-question.ts";
import type { EngineApi } from "./api.ts";
import type { Cancellable } from "./cancellable.ts";

type PlanCalls = Pick<EngineApi, "plan" | "savePlan" | "inferPlan" | "planViolations" | "event">;

const instant = v.pipe(v.number(), v.finite());
const rangeSchema = v.object({ from: v.optional(instant), to: v.optional(instant) });
const eventSchema = v.object({ id: v.string(), timestamp: instant });

/** What a tab does about tracking plans: it reads the log itself, once all that came is in it. */
export function makePlanCalls(options: {
  database: Database;
  /** Admits what has arrived. */
  settle: (projectId: string, cancel: AbortSignal) => Promise<Result<unknown>>;
  cancellable: Cancellable;
  changed: <T>(result: Result<T>) => Result<T>;
}): PlanCalls {
  const { database, settle, cancellable, changed } = options;

  function scan<T>(
    projectId: string,
    queryId: string | undefined,
    work: (project: Project, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return cancellable(queryId, async (cancel): Promise<Result<T>> => {
      const project = await readProject(database, projectId);
      if (!project.ok) return project;
      try {
        const settled = await settle(projectId, cancel);
        if (!settled.ok) return settled;
        return await work(project.value, cancel);
      } catch (error) {
        if (!cancel.aborted) throw error;
        return fail({ kind: "query-cancelled", message: "The counting was cancelled." });
      }
    });
  }

  return {
    plan: (projectId) => readTrackingPlan(database, projectId),
    savePlan: async (projectId, input) => changed(await saveTrackingPlan(database, projectId, input)),
    inferPlan: (projectId, { queryId, ...range } = {}, onProgress) =>
      scan(projectId, queryId, async ({ id }, signal) => {
        const parsed = v.safeParse(rangeSchema, range);
        if (!parsed.success)
          return fail({ kind: "invalid-input", message: "from and to must be epoch milliseconds." });
        return success(await inferPlan(database, id, { ...parsed.output, signal, onProgress }));
      }),
    planViolations: (projectId, { window, queryId } = {}, onProgress) =>
      scan(projectId, queryId, async ({ id, timeZone }, signal) => {
        const plan = await readTrackingPlan(database, id);
        if (!plan.ok) return plan;
        const range = windowRange(window, timeZone);
        if (!range.ok) return range;
        return success(
          await countViolations(database, id, plan.value, { ...range.value, signal, onProgress }),
        );
      }),
    event: (projectId, which) =>
      cancellable(undefined, async () => {
        const parsed = v.safeParse(eventSchema, which);
        if (!parsed.success)
          return fail({ kind: "invalid-input", message: "Say which event: { id, timestamp }." });
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const id: ProjectId = project.value.id;
        return success((await findEvent(database, id, parsed.output)) ?? null);
      }),
  };
}

function windowRange(window: unknown, timeZone: string): Result<{ from?: number; to?: number }> {
  if (window === undefined) return success({});
  const parsed = parseWindow(window);
  if (!parsed.ok) return parsed;
  const { from, to } = resolveWindow(parsed.value, Date.now(), zoneOf(timeZone));
  return success({ from, to });
}
