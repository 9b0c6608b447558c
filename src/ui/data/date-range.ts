import { fail, type Result, success } from "../../model/failure.ts";
import { zoneOf } from "../../model/time-zone.ts";

const DAY_MS = 86_400_000;

const toDay = (date: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : ms / DAY_MS;
};

/**
 * Local dates of a form, both included, as a half-open range of instants in the zone. An empty
 * end is open.
 */
export const parseDateRange = (
  from: string,
  through: string,
  timeZone: string,
): Result<{ from?: number; to?: number }> => {
  const zone = zoneOf(timeZone);
  const first = from === "" ? undefined : toDay(from);
  const last = through === "" ? undefined : toDay(through);
  const refuse = (message: string, path: string): Result<never> =>
    fail({ kind: "invalid-input", message, path });
  if (from !== "" && first === undefined) return refuse("Write the first day as a date.", "from");
  if (through !== "" && last === undefined) return refuse("Write the last day as a date.", "through");
  if (first !== undefined && last !== undefined && last < first) {
    return refuse("The last day is before the first.", "through");
  }
  return success({
    ...(first === undefined ? {} : { from: zone.startOfDay(first) }),
    ...(last === undefined ? {} : { to: zone.startOfDay(last + 1) }),
  });
};
