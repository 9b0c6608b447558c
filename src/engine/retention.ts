import * as v from "valibot";
import { parseInput } from "../catalog/parse-input.ts";
import { retentionDaysSchema } from "../catalog/project-schema.ts";
import { listProjects } from "../catalog/projects.ts";
import {
  readRetentionReport,
  saveRetentionReport,
  type RetentionReport,
} from "../catalog/retention-report.ts";
import type { Database } from "../database/database.ts";
import { countWithin, hasOlder, lastReceivedAt } from "../log/age.ts";
import { keepOutBefore } from "../log/erasure.ts";
import { storageFailure } from "../log/storage-failure.ts";
import { success, type Failure, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { Project } from "../model/project.ts";
import { CLOCK_LEAD_MS, retentionBoundary } from "../model/retention.ts";
import type { EraseReceipt, RetentionPreview } from "./api.ts";
import { startWakingLoop } from "./waking-loop.ts";

const EVERY_MS = 3_600_000;

type Kept = Project & { retentionDays: number };
const isKept = (project: Project): project is Kept => project.retentionDays !== undefined;

export interface Retention {
  /** A project may keep events for another time now. */
  catalogChanged(): void;
}

/**
 * Removes what projects keep no longer: when a term starts, when a project's settings change, and
 * once an hour. Where nothing is older than the boundary it costs a look at keys.
 */
export function startRetention(options: {
  database: Database;
  epoch: number;
  erase: (projectId: ProjectId, before: number) => Promise<Result<EraseReceipt>>;
  now?: () => number;
  signal: AbortSignal;
  /** A report was saved. */
  onChecked: () => void;
  onFailure: (failure: Failure) => void;
  onError: (error: unknown) => void;
}): Retention {
  const { database, epoch, signal } = options;
  const now = options.now ?? Date.now;
  const checked = new Map<ProjectId, { rule: string; at: number }>();

  const loop = startWakingLoop(
    async () => {
      const projects = await listProjects(database);
      if (!projects.ok) return options.onFailure(projects.failure);
      for (const project of projects.value.filter(isKept)) {
        const rule = `${project.retentionDays} ${project.timeZone}`;
        const last = checked.get(project.id);
        const isDue = last?.rule !== rule || performance.now() - last.at >= EVERY_MS;
        if (!isDue || signal.aborted) continue;
        checked.set(project.id, { rule, at: performance.now() });
        const run = await enforceRetention({ database, epoch, project, now: now(), erase: options.erase });
        if (run.ok) options.onChecked();
        else if (!signal.aborted && run.failure.kind !== "unknown-project") options.onFailure(run.failure);
      }
    },
    { idleMs: EVERY_MS, signal, onError: options.onError },
  );
  return { catalogChanged: () => loop.wake() };
}

/** One look at one project. Events from before the boundary stay out from then on. */
export async function enforceRetention(options: {
  database: Database;
  epoch: number;
  project: Kept;
  now: number;
  erase: (projectId: ProjectId, before: number) => Promise<Result<EraseReceipt>>;
}): Promise<Result<RetentionReport>> {
  const { database, epoch, project, now } = options;
  const before = retentionBoundary(project.retentionDays, project.timeZone, now);
  try {
    const earlier = await readRetentionReport(database, project.id);
    if (!earlier.ok) return earlier;
    const report: RetentionReport = { checkedAt: now, before };
    if (earlier.value?.removed !== undefined) report.removed = earlier.value.removed;
    const receivedAt = await lastReceivedAt(database, project.id);
    if (isClockAhead(receivedAt, now)) report.clockAhead = { receivedAt };
    else if (await hasOlder(database, project.id, before)) {
      const erased = await options.erase(project.id, before);
      if (!erased.ok) return erased;
      const { events, arrivals } = erased.value;
      report.removed = { at: now, before, events, arrivals };
    } else {
      const kept = await keepOutBefore(database, epoch, project.id, before);
      if (!kept.ok) return kept;
    }
    const saved = await saveRetentionReport(database, project.id, report);
    return saved.ok ? success(report) : saved;
  } catch (error) {
    const failure = storageFailure(error);
    if (failure === undefined) throw error;
    return { ok: false, failure };
  }
}

export async function previewRetention(
  database: Database,
  project: Project,
  input: unknown,
  now: number,
): Promise<Result<RetentionPreview>> {
  const days = parseInput(v.strictObject({ retentionDays: retentionDaysSchema }), { retentionDays: input });
  if (!days.ok) return days;
  const before = retentionBoundary(days.value.retentionDays, project.timeZone, now);
  const receivedAt = await lastReceivedAt(database, project.id);
  const events = await countWithin(database, project.id, { before });
  return success({ before, events, ...(isClockAhead(receivedAt, now) && { clockAhead: { receivedAt } }) });
}

const isClockAhead = (receivedAt: number | undefined, now: number): receivedAt is number =>
  receivedAt !== undefined && now - receivedAt > CLOCK_LEAD_MS;
