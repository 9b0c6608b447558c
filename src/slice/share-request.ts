import type { TopTab, Widget } from "../model/dashboard.ts";
import type { Project } from "../model/project.ts";
import type { FilterTerm, QuestionWindow } from "../model/question.ts";
import { zoneOfProject } from "../model/time-zone.ts";
import { resolveWindow } from "../model/windows.ts";
import type { SliceRequest } from "./make-slice.ts";
import { SLICE_GRANULARITIES, type SliceGranularity } from "./slice.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const DEFAULT_LEAST_USERS = 5;
export const MOST_LEAST_USERS = 1000;
export const SHARE_LIMITS = { title: 120, note: 2000 } as const;

const SPANS: Record<SliceGranularity, readonly [least: number, most: number]> = {
  hour: [0, 4 * DAY_MS],
  day: [2 * DAY_MS, 400 * DAY_MS],
  week: [21 * DAY_MS, 6 * 366 * DAY_MS],
  month: [60 * DAY_MS, Infinity],
};

/** Buckets that make a readable chart of so long a range, fine to coarse. */
export const sliceGranularities = ({ from, to }: { from: number; to: number }): SliceGranularity[] =>
  SLICE_GRANULARITIES.filter((each) => to - from >= SPANS[each][0] && to - from <= SPANS[each][1]);

export type ListChoice = SliceRequest["lists"][number];

/**
 * The lists of a dashboard without filters of their own; in a file each counts events, whatever it counts there. Its numbers of
 * the moment and its stream are of no use in a file.
 */
export const listsOf = (widgets: readonly Widget[]): ListChoice[] =>
  widgets.flatMap((widget) =>
    widget.kind === "top"
      ? widget.tabs.filter(isPlain).map(({ label, breakdown, name }): ListChoice => ({
          ...{ panel: widget.title, label, breakdown },
          ...(name !== undefined && { name }),
        }))
      : [],
  );

const isPlain = ({ type, filters }: TopTab): boolean => type === undefined && filters === undefined;

export interface ShareChoice {
  window: QuestionWindow;
  /** What suits the range if left out, or is too fine or too coarse for it. */
  granularity?: SliceGranularity | undefined;
  leastUsers: number;
  filters: readonly FilterTerm[];
  traffic: "all" | "real";
  /** Without the bucket that is not over. */
  onlyOver: boolean;
  chart: boolean;
  lists: readonly ListChoice[];
}

/** The range widened to whole hours, and to whole days where its buckets are not hours. */
export function toSliceRequest(choice: ShareChoice, project: Project, now: number): SliceRequest {
  const zone = zoneOfProject(project);
  const window = resolveWindow(choice.window, now, zone);
  const fitting = sliceGranularities(window);
  const granularity =
    fitting.find((each) => each === choice.granularity) ??
    fitting.find((each) => each === window.granularity) ??
    fitting[0] ??
    "hour";
  const unit = granularity === "hour" ? "hour" : "day";
  const from = zone.bucketStart(unit, window.from);
  const end = zone.nextBucket(unit, window.to - 1);
  const running = zone.bucketStart(granularity, now);
  const to = choice.onlyOver && running > from ? Math.min(end, running) : end;
  const { leastUsers, filters, traffic, chart, lists } = choice;
  const { timeZone, weekStart } = project;
  return {
    from,
    to,
    timeZone,
    ...(weekStart && { weekStart }),
    granularity,
    leastUsers,
    filters,
    traffic,
    chart,
    lists,
  };
}
