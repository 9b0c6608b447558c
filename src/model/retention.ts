import type { Project } from "./project.ts";
import { zoneOf } from "./time-zone.ts";

/** A clock further ahead than this of what was last received may be wrong: nothing is removed on its word. */
export const CLOCK_LEAD_MS = 7 * 86_400_000;

/** The first instant kept: today in the project's zone and the `days` before it stay. */
export function retentionBoundary(days: number, timeZone: string, now: number): number {
  const zone = zoneOf(timeZone);
  return zone.startOfDay(zone.localDay(now) - days);
}

/**
 * Events from before this time are not taken in. `reached` is the boundary that retention last came
 * to on a clock it could trust: the clock's own counts only where it is not far beyond it.
 */
export function keepsFrom(
  { retentionDays, timeZone }: Pick<Project, "retentionDays" | "timeZone">,
  reached: number | undefined,
  now: number,
): number {
  if (retentionDays === undefined || reached === undefined) return -Infinity;
  const boundary = retentionBoundary(retentionDays, timeZone, now);
  return boundary - reached > CLOCK_LEAD_MS ? reached : boundary;
}
