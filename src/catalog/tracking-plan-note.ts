import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { EMPTY_PLAN, type StoredPlan } from "../model/tracking-plan.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { parseStored } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";
import { parsePlan, storedPlanSchema } from "./tracking-plan-schema.ts";

const KNOWN_VERSION = 1;
export const trackingPlanKey = (projectId: string): string =>
  `${projectSettingPrefix(projectId)}tracking-plan`;

/**
 * The plan of a project, an empty one as of 0 where none was saved. What is stored and not understood is
 * `damaged-record` or `newer-schema`, and stays as it is; saving a plan replaces a damaged one.
 */
export function readTrackingPlan(db: Database, projectId: string): Promise<Result<StoredPlan>> {
  return attempt(() =>
    db.transaction("r", db.projects, db.settings, async () => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      return parseStoredPlan(projectId, (await db.settings.get(trackingPlanKey(projectId)))?.value);
    }),
  );
}

/**
 * Saves `{ version: 1, events, updatedAt? }` and gives back what is stored. With `updatedAt`, the plan it
 * was made from, it is refused where another was saved since.
 */
export async function saveTrackingPlan(
  db: Database,
  projectId: string,
  input: unknown,
): Promise<Result<StoredPlan>> {
  const parsed = parsePlan(input);
  if (!parsed.ok) return parsed;
  const { updatedAt: madeFrom, version, events } = parsed.value;
  return changeProjectNote(db, projectId, trackingPlanKey(projectId), (note) => {
    const stored = parseStoredPlan(projectId, note);
    if (!stored.ok && stored.failure.kind === "newer-schema") return stored;
    const before = stored.ok ? stored.value.updatedAt : 0;
    if (madeFrom !== undefined && madeFrom !== before)
      return fail({
        kind: "invalid-input",
        message: "The tracking plan was changed meanwhile, in another tab.",
        path: "updatedAt",
      });
    const plan: StoredPlan = { version, events, updatedAt: Math.max(Date.now(), before + 1) };
    return success({ note: plan, value: plan });
  });
}

function parseStoredPlan(projectId: string, stored: unknown): Result<StoredPlan> {
  if (stored === undefined) return success({ ...EMPTY_PLAN, updatedAt: 0 });
  const newer = refuseNewer(
    stored,
    KNOWN_VERSION,
    "This tracking plan was saved by a newer Lochan. Reload to get it. Nothing was changed.",
  );
  if (newer !== undefined) return newer;
  return parseStored(storedPlanSchema, stored, "settings", trackingPlanKey(projectId));
}
