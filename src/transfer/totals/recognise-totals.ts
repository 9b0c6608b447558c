import { isRecord } from "../../model/is-record.ts";
import { TOTALS_KEYS, TOTALS_TABLES, type TotalsTable } from "../../model/daily-totals.ts";

export const TOTALS_FORMAT = "plausible";
export const TOTALS_WORDS = "daily totals of Plausible";

const COUNTED = ["visits", "pageviews", "events", "bounces", "visit_duration"];
/** Events of any product have one of these; totals have none. */
const OF_EVENTS = ["timestamp", "event", "event_id", "distinct_id", "user_id", "session_id", "uuid"];

/**
 * Of which of Plausible's tables of daily totals these rows are, the first of a file; undefined where they are no totals
 * of days. Columns may be missing.
 */
export function recogniseTotals(rows: readonly unknown[]): TotalsTable | undefined {
  const [first] = rows;
  if (!isRecord(first) || !rows.every(isDay)) return undefined;
  const fields = new Set(Object.keys(first));
  const isTotals = fields.has("visitors") && COUNTED.some((field) => fields.has(field));
  if (!isTotals || OF_EVENTS.some((field) => fields.has(field))) return undefined;
  return TOTALS_TABLES.find((table) => TOTALS_KEYS[table].some((key) => fields.has(key))) ?? "visitors";
}

export const isDay = (row: unknown): boolean =>
  isRecord(row) && typeof row["date"] === "string" && /^\d{4}-\d\d-\d\d$/.test(row["date"]);
