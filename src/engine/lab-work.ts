import { attempt } from "../catalog/attempt.ts";
import { readProject } from "../catalog/projects.ts";
import { putRun, readRuns, removeRun } from "../catalog/runs.ts";
import type { Database } from "../database/database.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import { readHead } from "../log/reader.ts";
import { readOfSource, readReceived } from "../log/source-reader.ts";
import type { LochanEvent } from "../model/event.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import { countShape, makeShaper, runSource, type Run, type RunShape } from "../model/run.ts";
import type { LabApi } from "./api.ts";
import type { Cancellable } from "./cancellable.ts";

const MOST_EVENTS = 1_000;
/** What has arrived cannot always be admitted: a run that ended is not counted then. */
const COUNT_MS = 10_000;

/** The lab's part of a tab's engine. */
export function makeLabWork({
  database,
  settle,
  cancellable,
  changed,
  countMs = COUNT_MS,
}: {
  database: Database;
  /** Resolves when what has arrived is admitted. */
  settle: (projectId: string, signal?: AbortSignal) => Promise<Result<unknown>>;
  cancellable: Cancellable;
  /** Tells every tab. */
  changed: <T>(result: Result<T>) => Result<T>;
  countMs?: number;
}): LabApi {
  async function findRun(projectId: string, runId: string): Promise<Result<Run>> {
    const runs = await readRuns(database, projectId);
    if (!runs.ok) return runs;
    const run = runs.value.find(({ id }) => id === runId);
    return run === undefined ? unknownRun : success(run);
  }

  const eventsOf = (
    projectId: string,
    run: Run,
    signal: AbortSignal,
  ): AsyncGenerator<LochanEvent[], void, undefined> =>
    readReceived(database, toProjectId(projectId), {
      source: runSource(run),
      from: run.from,
      to: run.to ?? Infinity,
      ...(run.after === undefined ? {} : { after: run.after }),
      signal,
    });

  async function shapeOf(projectId: string, run: Run, signal: AbortSignal): Promise<Result<RunShape>> {
    const settled = await settle(projectId, signal);
    if (!settled.ok) return settled;
    const shaper = makeShaper();
    for await (const events of eventsOf(projectId, run, signal))
      for (const event of events) shaper.add(event);
    return signal.aborted
      ? fail({ kind: "query-cancelled", message: "The comparison was cancelled." })
      : success(shaper.shape());
  }

  const keepCounts = async (projectId: string, run: Run, shape: RunShape): Promise<Result<Run>> =>
    changed(await putRun(database, projectId, { ...run, counts: countShape(shape) }));

  return {
    runs: (projectId) => readRuns(database, projectId),
    startRun: (projectId, input) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const { sequence } = await readHead(database, project.value.id);
        const given = typeof input === "object" ? input : {};
        const run = { ...given, id: crypto.randomUUID(), from: Date.now(), after: Number(sequence) };
        return changed(await putRun(database, projectId, run));
      }),
    stopRun: (projectId, runId) =>
      attempt(async () => {
        const found = await findRun(projectId, runId);
        if (!found.ok) return found;
        const run = { ...found.value, to: Math.max(Date.now(), found.value.from) };
        const ended = changed(await putRun(database, projectId, run));
        if (!ended.ok) return ended;
        const shape = await shapeOf(projectId, run, AbortSignal.timeout(countMs));
        return shape.ok ? keepCounts(projectId, run, shape.value) : ended;
      }),
    saveRun: async (projectId, run) => changed(await putRun(database, projectId, run)),
    deleteRun: async (projectId, runId) => changed(await removeRun(database, projectId, runId)),
    runShape: (projectId, runId, { queryId } = {}) =>
      cancellable(queryId, async (signal) => {
        const run = await findRun(projectId, runId);
        if (!run.ok) return run;
        const shape = await shapeOf(projectId, run.value, signal);
        const { to, counts } = run.value;
        if (shape.ok && to !== undefined && counts === undefined)
          await keepCounts(projectId, run.value, shape.value);
        return shape;
      }),
    runFixture: (projectId, runId, { times, queryId }) =>
      cancellable(queryId, async (signal) => {
        const run = await findRun(projectId, runId);
        if (!run.ok) return run;
        const settled = await settle(projectId, signal);
        if (!settled.ok) return settled;
        const { writeFixture } = await import("../transfer/fixture.ts");
        return writeFixture(eventsOf(projectId, run.value, signal), times, signal);
      }),
    generation: (projectId) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        return project.ok ? success(await readComingGeneration(database, project.value.id)) : project;
      }),
    readFixture: (file, { queryId } = {}) =>
      cancellable(queryId, async (signal) => {
        const { readFixture } = await import("../transfer/fixture.ts");
        return readFixture(file, signal);
      }),
    sourceEvents: (projectId, { source, from, to, limit }) =>
      attempt(async () => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const most = Math.min(limit, MOST_EVENTS);
        return success(await readOfSource(database, project.value.id, { source, from, to, limit: most }));
      }),
  };
}

const unknownRun: Result<never> = fail({
  kind: "invalid-input",
  message: "There is no such run any more.",
  path: "run",
});
