import * as v from "valibot";
import {
  FILTER_OPERATORS,
  MAX_FILTERS,
  NAMED_WINDOWS,
  type Filter,
  type Granularity,
  type Measure,
  type NamedWindow,
  type Question,
  type QuestionWindow,
} from "../../model/question.ts";

export const DEFAULT_RANGE: NamedWindow = "24h";

/** What a view shows, as far as a link carries it. */
export interface ViewState {
  window: QuestionWindow;
  compare: boolean;
  filters: Filter[];
  measure: Measure;
  /** Absent: what suits the range. */
  granularity?: Granularity;
  /** What traffic rules leave out counts too. */
  allTraffic: boolean;
}

export type QueryParams = Record<string, string | string[] | undefined>;

const text = v.pipe(v.string(), v.maxLength(1000));
const scalar = v.union([text, v.number(), v.boolean(), v.null()]);
const filterSchema = v.pipe(
  v.union([
    v.tuple([text, v.picklist(["set", "not-set"])]),
    v.tuple([text, v.picklist(FILTER_OPERATORS), v.union([scalar, v.array(scalar)])]),
  ]),
  v.transform(([property, op, value]): Filter =>
    value === undefined ? { property, op } : { property, op, value },
  ),
);
const filtersSchema = v.pipe(v.string(), v.parseJson(), v.array(filterSchema), v.maxLength(MAX_FILTERS));
const instantSchema = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((instant) => Date.parse(instant)),
  v.number(),
  v.finite(),
);
const windowSchema = v.union([
  v.pipe(
    v.object({ range: v.picklist(NAMED_WINDOWS) }),
    v.transform(({ range }): QuestionWindow => ({ last: range })),
  ),
  v.pipe(
    v.object({ from: instantSchema, to: instantSchema }),
    v.check(({ from, to }) => from < to),
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
  const noFilters: Filter[] = [];
  const state: ViewState = {
    window: read(
      windowSchema,
      range === undefined ? { from, to } : { range },
      range === undefined && from === undefined && to === undefined,
      { last: DEFAULT_RANGE },
      "This link's range was not understood; showing the last 24 hours.",
    ),
    filters: read(
      filtersSchema,
      filters,
      filters === undefined,
      noFilters,
      "This link's filters were not understood; showing everything.",
    ),
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
  if (granularity !== undefined) state.granularity = granularity;
  return { state, notices };
}

const filterToTuple = ({ property, op, value }: Filter): unknown[] =>
  value === undefined ? [property, op] : [property, op, value];

/** The inverse of {@link parseViewState}; defaults are left out. */
export function viewStateToParams(state: ViewState): Record<string, string | undefined> {
  const { window } = state;
  const named = "last" in window ? window.last : undefined;
  return {
    range: named === DEFAULT_RANGE ? undefined : named,
    from: "last" in window ? undefined : new Date(window.from).toISOString(),
    to: "last" in window ? undefined : new Date(window.to).toISOString(),
    compare: state.compare ? undefined : "off",
    filters: state.filters.length === 0 ? undefined : JSON.stringify(state.filters.map(filterToTuple)),
    measure: state.measure === "events" ? undefined : state.measure,
    by: state.granularity,
    traffic: state.allTraffic ? "all" : undefined,
  };
}

/** The part of a question that says which traffic counts. */
export const trafficOf = ({ allTraffic }: Pick<ViewState, "allTraffic">): Pick<Question, "traffic"> =>
  allTraffic ? {} : { traffic: "real" };
