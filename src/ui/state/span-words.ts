import type { TimeSpan } from "../../model/time-span.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { formatDate, formatInstant } from "./format.ts";

/** `1 Mar 2026 to 7 Mar 2026`, one day by itself, with the time of day where the span is not of whole days. */
export function spanWords({ from, before }: TimeSpan, timeZone: string): string {
  const zone = zoneOf(timeZone);
  const isMidnight = (at: number) => zone.dayStart(at) === at;
  const isWhole = isMidnight(before) && (from === undefined || isMidnight(from));
  const format = isWhole ? formatDate : formatInstant;
  if (from === undefined) return `everything before ${format(before, timeZone)}`;
  const first = format(from, timeZone);
  const last = format(isWhole ? before - 1 : before, timeZone);
  return isWhole && first === last ? first : `${first} to ${last}`;
}
