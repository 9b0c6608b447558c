import { isBucketEdge } from "../../model/buckets.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { formatBucket, formatDate, formatDay, formatInstant } from "../state/format.ts";

/** `Mon, 2 Nov 2026`, `2 Nov – 8 Nov 2026`, or instants where it is not of whole days. */
export function spanName({ from, to }: { from: number; to: number }, timeZone: string): string {
  const zone = zoneOf(timeZone);
  if (!isBucketEdge(zone, "day", from) || !isBucketEdge(zone, "day", to))
    return `${formatInstant(from, timeZone)} – ${formatInstant(to, timeZone)}`;
  const last = zone.dayStart(to - 1);
  if (last === from) return formatBucket(from, "day", timeZone);
  const start =
    zone.localDate(from).slice(0, 4) === zone.localDate(last).slice(0, 4) ? formatDay : formatDate;
  return `${start(from, timeZone)} – ${formatDate(last, timeZone)}`;
}
