import { isRecord } from "../../model/is-record.ts";
import { parseEvent } from "../../intake/parse-event.ts";
import { parseJson } from "../../intake/parse-json.ts";
import { cellToValue, PROPERTY_COLUMN, unguardText } from "../../model/csv-cells.ts";
import { notAnObject, refuse } from "./row-fields.ts";
import type { Shape } from "./shape.ts";

/** A property with a column of its own, which `properties` repeats: it is read only where that is not there. */
const REPEATED_COLUMN = "property_";

const TEXTS = ["id", "type", "name", "distinctId", "userId", "sessionId"] as const;
const TIMES = ["timestamp", "receivedAt", "sentAt"] as const;

/**
 * Lochan's own events as rows of a table: the columns are the fields of an event, `properties` JSON text, and a
 * column each for some properties. An empty cell or null is nothing. Of text tables (CSV) what guards cells
 * against being run as formulas is undone, as `model/csv-cells.ts` says.
 */
export function makeTableShape({ isText }: { isText: boolean }): Shape {
  const readText = (value: unknown): unknown => {
    if (value === null || value === "") return undefined;
    if (typeof value === "number") return String(value);
    return isText && typeof value === "string" ? unguardText(value) : value;
  };
  const readProperty = (value: unknown): unknown =>
    isText && typeof value === "string" ? cellToValue(value) : (value ?? undefined);

  return {
    place(row, options) {
      if (!isRecord(row)) return notAnObject();
      const properties = propertiesOf(row, readProperty);
      if (properties === undefined) return refuse("properties must be a JSON object.");
      const event: Record<string, unknown> = { properties };
      for (const field of TEXTS) event[field] = readText(row[field]);
      for (const field of TIMES) event[field] = readTime(row[field]);
      return parseEvent(event, options);
    },
  };
}

function propertiesOf(
  row: Record<string, unknown>,
  readProperty: (value: unknown) => unknown,
): Record<string, unknown> | undefined {
  const whole = row["properties"] ?? "";
  const rest = whole === "" ? {} : typeof whole === "string" ? parseJson(whole) : whole;
  if (!isRecord(rest)) return undefined;
  const hasAll = Object.hasOwn(row, "properties");
  const own: [string, unknown][] = [];
  for (const column of Object.keys(row)) {
    const key = column.startsWith(PROPERTY_COLUMN)
      ? column.slice(PROPERTY_COLUMN.length)
      : !hasAll && column.startsWith(REPEATED_COLUMN)
        ? column.slice(REPEATED_COLUMN.length)
        : undefined;
    if (key === undefined) continue;
    const value = readProperty(row[column]);
    if (value !== undefined) own.push([key, value]);
  }
  return own.length === 0 ? rest : Object.fromEntries([...Object.entries(rest), ...own]);
}

/** ISO 8601, or epoch milliseconds that are text as all of CSV is. */
function readTime(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  return typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
}
