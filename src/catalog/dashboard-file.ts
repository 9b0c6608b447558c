import * as v from "valibot";
import { type Dashboard, WIDGETS_VERSION } from "../model/dashboard.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { refuseNewer } from "../model/newer-schema.ts";
import { dashboardInputSchema, migrateWidgets } from "./dashboard-schema.ts";
import { parseInput } from "./parse-input.ts";

/** What a dashboard is without its project. */
export type DashboardDraft = Pick<Dashboard, "name" | "widgets">;

const MARK = "dashboard";
const MOST_CHARACTERS = 4_000_000;
/** Of a file, to be read of it at the most: a longer one is refused by what these hold. A character is three bytes or less. */
export const DASHBOARD_FILE_BYTES = 3 * (MOST_CHARACTERS + 1);

const { name, version, widgets } = dashboardInputSchema.entries;
const fileSchema = v.object({ name, version, widgets });

/** A dashboard as a file: JSON that says what it is and of which version. */
export const dashboardToFile = ({ name: named, widgets: shown }: DashboardDraft): string =>
  `${JSON.stringify({ lochan: MARK, version: WIDGETS_VERSION, name: named, widgets: shown }, null, 2)}\n`;

/**
 * What {@link dashboardToFile} wrote, of whichever version. `newer-schema` where a newer Lochan wrote it; all else that is
 * wrong is `invalid-input`, with the place.
 */
export function parseDashboardFile(text: string): Result<DashboardDraft> {
  if (text.length > MOST_CHARACTERS) return refuse("It is longer than 4,000,000 characters.");
  let input: unknown;
  try {
    input = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return refuse(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof input !== "object" || input === null || Reflect.get(input, "lochan") !== MARK)
    return refuse(`It does not begin with { "lochan": "${MARK}", "version": ${WIDGETS_VERSION} }.`);
  const record: Record<string, unknown> = { ...input };
  const found = record["version"];
  const newer = refuseNewer(
    record,
    WIDGETS_VERSION,
    `It is of version ${String(found)}, which a newer Lochan wrote. This one knows version ${WIDGETS_VERSION}.`,
  );
  if (newer !== undefined) return newer;
  if (typeof found === "number" && Number.isInteger(found) && found >= 1) {
    record["widgets"] = migrateWidgets(found, record["widgets"]);
    record["version"] = WIDGETS_VERSION;
  }
  const parsed = parseInput(fileSchema, record);
  if (!parsed.ok) return parsed;
  return success({ name: parsed.value.name, widgets: parsed.value.widgets });
}

const refuse = (message: string): Result<never> => fail({ kind: "invalid-input", message });
