import type { IconName } from "../controls/icon.tsx";

/** A page of the navigation. */
export interface Place {
  path: string;
  label: string;
  icon: IconName;
  /** Pressed after G it goes there. */
  key: string;
}

/** Where there is room its dashboards are listed below it. */
export const DASHBOARDS: Place = { path: "/dashboards", label: "Dashboards", icon: "overview", key: "a" };

export const PLACES: readonly Place[] = [
  { path: "/", label: "Overview", icon: "overview", key: "o" },
  { path: "/live", label: "Live", icon: "live", key: "l" },
  { path: "/explore", label: "Explore", icon: "chart", key: "e" },
  { path: "/events", label: "Events", icon: "table", key: "v" },
  { path: "/sql", label: "SQL", icon: "sql", key: "q" },
  { path: "/lab", label: "Lab", icon: "lab", key: "b" },
  { path: "/plan", label: "Plan", icon: "plan", key: "p" },
  DASHBOARDS,
];

export const WORKSPACE: readonly Place[] = [
  { path: "/sources", label: "Sources", icon: "sources", key: "s" },
  { path: "/data", label: "Data", icon: "data", key: "d" },
  { path: "/settings", label: "Settings", icon: "settings", key: "t" },
  { path: "/help", label: "Help", icon: "help", key: "h" },
];

const OTHER_NAMES: Record<string, string> = {
  "/plan": "Tracking plan",
  "/data/compare": "Compare",
  "/help/snippet": "The snippet",
};

/** A page by its heading; undefined where there is none at the path. */
export const pageName = (path: string): string | undefined =>
  OTHER_NAMES[path] ?? [...PLACES, ...WORKSPACE].find((place) => place.path === path)?.label;
