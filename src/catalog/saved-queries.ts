import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { SAVED_QUERY_LIMITS, type SavedQuery } from "../model/saved-query.ts";
import { attempt } from "./attempt.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { parseSavedQueries, queriesToNote, savedQueryInput, TOO_MANY_QUERIES } from "./saved-query-schema.ts";
import { projectSettingPrefix } from "./settings.ts";

export const savedQueriesKey = (projectId: string): string =>
  `${projectSettingPrefix(projectId)}saved-queries`;

/** By name. One that is not understood is left out. */
export function readSavedQueries(db: Database, projectId: string): Promise<Result<SavedQuery[]>> {
  return attempt(async () =>
    success(parseSavedQueries((await db.settings.get(savedQueriesKey(projectId)))?.value)),
  );
}

/**
 * Adds `{ id, name, text }`, or puts it in place of the one with its id. Failures: `invalid-input`, where another one has
 * its name (path `name`) or there are 200 too, and `unknown-project`.
 */
export async function putSavedQuery(
  db: Database,
  projectId: string,
  input: unknown,
  now: number,
): Promise<Result<SavedQuery>> {
  const parsed = parseInput(savedQueryInput, input);
  if (!parsed.ok) return parsed;
  const query = { ...parsed.value, updatedAt: now };
  return changeProjectNote(db, projectId, savedQueriesKey(projectId), (stored) => {
    const others = parseSavedQueries(stored).filter(({ id }) => id !== query.id);
    const folded = query.name.toLocaleLowerCase("en");
    if (others.some(({ name }) => name.toLocaleLowerCase("en") === folded))
      return fail({ kind: "invalid-input", message: "Another saved query has this name.", path: "name" });
    if (others.length >= SAVED_QUERY_LIMITS.queries)
      return fail({ kind: "invalid-input", message: TOO_MANY_QUERIES });
    return success({ note: queriesToNote([...others, query]), value: query });
  });
}

/** Null where there was none. */
export function removeSavedQuery(
  db: Database,
  projectId: string,
  queryId: string,
): Promise<Result<SavedQuery | null>> {
  return changeProjectNote(db, projectId, savedQueriesKey(projectId), (stored) => {
    const queries = parseSavedQueries(stored);
    return success({
      note: queriesToNote(queries.filter(({ id }) => id !== queryId)),
      value: queries.find(({ id }) => id === queryId) ?? null,
    });
  });
}
