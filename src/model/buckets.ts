import type { Granularity } from "./question.ts";
import type { Zone } from "./time-zone.ts";

/** Starts of the buckets that overlap `[from, to)`, ascending; the first may start before `from`. */
export function bucketStarts(zone: Zone, granularity: Granularity, from: number, to: number): number[] {
  const starts: number[] = [];
  if (from >= to) return starts;
  for (
    let start = zone.bucketStart(granularity, from);
    start < to;
    start = zone.nextBucket(granularity, start)
  )
    starts.push(start);
  return starts;
}

export const isBucketEdge = (zone: Zone, granularity: Granularity, ms: number): boolean =>
  zone.bucketStart(granularity, ms) === ms;
