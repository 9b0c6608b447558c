import {
  type Dashboard,
  type TopTab,
  type Widget,
  type WidgetBody,
  WIDGETS_VERSION,
} from "../model/dashboard.ts";
import { PAGE_VIEW } from "../model/event.ts";
import { flowOnGrid } from "../model/grid.ts";
import { toProjectId } from "../model/identifier.ts";

/** One default dashboard a project; the id is derived, so two tabs that make it make the same. */
export const overviewId = (projectId: string): string => `${projectId}:overview`;

const STAT_SIZE = [3, 4] as const;
const LIST_SIZE = [4, 10] as const;

/** The breakdowns are the properties that the snippet sends with each page event. */
export const overviewWidgets = (): Widget[] =>
  flowOnGrid<WidgetBody>([
    [{ id: "events-5m", kind: "stat", stat: "events_5m" }, ...STAT_SIZE],
    [{ id: "active-users-5m", kind: "stat", stat: "active_users_5m" }, ...STAT_SIZE],
    [{ id: "events-today", kind: "stat", stat: "events_today" }, ...STAT_SIZE],
    [{ id: "users-today", kind: "stat", stat: "users_today" }, ...STAT_SIZE],
    [{ id: "series", kind: "series", measures: ["events", "users", "sessions"] }, 8, 11],
    [topList("top-events", "Top events", [{ label: "Top events", breakdown: "$name" }]), 4, 11],
    [
      topList("pages", "Pages", [
        { label: "Pages", breakdown: "path", name: PAGE_VIEW },
        { label: "Titles", breakdown: "title", name: PAGE_VIEW },
      ]),
      ...LIST_SIZE,
    ],
    [
      topList("sources", "Sources", [
        { label: "Sources", breakdown: "referrer_host", name: PAGE_VIEW },
        { label: "UTM", breakdown: "utm_source", name: PAGE_VIEW },
      ]),
      ...LIST_SIZE,
    ],
    [{ id: "recent", kind: "recent" }, ...LIST_SIZE],
  ]);

const topList = (id: string, title: string, tabs: TopTab[]): WidgetBody => ({ id, kind: "top", title, tabs });

export const makeOverview = (projectId: string, now: number): Dashboard => ({
  id: overviewId(projectId),
  projectId: toProjectId(projectId),
  name: "Overview",
  version: WIDGETS_VERSION,
  createdAt: now,
  updatedAt: now,
  widgets: overviewWidgets(),
});
