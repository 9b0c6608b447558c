import { eraseEvents, type EraseReceipt, type ErasureRequest } from "../log/erasure.ts";
import { mergeErasures, wouldErase, type MergedErasures } from "../log/merge-erasures.ts";
import { isContested, settleVariants } from "../log/settle-variants.ts";
import type { ErasureList, ErasureMode } from "../model/erasure.ts";
import { success, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { StatsReader } from "../rollup/stats-reader.ts";
import type { UpkeepWork } from "./upkeep.ts";

/** What rewriting a log asks of the leader. */
export interface RewriteWork extends Pick<UpkeepWork, "database" | "settled"> {
  epoch: number;
  stats: Pick<StatsReader, "forget">;
  /** One writer of the log at a time. */
  writing<T>(task: () => Promise<T>): Promise<T>;
  close(projectId: ProjectId): Promise<void>;
  /** Removes mirrors' files that hold what the log holds no more. */
  sweepMirrors(): Promise<void>;
}

/** Erases, and counts what is left anew. */
export const eraseAndRefold = (
  leader: RewriteWork,
  projectId: string,
  request: ErasureRequest,
): Promise<Result<EraseReceipt>> =>
  rewriteSettled(leader, projectId, (id) => eraseEvents(leader.database, leader.epoch, id, request));

/** As {@link rewriteAndRefold}, of the contents that stand: who is whom follows from them. */
const rewriteSettled = <T>(
  leader: RewriteWork,
  projectId: string,
  rewrite: (id: ProjectId) => Promise<Result<T>>,
): Promise<Result<T>> =>
  rewriteAndRefold(leader, projectId, async (id) => {
    const settled = await settleVariants(leader.database, leader.epoch, id);
    return settled.ok ? rewrite(id) : settled;
  });

/** Rewrites a log while nothing of the project is folded, and counts what is left anew. */
export async function rewriteAndRefold<T>(
  leader: RewriteWork,
  projectId: string,
  rewrite: (id: ProjectId) => Promise<Result<T>>,
): Promise<Result<T>> {
  // Only admitted events say who is whom, so what has arrived is admitted first.
  const settled = await leader.settled(projectId, ({ project }) => Promise.resolve(success(project)));
  if (!settled.ok) return settled;
  const { id } = settled.value;
  await leader.close(id);
  const receipt = await leader.writing(() => rewrite(id));
  leader.stats.forget(id);
  if (!receipt.ok) return receipt;
  await leader.sweepMirrors();
  const refolded = await leader.settled(projectId, () => Promise.resolve(success(null)));
  return refolded.ok ? receipt : refolded;
}

/**
 * As {@link mergeErasures}; counts anew only where something was erased. A project that gains nothing new goes on
 * undisturbed, so this may be asked as often as devices meet.
 */
export async function mergeAndRefold(
  leader: RewriteWork,
  projectId: string,
  given: ErasureList,
  mode: ErasureMode,
): Promise<Result<MergedErasures>> {
  const { database, epoch } = leader;
  const settled = await leader.settled(projectId, ({ project }) => Promise.resolve(success(project)));
  if (!settled.ok) return settled;
  const { id } = settled.value;
  const merge = (how: ErasureMode, of: ProjectId) => mergeErasures(database, epoch, of, given, { mode: how });
  // Kept out first: then nothing that would have to go comes while it is counted.
  const kept = await leader.writing(() => merge("keep-out", id));
  if (!kept.ok || mode === "keep-out") return kept;
  return (await wouldErase(database, id, given))
    ? rewriteSettled(leader, projectId, (each) => merge("apply", each))
    : leader.writing(() => merge("apply", id));
}

/** As {@link settleVariants}, once what has arrived is admitted; counts anew only where something was to be settled. */
export async function settleAndRefold(leader: RewriteWork, projectId: string): Promise<Result<boolean>> {
  const { database, epoch } = leader;
  const contested = await leader.settled(projectId, async ({ project }) =>
    success(await isContested(database, project.id)),
  );
  if (!contested.ok || !contested.value) return contested;
  return rewriteAndRefold(leader, projectId, (id) => settleVariants(database, epoch, id));
}
