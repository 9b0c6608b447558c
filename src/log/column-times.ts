import type { BatchColumns } from "../model/batch.ts";

/** Least and greatest timestamp. */
export function timesOf({ timestamp }: Pick<BatchColumns, "timestamp">): {
  minTime: number;
  maxTime: number;
} {
  let minTime = Infinity;
  let maxTime = -Infinity;
  for (const time of timestamp) {
    if (time < minTime) minTime = time;
    if (time > maxTime) maxTime = time;
  }
  return { minTime, maxTime };
}
