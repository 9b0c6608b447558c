import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { type Result, success } from "../model/failure.ts";
import { unknownProject } from "../model/unknown-project.ts";
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

/**
 * Changes a setting of a project in one transaction, by what is stored, not yet parsed. Where `change` fails
 * it stays as it is. Failures: as `change`, and `unknown-project`.
 */
export function changeProjectNote<T>(
  db: Database,
  projectId: string,
  key: string,
  change: (
    stored: unknown,
  ) => Result<{ note: unknown; value: T }> | Promise<Result<{ note: unknown; value: T }>>,
): Promise<Result<T>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.settings, async (): Promise<Result<T>> => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const changed = await change((await db.settings.get(key))?.value);
      if (!changed.ok) return changed;
      await db.settings.put({ key, value: changed.value.note });
      return success(changed.value.value);
    }),
  );
}

/** Undefined where nothing was saved, or what was saved is not understood. */
export function parseProjectNote<T>(schema: v.GenericSchema<unknown, T>, stored: unknown): T | undefined {
  const parsed = v.safeParse(schema, stored);
  return parsed.success ? parsed.output : undefined;
}
