import { type Dashboard, WIDGETS_VERSION } from "../model/dashboard.ts";
import { fail, type Result } from "../model/failure.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { migrateWidgets, storedDashboardSchema } from "./dashboard-schema.ts";
import { parseStored } from "./parse-input.ts";

/** A row of the `dashboards` table, of whichever version, as one of this version. */
export function parseDashboard(stored: unknown, projectId: string, id: string): Result<Dashboard> {
  if (typeof stored !== "object" || stored === null)
    return parseStored(storedDashboardSchema, stored, "dashboards", id);
  const record: Record<string, unknown> = { ...stored };
  const found = record["version"];
  const newer = refuseNewer(
    record,
    WIDGETS_VERSION,
    "This dashboard was saved by a newer Lochan. Reload to get it. Nothing was changed.",
  );
  if (newer !== undefined) return newer;
  if (typeof found === "number" && Number.isInteger(found) && found >= 1) {
    record["widgets"] = migrateWidgets(found, record["widgets"]);
    record["version"] = WIDGETS_VERSION;
  }
  const dashboard = parseStored(storedDashboardSchema, record, "dashboards", id);
  if (dashboard.ok && dashboard.value.projectId !== projectId)
    return fail({
      kind: "damaged-record",
      message: `The dashboard ${id} belongs to another project. It was left as it is.`,
      table: "dashboards",
      key: id,
    });
  return dashboard;
}
