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
const HALF_SIZE = [6, 10] as const;

const VISIT_SIZE = [2, 4] as const;

/** The breakdowns are the properties that the snippet sends with each page event, and what its session is. */
export const overviewWidgets = (): Widget[] =>
  flowOnGrid<WidgetBody>([
    [{ id: "events-5m", kind: "stat", stat: "events_5m" }, ...STAT_SIZE],
    [{ id: "active-users-5m", kind: "stat", stat: "active_users_5m" }, ...STAT_SIZE],
    [{ id: "events-today", kind: "stat", stat: "events_today" }, ...STAT_SIZE],
    [{ id: "users-today", kind: "stat", stat: "users_today" }, ...STAT_SIZE],
    [{ id: "visitors", kind: "stat", stat: "visitors" }, ...VISIT_SIZE],
    [{ id: "visits", kind: "stat", stat: "visits" }, ...VISIT_SIZE],
    [{ id: "page-views", kind: "stat", stat: "page_views" }, ...VISIT_SIZE],
    [{ id: "pages-per-visit", kind: "stat", stat: "pages_per_visit" }, ...VISIT_SIZE],
    [{ id: "bounce-rate", kind: "stat", stat: "bounce_rate" }, ...VISIT_SIZE],
    [{ id: "visit-duration", kind: "stat", stat: "visit_duration" }, ...VISIT_SIZE],
    [{ id: "series", kind: "series", measures: ["events", "users", "sessions"] }, 8, 11],
    [topList("top-events", "Top events", [{ label: "Top events", breakdown: "$name" }]), 4, 11],
    [
      topList("pages", "Pages", [
        { label: "Pages", breakdown: "path", name: PAGE_VIEW },
        { label: "Titles", breakdown: "title", name: PAGE_VIEW },
        ofVisits("Entry", "$entryPage"),
        ofVisits("Exit", "$exitPage"),
      ]),
      ...LIST_SIZE,
    ],
    [
      topList("sources", "Sources", [ofUsers("Channels", "$channel"), ofUsers("Sources", "$sessionSource")]),
      ...LIST_SIZE,
    ],
    [
      topList("devices", "Devices", [
        ofUsers("Devices", "device"),
        ofUsers("Browsers", "browser"),
        ofUsers("Systems", "os"),
        ofUsers("Screens", "screen"),
      ]),
      ...LIST_SIZE,
    ],
    [
      topList("places", "Countries", [
        ofUsers("Countries", "$country"),
        ofUsers("Languages", "language"),
        ofUsers("Time zones", "time_zone"),
      ]),
      ...HALF_SIZE,
    ],
    [
      topList("campaigns", "Campaigns", [
        ofCampaigns("Campaign", "$utmCampaign"),
        ofCampaigns("Source", "$utmSource"),
        ofCampaigns("Medium", "$utmMedium"),
        ofCampaigns("Term", "$utmTerm"),
        ofCampaigns("Content", "$utmContent"),
      ]),
      ...HALF_SIZE,
    ],
    [{ id: "recent", kind: "recent" }, 8, 10],
    [{ id: "goals", kind: "goals" }, ...LIST_SIZE],
  ]);

const ofUsers = (label: string, breakdown: string): TopTab => ({
  label,
  breakdown,
  measure: "users",
  name: PAGE_VIEW,
});
const ofCampaigns = (label: string, breakdown: string): TopTab => ({
  ...ofUsers(label, breakdown),
  filters: [{ property: breakdown, op: "set" }],
});
const ofVisits = (label: string, breakdown: string): TopTab => ({
  label,
  breakdown,
  measure: "sessions",
  name: PAGE_VIEW,
});
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
