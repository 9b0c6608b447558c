import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { type Result, success } from "../model/failure.ts";
import { attempt } from "./attempt.ts";

/** Saves a setting of a project, unless the project was deleted meanwhile. */
export function saveProjectNote(
  db: Database,
  projectId: string,
  key: string,
  value: unknown,
): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.settings, async () => {
      if ((await db.projects.get(projectId)) !== undefined) await db.settings.put({ key, value });
      return success(null);
    }),
  );
}

/** Undefined where nothing was saved, or what was saved is not understood. */
export function parseProjectNote<T>(schema: v.GenericSchema<unknown, T>, stored: unknown): T | undefined {
  const parsed = v.safeParse(schema, stored);
  return parsed.success ? parsed.output : undefined;
}
