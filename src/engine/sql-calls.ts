import { putSavedQuery, readSavedQueries, removeSavedQuery } from "../catalog/saved-queries.ts";
import { addToSqlHistory, clearSqlHistory, readSqlHistory } from "../catalog/sql-history.ts";
import type { Database } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import type { SqlNotes } from "./api.ts";

/** What a project remembers of its SQL. */
export function makeSqlNotes({
  database,
  changed,
}: {
  database: Database;
  /** Tells every tab. */
  changed: <T>(result: Result<T>) => Result<T>;
}): SqlNotes {
  return {
    savedQueries: (projectId) => readSavedQueries(database, projectId),
    saveQuery: async (projectId, input) =>
      changed(await putSavedQuery(database, projectId, input, Date.now())),
    deleteQuery: async (projectId, queryId) => changed(await removeSavedQuery(database, projectId, queryId)),
    sqlHistory: (projectId) => readSqlHistory(database, projectId),
    rememberSql: (projectId, text) => addToSqlHistory(database, projectId, { text, at: Date.now() }),
    forgetSql: (projectId) => clearSqlHistory(database, projectId),
  };
}
