import type { Database } from "../database/database.ts";
import { readHead } from "../log/reader.ts";
import { fail, success, type Failure, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { makePace } from "../model/pace.ts";
import type { VerifyReport } from "../model/verify-report.ts";
import { verifyRollups } from "../rollup/recount.ts";
import type { ProjectJobs } from "./project-jobs.ts";

/** How far a recount or a rebuild has come, in events. */
export interface UpkeepJob {
  work: "verify" | "rebuild";
  done: number;
  total: number;
}

export interface RebuildReport {
  events: number;
  sequence: number;
  ms: number;
}

/** What upkeep asks of the leader. */
export interface UpkeepWork {
  database: Database;
  /** Runs `work` when everything acked before is admitted and folded; again if the project is opened anew meanwhile. */
  settled<T>(projectId: string, work: (jobs: ProjectJobs) => Promise<Result<T>>): Promise<Result<T>>;
  /** Counts the last minutes anew. */
  recountLive(projectId: ProjectId): Promise<Result<null>>;
  onUpkeep(projectId: ProjectId, job: UpkeepJob | null): void;
}

const TELL_MS = 100;

async function told<T>(
  { onUpkeep }: UpkeepWork,
  projectId: ProjectId,
  kind: UpkeepJob["work"],
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const isDue = makePace(TELL_MS);
  onUpkeep(projectId, { work: kind, done: 0, total: 0 });
  try {
    return await work((done, total) => {
      if (isDue()) onUpkeep(projectId, { work: kind, done, total });
    });
  } finally {
    onUpkeep(projectId, null);
  }
}

/** Rollups, counters and mirror from nothing but the log. What there was stays readable meanwhile. */
export function rebuildDerived(
  leader: UpkeepWork,
  projectId: string,
  signal: AbortSignal,
): Promise<Result<RebuildReport>> {
  const started = performance.now();
  return leader.settled(projectId, async (jobs) => {
    const { id } = jobs.project;
    const rebuilt = await told(leader, id, "rebuild", (onProgress) => jobs.rebuild({ signal, onProgress }));
    if (!rebuilt.ok) return rebuilt;
    const live = await leader.recountLive(id);
    if (!live.ok) return live;
    await jobs.rebuildMirror();
    const { events } = await readHead(leader.database, id);
    return success({ events, sequence: rebuilt.value.sequence, ms: performance.now() - started });
  });
}

/**
 * Recounts the log. Rollups that differ are built anew and recounted again, unless blocks of the
 * log are lost: then they may be all that still tells of what was in those.
 */
export function verifyAndRepair(
  leader: UpkeepWork,
  projectId: string,
  signal: AbortSignal,
): Promise<Result<VerifyReport>> {
  return leader.settled(projectId, async (jobs) => {
    const { id } = jobs.project;
    let ended: Failure | undefined;
    const recount = () =>
      told(leader, id, "verify", (onProgress) =>
        verifyRollups(leader.database, jobs.project, {
          signal,
          onProgress,
          hold: (work) => jobs.withoutFolding(work),
          follow: async () => {
            const folded = await jobs.fold();
            if (!folded.ok) ended = folded.failure;
            return folded.ok;
          },
        }),
      );
    const report = await recount();
    // Closed by an erasure: `settled` goes on with what was opened in its place.
    if (ended !== undefined) return fail(ended);
    if (report.drift === 0 || report.lost.length > 0) return success(report);
    const rebuilt = await told(leader, id, "rebuild", (onProgress) => jobs.rebuild({ signal, onProgress }));
    if (!rebuilt.ok) return rebuilt;
    const { drift, buckets } = await recount();
    if (ended !== undefined) return fail(ended);
    return success({ ...report, repaired: { drift, buckets } });
  });
}
