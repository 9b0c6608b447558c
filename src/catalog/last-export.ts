import * as v from "valibot";
import type { Database } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import { parseProjectNote, saveProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

/** The last export of everything a project has that came to its end. */
export interface LastExport {
  /** When it began: what came later is not in it. */
  at: number;
  format: string;
}

export const lastExportKey = (projectId: string): string => `${projectSettingPrefix(projectId)}last-export`;

const schema: v.GenericSchema<unknown, LastExport> = v.object({
  at: v.pipe(v.number(), v.finite()),
  format: v.string(),
});

/** Undefined for a project that was never exported as a whole. */
export const parseLastExport = (stored: unknown): LastExport | undefined => parseProjectNote(schema, stored);

export const saveLastExport = (db: Database, projectId: string, last: LastExport): Promise<Result<null>> =>
  saveProjectNote(db, projectId, lastExportKey(projectId), last);
