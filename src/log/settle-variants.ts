import type { Database } from "../database/database.ts";
import { success, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { beginErasure, inTurn, type ErasurePlan } from "./erasure.ts";
import { finishErasures, runErasure } from "./erasure-steps.ts";
import { readHead } from "./reader.ts";

const PLAN: ErasurePlan = { rule: { kind: "variants" }, isErased: () => false, tombstones: [] };

/** Whether an id came with a content that is less than the one the log has. */
export async function isContested(db: Database, projectId: ProjectId): Promise<boolean> {
  return (await readHead(db, projectId)).contested === true;
}

/**
 * Of each id that came with several contents the least comes to stand in the log, whoever came first: then two devices
 * that were brought the same have the same. True where it had not yet stood there. Like an erasure it raises the
 * generation, and once begun is finished by whoever leads next. Failures: `unknown-project`, `deposed`,
 * `quota-exceeded`, `storage-unavailable`.
 */
export function settleVariants(db: Database, epoch: number, projectId: ProjectId): Promise<Result<boolean>> {
  return inTurn(db, async () => {
    await finishErasures(db, epoch);
    if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
    if (!(await isContested(db, projectId))) return success(false);
    await beginErasure(db, epoch, projectId, PLAN, Date.now());
    await runErasure(db, epoch, projectId);
    return success(true);
  });
}
