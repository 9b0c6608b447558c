import type { FilterTerm, FilterScalar, Measure, Point } from "../model/question.ts";

export const SLICE_GRANULARITIES = ["hour", "day", "week", "month"] as const;
export type SliceGranularity = (typeof SLICE_GRANULARITIES)[number];

/** Half-open `[from, to)`, epoch milliseconds; null where a number is not told. */
export interface SliceRange {
  from: number;
  to: number;
  events: number;
  users: number | null;
  sessions: number | null;
}

/** By the start of each; null where it is not told by itself. */
export type SliceBuckets = { times: number[] } & Record<Measure, (number | null)[]>;

/** A list's numbers of one range, in events. */
export interface ListPart {
  rows: [value: FilterScalar, events: number][];
  /** What is in no row. */
  rest: number;
  /** Of what: the list's own events, or more, where the list's own number would tell too much. */
  of: "list" | "more";
}

export interface SliceList {
  /** Of the panel and of the tab in it. */
  panel: string;
  label: string;
  /** As a question's breakdown and name. */
  property: string;
  name?: string;
  /** One for each range; null where no value is told. */
  parts: (ListPart | null)[];
}

/**
 * What a file tells of a dashboard: numbers that are each about at least `leastUsers` users, or about nobody.
 * What can be worked out from them by adding and subtracting is too, for events: see `make-slice.ts`.
 */
export interface Slice {
  version: 1;
  title: string;
  note: string;
  project: string;
  timeZone: string;
  madeAt: number;
  /** Of the log, as of which it is true. */
  generation: number;
  sequence: number;
  leastUsers: number;
  filters: FilterTerm[];
  /** `real`: without what the project's traffic rules leave out. */
  traffic: "all" | "real";
  granularity: SliceGranularity;
  /** Buckets that start here or later were still filling. */
  incompleteFrom?: number;
  /** The whole first, then shorter ones that together are the whole, if any. */
  ranges: SliceRange[];
  /** Absent where the chart was left out. */
  buckets?: SliceBuckets;
  lists: SliceList[];
}

/** The points of a range that are told. */
export function pointsOf(
  { times, ...values }: SliceBuckets,
  measure: Measure,
  { from, to }: Pick<SliceRange, "from" | "to">,
): Point[] {
  return times.flatMap((time, at): Point[] => {
    const value = values[measure][at] ?? null;
    const next = times[at + 1] ?? Infinity;
    return value === null || time >= to || next <= from ? [] : [[time, value]];
  });
}
