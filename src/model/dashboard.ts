import type { ProjectId } from "./identifier.ts";
import type { Measure } from "./question.ts";

/** `span` is columns of the twelve-column grid at full width. */
export type Widget =
  | { id: string; kind: "stat"; stat: StatKind; span: number }
  | { id: string; kind: "series"; measures: Measure[]; span: number }
  | { id: string; kind: "top"; title: string; tabs: TopTab[]; span: number }
  | { id: string; kind: "recent"; span: number };

export const STAT_KINDS = ["events_5m", "active_users_5m", "events_today", "users_today"] as const;
export type StatKind = (typeof STAT_KINDS)[number];

export interface TopTab {
  label: string;
  /** As {@link Question.breakdown}. */
  breakdown: string;
  /** Restricts to one event name, such as `page_view`. */
  name?: string;
}

/** Of the widgets' shape. */
export const WIDGETS_VERSION = 1;

export interface Dashboard {
  id: string;
  projectId: ProjectId;
  name: string;
  version: typeof WIDGETS_VERSION;
  widgets: Widget[];
  createdAt: number;
  updatedAt: number;
}
