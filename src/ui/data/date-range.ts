import { fail, type Result, success } from "../../model/failure.ts";
import { dateToDay, zoneOf } from "../../model/time-zone.ts";

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
  const first = from === "" ? undefined : dateToDay(from);
  const last = through === "" ? undefined : dateToDay(through);
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
