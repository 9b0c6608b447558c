import type { Database } from "../database/database.ts";
import type { ImportRule } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { planHeirs, type HeirsPlan } from "./plan-heirs.ts";

export interface UndoPlan extends Omit<HeirsPlan, "heirs" | "markOf"> {
  rule: ImportRule;
}

/** Who is handed what an import had brought: first whoever needs no import, then the least id. */
export async function planUndo(
  db: Database,
  projectId: ProjectId,
  importId: string,
  at: number,
): Promise<UndoPlan> {
  const { heirs, markOf, ...grown } = await planHeirs(db, projectId);
  const others = heirs.filter(({ claimant }) => claimant !== importId);
  return { rule: { kind: "import", importId, mark: markOf(importId), heirs: others, at }, ...grown };
}
