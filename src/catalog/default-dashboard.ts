import { type Dashboard, WIDGETS_VERSION } from "../model/dashboard.ts";
import { PAGE_VIEW } from "../model/event.ts";
import { toProjectId } from "../model/identifier.ts";

/** One default dashboard a project; the id is derived, so two tabs that make it make the same. */
export const overviewId = (projectId: string): string => `${projectId}:overview`;

/** The breakdowns are the properties that the snippet sends with each page event. */
export function makeOverview(projectId: string, now: number): Dashboard {
  return {
    id: overviewId(projectId),
    projectId: toProjectId(projectId),
    name: "Overview",
    version: WIDGETS_VERSION,
    createdAt: now,
    updatedAt: now,
    widgets: [
      { id: "events-5m", kind: "stat", stat: "events_5m", span: 3 },
      { id: "active-users-5m", kind: "stat", stat: "active_users_5m", span: 3 },
      { id: "events-today", kind: "stat", stat: "events_today", span: 3 },
      { id: "users-today", kind: "stat", stat: "users_today", span: 3 },
      { id: "series", kind: "series", measures: ["events", "users", "sessions"], span: 8 },
      {
        id: "top-events",
        kind: "top",
        title: "Top events",
        tabs: [{ label: "Top events", breakdown: "$name" }],
        span: 4,
      },
      {
        id: "pages",
        kind: "top",
        title: "Pages",
        tabs: [
          { label: "Pages", breakdown: "path", name: PAGE_VIEW },
          { label: "Titles", breakdown: "title", name: PAGE_VIEW },
        ],
        span: 4,
      },
      {
        id: "sources",
        kind: "top",
        title: "Sources",
        tabs: [
          { label: "Sources", breakdown: "referrer_host", name: PAGE_VIEW },
          { label: "UTM", breakdown: "utm_source", name: PAGE_VIEW },
        ],
        span: 4,
      },
      { id: "recent", kind: "recent", span: 4 },
    ],
  };
}
