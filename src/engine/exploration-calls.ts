import { putExploration, readExplorations, removeExploration } from "../catalog/explorations.ts";
import type { Database } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import type { ExplorationCalls } from "./api.ts";

/** What a tab does about saved questions. */
export const makeExplorationCalls = (
  database: Database,
  changed: <T>(result: Result<T>) => Result<T>,
): ExplorationCalls => ({
  explorations: (projectId) => readExplorations(database, projectId),
  saveExploration: async (projectId, input) => changed(await putExploration(database, projectId, input)),
  deleteExploration: async (projectId, id) => changed(await removeExploration(database, projectId, id)),
});
