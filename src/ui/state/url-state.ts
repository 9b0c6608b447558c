import * as v from "valibot";
import {
  NAMED_WINDOWS,
  WINDOW_LIMITS,
  type FilterTerm,
  type Granularity,
  type Measure,
  type NamedWindow,
  type Question,
  type QuestionWindow,
} from "../../model/question.ts";
import { filtersToText, parseFilters } from "./filter-address.ts";
import { granularitiesFor } from "./range-words.ts";

export const DEFAULT_RANGE: NamedWindow = "24h";

/** What a view shows, as far as a link carries it. */
export interface ViewState {
  window: QuestionWindow;
  compare: boolean;
  filters: FilterTerm[];
  measure: Measure;
  /** Absent: what suits the range. */
  granularity?: Granularity;
  /** What traffic rules leave out counts too. */
  allTraffic: boolean;
}

export type QueryParams = Record<string, string | string[] | undefined>;

const instantSchema = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((instant) => Date.parse(instant)),
  v.number(),
  v.minValue(0),
  v.maxValue(WINDOW_LIMITS.end),
);
const windowSchema = v.union([
  v.pipe(
    v.object({ range: v.picklist(NAMED_WINDOWS) }),
    v.transform(({ range }): QuestionWindow => ({ last: range })),
  ),
  v.pipe(
    v.object({ from: instantSchema, to: instantSchema }),
    v.check(({ from, to }) => from < to && to - from <= WINDOW_LIMITS.longestMs),
  ),
]);
const measureSchema = v.picklist(["events", "users", "sessions"]);
const granularitySchema = v.picklist(["minute", "hour", "day", "week", "month"]);

/**
 * Reads a link. What it does not understand is replaced by the default and said in `notices`, in
 * words; it never throws.
 */
export function parseViewState(params: QueryParams): { state: ViewState; notices: string[] } {
  const notices: string[] = [];
  const read = <Schema extends v.GenericSchema>(
    schema: Schema,
    value: unknown,
    absent: boolean,
    otherwise: v.InferOutput<Schema>,
    notice: string,
  ): v.InferOutput<Schema> => {
    if (absent) return otherwise;
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    notices.push(notice);
    return otherwise;
  };
  const { range, from, to, filters, measure, by, compare, traffic } = params;
  const kept = parseFilters(filters);
  const state: ViewState = {
    window: read(
      windowSchema,
      range === undefined ? { from, to } : { range },
      range === undefined && from === undefined && to === undefined,
      { last: DEFAULT_RANGE },
      "This link's range was not understood; showing the last 24 hours.",
    ),
    filters: kept.filters,
    measure: read(
      measureSchema,
      measure,
      measure === undefined,
      "events",
      "This link's measure was not understood; showing events.",
    ),
    compare:
      read(
        v.picklist(["previous", "off"]),
        compare,
        compare === undefined,
        "previous",
        "This link's comparison was not understood; showing the previous period.",
      ) === "previous",
    allTraffic:
      read(
        v.picklist(["all", "real"]),
        traffic,
        traffic === undefined,
        "real",
        "This link's traffic was not understood; the project's traffic rules apply.",
      ) === "all",
  };
  const granularity = read(
    v.optional(granularitySchema),
    by,
    by === undefined,
    undefined,
    "This link's bucket size was not understood; showing what suits the range.",
  );
  if (granularity !== undefined && suits(granularity, state.window)) state.granularity = granularity;
  else if (granularity !== undefined)
    notices.push("This link's bucket size does not suit its range; showing what does.");
  return { state, notices: [...notices, ...kept.notices] };
}

const suits = (granularity: Granularity, window: QuestionWindow): boolean =>
  granularitiesFor(window).includes(granularity);

/** The inverse of {@link parseViewState}; defaults are left out, and a bucket size that does not suit the range. */
export function viewStateToParams(state: ViewState): Record<string, string | undefined> {
  const { window, granularity } = state;
  const named = "last" in window ? window.last : undefined;
  return {
    range: named === DEFAULT_RANGE ? undefined : named,
    from: "last" in window ? undefined : new Date(window.from).toISOString(),
    to: "last" in window ? undefined : new Date(window.to).toISOString(),
    compare: state.compare ? undefined : "off",
    filters: state.filters.length === 0 ? undefined : filtersToText(state.filters),
    measure: state.measure === "events" ? undefined : state.measure,
    by: granularity !== undefined && suits(granularity, window) ? granularity : undefined,
    traffic: state.allTraffic ? "all" : undefined,
  };
}

/** The part of a question that says which traffic counts. */
export const trafficOf = ({ allTraffic }: Pick<ViewState, "allTraffic">): Pick<Question, "traffic"> =>
  allTraffic ? {} : { traffic: "real" };
