import type { Dashboard, DashboardName } from "../model/dashboard.ts";
import type { Result } from "../model/failure.ts";

/** Dashboards of a project; every change is told to all tabs (`catalog`). */
export interface DashboardCalls {
  /** The Overview if no id is given. Failures: `unknown-dashboard`, `unknown-project`, `damaged-record`, `newer-schema`. */
  dashboard(projectId: string, id?: string): Promise<Result<Dashboard>>;
  /** All but the Overview, by name. */
  dashboards(projectId: string): Promise<Result<DashboardName[]>>;
  saveDashboard(input: unknown): Promise<Result<Dashboard>>;
  /** The Overview as it is made. */
  resetDashboard(projectId: string): Promise<Result<Dashboard>>;
  /** Null where there was none that could be understood. */
  deleteDashboard(projectId: string, id: string): Promise<Result<Dashboard | null>>;
}
