import type { ChangedTime } from "../model/may-change.ts";
import type { Folded } from "../rollup/folder.ts";

const HOUR_MS = 3_600_000;

/** The time whose counts a fold changed; undefined where that is not all it changed. */
export function changedBy({ hours, identified, reset }: Folded): ChangedTime | undefined {
  const [first, last] = [hours[0], hours.at(-1)];
  if (reset || identified.length > 0 || first === undefined || last === undefined) return undefined;
  return { from: first, to: last + HOUR_MS };
}
