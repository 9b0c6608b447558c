import type { Database } from "../database/database.ts";
import { fail, success, type Result } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { UndoneImport } from "../model/import.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { beginErasure, inTurn } from "./erasure.ts";
import { finishErasures, runErasure } from "./erasure-steps.ts";
import { planUndo } from "./plan-undo.ts";

/**
 * Takes back an import: an event that nothing else brought goes, one that came again by another import
 * becomes that one's, and by no import (a site, the API) nobody's. Nothing stays out: importing the file
 * again brings back what went. As an erasure it raises the generation and, once begun, is finished by whoever
 * leads next; then asking again tells what it came to. Watched folders are no imports and have no undo.
 * Failures: `unknown-project`, `unknown-import`, `import-running`, `deposed`, `quota-exceeded`,
 * `storage-unavailable`.
 */
export function undoImport(
  db: Database,
  epoch: number,
  projectId: ProjectId,
  importId: string,
  { now = Date.now }: { now?: () => number } = {},
): Promise<Result<UndoneImport>> {
  return inTurn(db, async () => {
    await finishErasures(db, epoch);
    if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
    const imported = await findImport(db, projectId, importId);
    if (!imported.ok) return imported;
    if (imported.value.undone !== undefined) return success(imported.value.undone);
    const { rule, ...grown } = await planUndo(db, projectId, importId, now());
    const isErased = (event: { importId?: string }) => event.importId === importId;
    await beginErasure(db, epoch, projectId, { rule, isErased, tombstones: [], grown }, now());
    const { events, arrivals, handed = 0 } = await runErasure(db, epoch, projectId);
    return success({ at: rule.at, events: events + arrivals, kept: handed });
  });
}

/** An import of the project that does not run. */
export async function findImport(
  db: Database,
  projectId: ProjectId,
  importId: string,
): Promise<Result<{ undone?: UndoneImport }>> {
  const row = await db.imports.get(importId);
  if (row === undefined || row.projectId !== projectId)
    return fail({
      kind: "unknown-import",
      message: `The project has no import "${importId.slice(0, 60)}".`,
      importId,
    });
  if (row.state === "running")
    return fail({
      kind: "import-running",
      message: `The import of ${row.fileName} is still running: cancel it first.`,
      importId,
    });
  return success(row.undone === undefined ? {} : { undone: row.undone });
}
