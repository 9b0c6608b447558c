import type { Database } from "../database/database.ts";
import type { Dashboard } from "../model/dashboard.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { dashboardInputSchema } from "./dashboard-schema.ts";
import { makeOverview, overviewId } from "./default-dashboard.ts";
import { parseInput } from "./parse-input.ts";
import { parseDashboard } from "./parse-dashboard.ts";

/**
 * The project's Overview, made on the first read. A stored one that cannot be understood is
 * `damaged-record` or `newer-schema` and stays as it is until {@link resetDashboard}.
 */
export function readDashboard(db: Database, projectId: string): Promise<Result<Dashboard>> {
  return attempt(async () => {
    const stored: unknown = await db.dashboards.get(overviewId(projectId));
    if (stored !== undefined) return parseDashboard(stored, projectId, overviewId(projectId));
    return db.transaction("rw", db.projects, db.dashboards, async (): Promise<Result<Dashboard>> => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const since: unknown = await db.dashboards.get(overviewId(projectId));
      if (since !== undefined) return parseDashboard(since, projectId, overviewId(projectId));
      const overview = makeOverview(projectId, Date.now());
      await db.dashboards.add(overview);
      return success(overview);
    });
  });
}

/**
 * Saves `{ id, projectId, name, version, widgets }` and gives back what is stored. Keeps the time
 * of creation. Refuses to write over a stored one that cannot be understood, or another project's.
 */
export async function saveDashboard(db: Database, input: unknown): Promise<Result<Dashboard>> {
  const parsed = parseInput(dashboardInputSchema, input);
  if (!parsed.ok) return parsed;
  const { id, projectId } = parsed.value;
  if (!id.startsWith(`${projectId}:`))
    return fail({
      kind: "invalid-input",
      message: "A dashboard's id begins with its project's id and a colon.",
      path: "id",
    });
  return attempt(() =>
    db.transaction("rw", db.projects, db.dashboards, async (): Promise<Result<Dashboard>> => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const stored: unknown = await db.dashboards.get(id);
      const now = Date.now();
      let createdAt = now;
      if (stored !== undefined) {
        const before = parseDashboard(stored, projectId, id);
        if (!before.ok) return before;
        createdAt = before.value.createdAt;
      }
      const dashboard: Dashboard = { ...parsed.value, createdAt, updatedAt: now };
      await db.dashboards.put(dashboard);
      return success(dashboard);
    }),
  );
}

/** Puts the default Overview in place of whatever is stored, damaged or not. */
export function resetDashboard(db: Database, projectId: string): Promise<Result<Dashboard>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.dashboards, async (): Promise<Result<Dashboard>> => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const overview = makeOverview(projectId, Date.now());
      await db.dashboards.put(overview);
      return success(overview);
    }),
  );
}
