import { goalList } from "../catalog/goals.ts";
import type { Database } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import type { GoalCalls } from "./api.ts";

/** What a tab does about goals. */
export const makeGoalCalls = (
  database: Database,
  changed: <T>(result: Result<T>) => Result<T>,
): GoalCalls => ({
  goals: (projectId) => goalList.read(database, projectId),
  saveGoal: async (projectId, input) => changed(await goalList.put(database, projectId, input)),
  deleteGoal: async (projectId, id) => changed(await goalList.remove(database, projectId, id)),
});
