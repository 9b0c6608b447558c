import type { Project } from "../model/project.ts";

/** The set of rollup rows true for a project as it is configured now. */
export const rollupSet = (project: Pick<Project, "timeZone" | "sessionIdleMs">): string =>
  `${project.timeZone}|${project.sessionIdleMs}`;

export const OVERALL_SERIES = 0;
export const typeSeries = (typeOrdinal: number): number => 2 * typeOrdinal + 1;
export const nameSeries = (nameOrdinal: number): number => 2 * nameOrdinal + 2;

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
