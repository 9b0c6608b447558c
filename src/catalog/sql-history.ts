import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { type Result, success } from "../model/failure.ts";
import { HISTORY_LIMITS, type RunStatement } from "../model/saved-query.ts";
import { attempt } from "./attempt.ts";
import { changeProjectNote } from "./project-note.ts";
import { projectSettingPrefix } from "./settings.ts";

export const sqlHistoryKey = (projectId: string): string => `${projectSettingPrefix(projectId)}sql-history`;

const storedHistory = v.object({
  version: v.literal(1),
  statements: v.array(v.object({ text: v.string(), at: v.pipe(v.number(), v.finite()) })),
});

const parseHistory = (note: unknown): RunStatement[] => {
  const parsed = v.safeParse(storedHistory, note);
  return parsed.success ? parsed.output.statements : [];
};

/** Newest first; in this browser alone, and gone with the project. */
export function readSqlHistory(db: Database, projectId: string): Promise<Result<RunStatement[]>> {
  return attempt(async () => success(parseHistory((await db.settings.get(sqlHistoryKey(projectId)))?.value)));
}

/**
 * Puts a statement first, in place of the same one before. The oldest go where there are more, or longer
 * ones, than {@link HISTORY_LIMITS}; one that is longer by itself is not kept.
 */
export function addToSqlHistory(
  db: Database,
  projectId: string,
  statement: RunStatement,
): Promise<Result<RunStatement[]>> {
  return changeProjectNote(db, projectId, sqlHistoryKey(projectId), (stored) => {
    const others = parseHistory(stored).filter(({ text }) => text !== statement.text);
    let characters = 0;
    const kept = [statement, ...others].slice(0, HISTORY_LIMITS.statements).filter(({ text }) => {
      characters += text.length;
      return characters <= HISTORY_LIMITS.characters;
    });
    return success({ note: { version: 1, statements: kept }, value: kept });
  });
}

export function clearSqlHistory(db: Database, projectId: string): Promise<Result<null>> {
  return changeProjectNote(db, projectId, sqlHistoryKey(projectId), () =>
    success({ note: { version: 1, statements: [] }, value: null }),
  );
}
