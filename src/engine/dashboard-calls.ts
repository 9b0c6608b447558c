import {
  listDashboards,
  readDashboard,
  removeDashboard,
  resetDashboard,
  saveDashboard,
} from "../catalog/dashboards.ts";
import type { Database } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import type { DashboardCalls } from "./dashboard-api.ts";

/** What a tab does about dashboards. */
export const makeDashboardCalls = (
  database: Database,
  changed: <T>(result: Result<T>) => Result<T>,
): DashboardCalls => ({
  dashboard: (projectId, id) => readDashboard(database, projectId, id),
  dashboards: (projectId) => listDashboards(database, projectId),
  saveDashboard: async (input) => changed(await saveDashboard(database, input)),
  resetDashboard: async (projectId) => changed(await resetDashboard(database, projectId)),
  deleteDashboard: async (projectId, id) => changed(await removeDashboard(database, projectId, id)),
});
