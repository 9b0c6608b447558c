import { explorationList } from "../catalog/explorations.ts";
import type { Database } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import { makeAnnotationCalls } from "./annotation-calls.ts";
import type { ExplorationCalls } from "./api.ts";

/** What a tab does about saved questions. */
export const makeExplorationCalls = (
  database: Database,
  changed: <T>(result: Result<T>) => Result<T>,
): ExplorationCalls => ({
  ...makeAnnotationCalls(database, changed),
  explorations: (projectId) => explorationList.read(database, projectId),
  saveExploration: async (projectId, input) => changed(await explorationList.put(database, projectId, input)),
  deleteExploration: async (projectId, id) => changed(await explorationList.remove(database, projectId, id)),
});
