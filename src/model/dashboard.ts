import { PAGE_VIEW } from "./event.ts";
import type { Exploration } from "./exploration.ts";
import type { Place } from "./grid.ts";
import type { ProjectId } from "./identifier.ts";
import type { FilterTerm, Measure } from "./question.ts";

/** What a dashboard shows; range, filters and traffic are the page's, for all of them. */
export type Widget = WidgetBody & { place: Place };

/** A widget wherever it lies. */
export type WidgetBody = { id: string } & (
  | { kind: "stat"; stat: StatKind }
  | { kind: "series"; measures: Measure[] }
  | { kind: "top"; title: string; tabs: TopTab[] }
  | { kind: "recent" }
  | { kind: "goals" }
  | {
      kind: "answer";
      /** In place of the words it would have. */
      title?: string;
      /** Its filters are beside the page's; its window is not asked about. */
      exploration: Exploration;
    }
  | {
      kind: "text";
      /** In the little of Markdown that `ui/boards/markdown.ts` reads. */
      text: string;
    }
);
export type WidgetKind = Widget["kind"];
export type WidgetOf<Kind extends WidgetKind> = Extract<Widget, { kind: Kind }>;

/** Of page views in the page's range. */
export const VISIT_STATS = [
  "visitors",
  "visits",
  "page_views",
  "pages_per_visit",
  "bounce_rate",
  "visit_duration",
] as const;
export type VisitStatKind = (typeof VISIT_STATS)[number];

export const STAT_KINDS = [
  "events_5m",
  "active_users_5m",
  "events_today",
  "users_today",
  ...VISIT_STATS,
] as const;
export type StatKind = (typeof STAT_KINDS)[number];

export interface TopTab {
  label: string;
  /** As {@link Question.breakdown}. */
  breakdown: string;
  /** Events if left out. */
  measure?: Measure;
  /** Restricts to one event name, such as `page_view`. */
  name?: string;
  /** Restricts to one type. */
  type?: string;
  /** Beside the page's. */
  filters?: FilterTerm[];
}

export const DASHBOARD_LIMITS = {
  widgets: 50,
  /** Of a project. */
  dashboards: 100,
  nameLength: 100,
  titleLength: 100,
  textLength: 5_000,
  tabs: 8,
} as const;

/** Of the widgets' shape. */
export const WIDGETS_VERSION = 2;

export interface Dashboard {
  id: string;
  projectId: ProjectId;
  name: string;
  version: typeof WIDGETS_VERSION;
  widgets: Widget[];
  createdAt: number;
  updatedAt: number;
}

/** What a page needs to name it. */
export type DashboardName = Pick<Dashboard, "id" | "name">;

/** Whether all it shows is of page views: a project without any has nothing to see there. */
export const isOfPageViews = (widget: WidgetBody): boolean =>
  (widget.kind === "top" && widget.tabs.every(({ name }) => name === PAGE_VIEW)) ||
  (widget.kind === "stat" && VISIT_STATS.some((stat) => stat === widget.stat));
