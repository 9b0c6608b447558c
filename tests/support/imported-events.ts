import type { Database } from "../../src/database/database.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { ProjectId } from "../../src/model/identifier.ts";

/** Imports of a project that have ended unless `state` says otherwise, as if none had ever been undone. */
export const putImports = (
  db: Database,
  projectId: ProjectId,
  ids: readonly string[],
  state: "done" | "running" = "done",
): Promise<unknown> =>
  db.imports.bulkPut(
    ids.map((id) => ({
      id,
      projectId,
      fileName: id,
      format: "ndjson",
      state,
      read: 0,
      accepted: 0,
      duplicate: 0,
      refused: 0,
      startedAt: 0,
    })),
  );

/** As an import brings them, or whoever else. */
export const broughtBy = (
  events: readonly LochanEvent[],
  importId: string | null | undefined,
): LochanEvent[] =>
  events.map((event) => {
    const brought = { ...event };
    delete brought.importId;
    return typeof importId === "string" ? { ...brought, importId } : brought;
  });
