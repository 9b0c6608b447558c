import type { Database } from "../database/database.ts";
import type { ImportRow } from "../database/rows.ts";
import { type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";

/** Leaves nothing of a project that was deleted meanwhile. */
export function saveImport(db: Database, row: ImportRow): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.imports, async () => {
      if ((await db.projects.get(row.projectId)) === undefined) await db.imports.delete(row.id);
      else await db.imports.put(row);
      return success(null);
    }),
  );
}

/** Newest first. */
export function listImports(db: Database, projectId: string): Promise<Result<ImportRow[]>> {
  return attempt(async () => {
    const rows = await db.imports.where("projectId").equals(projectId).toArray();
    return success(rows.sort((a, b) => b.startedAt - a.startedAt));
  });
}

/**
 * An import whose tab went away stays `running` in its row. This ends those that nobody runs any
 * more, for the reason given; what they had committed stays, and importing the file again takes up the rest.
 */
export function endInterruptedImports(
  db: Database,
  isRunning: (importId: string) => boolean,
  failure: string,
): Promise<Result<number>> {
  return attempt(() =>
    db.transaction("rw", db.imports, async () => {
      const ended = await db.imports
        .filter((row) => row.state === "running" && !isRunning(row.id))
        .modify({
          state: "failed",
          failure,
          endedAt: Date.now(),
        });
      return success(ended);
    }),
  );
}
