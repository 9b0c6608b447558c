import type { Project } from "./project.ts";

/**
 * What the snippet says of a page and its browser, and what sites commonly add. Rows of rollups hold
 * them by place: a change is one of their layout too.
 */
export const ALWAYS_TRACKED = [
  "path",
  "title",
  "referrer_host",
  "utm_source",
  "country",
  "device",
  "browser",
  "os",
] as const;

export const isAlwaysTracked = (key: string): boolean => ALWAYS_TRACKED.some((always) => always === key);

/** A project may mark so many more. */
export const TRACKED_LIMIT = 16;

/** Properties whose values rollups count by; their places are fixed for a set of rollup rows. */
export const trackedProperties = ({
  trackedProperties: marked = [],
}: Pick<Project, "trackedProperties">): readonly string[] => [...ALWAYS_TRACKED, ...marked];
