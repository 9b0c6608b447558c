import type { Project } from "../model/project.ts";

/** Raise it when rows or the numbering of series change: they are then built anew beside the old. */
const LAYOUT = 4;

/** The set of rollup rows true for a project as it is configured now. */
export const rollupSet = ({
  timeZone,
  sessionIdleMs,
  trackedProperties = [],
}: Pick<Project, "timeZone" | "sessionIdleMs" | "trackedProperties">): string => {
  const marked = trackedProperties.length === 0 ? "" : `|${JSON.stringify(trackedProperties)}`;
  return `${timeZone}|${sessionIdleMs}|${LAYOUT}${marked}`;
};

export const OVERALL_SERIES = 0;
export const typeSeries = (typeOrdinal: number): number => 2 * typeOrdinal + 1;
export const nameSeries = (nameOrdinal: number): number => 2 * nameOrdinal + 2;

/** The `names` ordinal a series is of; undefined where it is a total. */
export const nameOfSeries = (series: number): number | undefined =>
  series >= 2 && series % 2 === 0 ? series / 2 - 1 : undefined;

/** Position of `series` in an ascending list, or `-(insertion point) - 1`. */
export function findSeries(list: Uint32Array, series: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = list[middle] as number;
    if (found === series) return middle;
    if (found < series) low = middle + 1;
    else high = middle - 1;
  }
  return -low - 1;
}
