import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { compareText } from "../model/compare-text.ts";
import { DASHBOARD_LIMITS, type Dashboard, type DashboardName } from "../model/dashboard.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { isRecord } from "../model/is-record.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { dashboardInputSchema } from "./dashboard-schema.ts";
import { makeOverview, overviewId } from "./default-dashboard.ts";
import { parseInput } from "./parse-input.ts";
import { parseDashboard } from "./parse-dashboard.ts";

/**
 * A dashboard, the project's Overview if no id is given, which is made on the first read. A stored one that cannot be
 * understood is `damaged-record` or `newer-schema` and stays as it is until {@link resetDashboard} or
 * {@link removeDashboard}; one that is not there is `unknown-dashboard`.
 */
export function readDashboard(
  db: Database,
  projectId: string,
  id = overviewId(projectId),
): Promise<Result<Dashboard>> {
  return attempt(async () => {
    const stored: unknown = await db.dashboards.get(id);
    if (stored !== undefined) return parseDashboard(stored, projectId, id);
    return db.transaction("rw", db.projects, db.dashboards, async (): Promise<Result<Dashboard>> => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const since: unknown = await db.dashboards.get(id);
      if (since !== undefined) return parseDashboard(since, projectId, id);
      if (id !== overviewId(projectId))
        return fail({
          kind: "unknown-dashboard",
          message: "This project has no such dashboard. It may have been deleted.",
          dashboardId: id,
        });
      const overview = makeOverview(projectId, Date.now());
      await db.dashboards.add(overview);
      return success(overview);
    });
  });
}

const named = v.object({ id: v.string(), name: v.string() });

/** The project's dashboards but for its Overview, by name. One that cannot be understood is among them, to be deleted. */
export function listDashboards(db: Database, projectId: string): Promise<Result<DashboardName[]>> {
  return attempt(async () => {
    const rows: unknown[] = await db.dashboards.where("projectId").equals(projectId).toArray();
    const names = rows.flatMap((row): DashboardName[] => {
      const parsed = v.safeParse(named, row);
      if (parsed.success) return [parsed.output];
      return isRecord(row) && typeof row["id"] === "string"
        ? [{ id: row["id"], name: "A damaged dashboard" }]
        : [];
    });
    return success(
      names
        .filter(({ id }) => id !== overviewId(projectId))
        .toSorted(
          (a, b) => compareText(a.name.toLowerCase(), b.name.toLowerCase()) || compareText(a.id, b.id),
        ),
    );
  });
}

/** What was there, so that it can be saved again; null where there was none, or nothing that could be understood. */
export function removeDashboard(
  db: Database,
  projectId: string,
  id: string,
): Promise<Result<Dashboard | null>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.dashboards, async (): Promise<Result<Dashboard | null>> => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const stored: unknown = await db.dashboards.get(id);
      if (!isRecord(stored) || stored["projectId"] !== projectId) return success(null);
      const dashboard = parseDashboard(stored, projectId, id);
      if (!dashboard.ok && dashboard.failure.kind === "newer-schema") return dashboard;
      await db.dashboards.delete(id);
      return success(dashboard.ok ? dashboard.value : null);
    }),
  );
}

/**
 * Saves `{ id, projectId, name, version, widgets }` and gives back what is stored. Keeps the time
 * of creation. Refuses to write over a stored one that cannot be understood, or another project's, and a dashboard more than
 * a project may have.
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
      let [createdAt, before] = [now, 0];
      if (stored === undefined) {
        const count = await db.dashboards.where("projectId").equals(projectId).count();
        if (count >= DASHBOARD_LIMITS.dashboards && id !== overviewId(projectId))
          return fail({
            kind: "invalid-input",
            message: `A project has at most ${DASHBOARD_LIMITS.dashboards} dashboards: delete one first.`,
            path: "name",
          });
      } else {
        const there = parseDashboard(stored, projectId, id);
        if (!there.ok) return there;
        [createdAt, before] = [there.value.createdAt, there.value.updatedAt];
      }
      const dashboard: Dashboard = { ...parsed.value, createdAt, updatedAt: Math.max(now, before + 1) };
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
