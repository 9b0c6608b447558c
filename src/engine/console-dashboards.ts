import * as v from "valibot";
import { parseInput } from "../catalog/parse-input.ts";
import { WIDGETS_VERSION, type Dashboard } from "../model/dashboard.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { isRecord } from "../model/is-record.ts";
import type { EngineApi } from "./api.ts";

const idSchema = v.string("A dashboard's id must be text.");
const fileSchema = v.string("A dashboard's file must be its text.");

/**
 * What scripts do with the dashboards of a project. An id that is left out is the Overview's where one is read or exported, and
 * a new one where one is saved. Failures are those of `DashboardCalls`; of a file also `newer-schema`.
 */
export function makeConsoleDashboards(engine: EngineApi) {
  const dashboard = async (projectId: string, dashboardId?: unknown): Promise<Result<Dashboard>> => {
    const id = parseInput(v.optional(idSchema), dashboardId);
    return id.ok ? engine.dashboard(projectId, id.value) : id;
  };
  return {
    dashboards: (projectId: string) => engine.dashboards(projectId),
    dashboard,
    /** `{ id?, name, widgets }`, or one that was read, with what was changed of it. */
    async saveDashboard(projectId: string, given: unknown): Promise<Result<Dashboard>> {
      if (!isRecord(given))
        return fail({ kind: "invalid-input", message: "A dashboard is { id?, name, widgets }." });
      return engine.saveDashboard({
        version: WIDGETS_VERSION,
        ...given,
        id: given["id"] ?? newId(projectId),
        projectId,
      });
    },
    async deleteDashboard(projectId: string, dashboardId: unknown): Promise<Result<Dashboard | null>> {
      const id = parseInput(idSchema, dashboardId);
      return id.ok ? engine.deleteDashboard(projectId, id.value) : id;
    },
    /** The text of a file that any project can import. */
    async exportDashboard(projectId: string, dashboardId?: unknown): Promise<Result<string>> {
      const found = await dashboard(projectId, dashboardId);
      if (!found.ok) return found;
      const { dashboardToFile } = await import("../catalog/dashboard-file.ts");
      return success(dashboardToFile(found.value));
    },
    /** Beside those there are, under an id of its own. */
    async importDashboard(projectId: string, file: unknown): Promise<Result<Dashboard>> {
      const text = parseInput(fileSchema, file);
      if (!text.ok) return text;
      const { parseDashboardFile } = await import("../catalog/dashboard-file.ts");
      const draft = parseDashboardFile(text.value);
      if (!draft.ok) return draft;
      return engine.saveDashboard({
        ...draft.value,
        ...{ id: newId(projectId), projectId, version: WIDGETS_VERSION },
      });
    },
  };
}

const newId = (projectId: string): string => `${projectId}:${crypto.randomUUID()}`;
