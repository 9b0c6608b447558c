import type { WeekStart } from "./week-start.ts";

export const MEASURES = ["events", "users", "sessions"] as const;
export type Measure = (typeof MEASURES)[number];

export const FOLDS = ["sum", "average", "min", "max", "median", "p90", "p95", "p99"] as const;
export type Fold = (typeof FOLDS)[number];

export const PERS = ["user", "session"] as const;
/** A user as `users` counts them, a session as `sessions` does. */
export type Per = (typeof PERS)[number];

/** A count divided by the users or sessions of the same events; null where there are none. Not by what it counts itself. */
export interface RateMeasure {
  count: Measure;
  per: Per;
}

/**
 * The numbers of a property among the events asked about, made one number. Numbers are what
 * `greater` and `less` compare by size: numbers, and texts that read exactly as a number is written
 * ("5", not "5.0" or " 5"). Events without one are passed over. True, false, lists and objects are
 * no numbers, and own fields have none.
 *
 * A sum of nothing is 0, everything else of nothing null. Percentiles are exact: of n numbers in
 * order, the one at place p·(n − 1) counted from 0, and between two places on the straight line between
 * them (DuckDB's `quantile_cont`, "type 7"); `median` is p 0.5. Numbers are doubles: what is too
 * large for one is null, and the last digit of a sum or average is subject to rounding.
 *
 * `per`: the fold within each user or session, averaged over them. So a sum is divided by all users of the
 * events asked about, those without a number too, and any other fold passes over who has no number.
 */
export interface FoldMeasure {
  property: string;
  fold: Fold;
  per?: Per;
}

export const SESSION_MEASURES = ["bounce-rate", "duration"] as const;
/**
 * Of the sessions that `sessions` counts, those with a page view, each as it is as a whole: with its events outside the window, and
 * those that filters or traffic rules leave out. `bounce-rate`: the share, 0 to 1, of those that bounced: with one page view and no other
 * event (hidden names aside). `duration`: seconds from a session's first event to its last, hidden ones too, averaged. null where there are none.
 */
export interface SessionMeasure {
  session: (typeof SESSION_MEASURES)[number];
}

/** Only counts are always whole, and never null: see {@link isCounting}. */
export type AnyMeasure = Measure | RateMeasure | FoldMeasure | SessionMeasure;

export type Granularity = "minute" | "hour" | "day" | "week" | "month";

/**
 * Named windows end with the running bucket: `24h` is the running hour and the 23 before it, `7d`
 * today and the six local days before, `12mo` this month and the eleven before, `5m` the running
 * second and the 299 before it, `today` the running local day.
 */
export const NAMED_WINDOWS = ["5m", "today", "24h", "48h", "7d", "30d", "90d", "12mo"] as const;
export type NamedWindow = (typeof NAMED_WINDOWS)[number];

/** Of a window: it begins in 1970 or later, and ends with the year 9999. */
export const WINDOW_LIMITS = { end: Date.UTC(10_000, 0, 1), longestMs: 200 * 366 * 86_400_000 } as const;

/** Half-open `[from, to)`, epoch milliseconds. */
export type QuestionWindow = { last: NamedWindow } | { from: number; to: number };

export const FILTER_OPERATORS = [
  "is",
  "is-not",
  "contains",
  "not-contains",
  "matches",
  "not-matches",
  "greater",
  "less",
  "between",
  "set",
  "not-set",
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Of a question, an export, a shared file or a link. */
export const MAX_FILTERS = 20;

export type FilterScalar = string | number | boolean | null;

/**
 * `is` and `is-not` take one value or a list, `between` a list of its two ends, both included. What
 * each operator means is said at `filterSql`. `property` is a property key, or one of the event's
 * own fields written `$name`, `$type`, `$distinctId`, `$userId`, `$sessionId`, `$source`, or what its session is, see `SESSION_FIELDS`.
 */
export interface Filter {
  property: string;
  op: FilterOperator;
  value?: FilterScalar | FilterScalar[];
}

/** What an event itself carries tells whether it is kept: filters alone, in groups too. */
export type EventTerm = Filter | { any: EventTerm[] } | { all: EventTerm[] };

export const WHOS = ["user", "session"] as const;
/** A user as `users` counts them, identities merged; a session as `sessions` does. */
export type Who = (typeof WHOS)[number];

/**
 * Which events are meant: all that is said must hold, and nothing said is any event. Hidden names are meant where
 * they are asked for by name, as in a question.
 */
export interface EventMatch {
  type?: string;
  name?: string;
  filters?: Filter[];
}

/**
 * Keeps events, whatever they are, of users (or sessions) that did such events at least `least` times (default 1), or with
 * `not` did not. Looked at is what happened before the question's window ends, after the event kept too: all of it, or
 * the last `days` local days of that (as `7d`: the day the window ends in and the six before). Events of the time
 * a question is compared with are judged by that time's end. Of all this, only events of the question's `traffic` count.
 */
export interface DidFilter {
  who: Who;
  did: EventMatch;
  least?: number;
  days?: number;
  not?: true;
}

/**
 * Keeps events of users who were first seen, with an event of any name that is not hidden and of the question's `traffic`, in its
 * window, in the last so many local days before that ends, or in `[from, to)`, epoch milliseconds; with `not` all other users'.
 * In the time a question is compared with, its window is that time.
 */
export interface FirstSeenFilter {
  who: "user";
  firstSeen: "window" | { days: number } | { from: number; to: number };
  not?: true;
}

/** What a saved segment of the project, by id, keeps; with `not` what it does not. Put in place before the question is answered. */
export interface SegmentTerm {
  segment: string;
  not?: true;
  /** What it stands for, put here by the engine; never in what is asked. */
  placed?: { name: string; terms: FilterTerm[] };
}

/** A term that is no group. */
export type LeafTerm = Filter | DidFilter | FirstSeenFilter | SegmentTerm;
/** Keeps an event that any, or all, of what is in it keeps. */
export type FilterGroup = { any: FilterTerm[] } | { all: FilterTerm[] };
/** Groups may be in groups, at most {@link MAX_FILTER_DEPTH} deep. */
export type FilterTerm = LeafTerm | FilterGroup;
export const MAX_FILTER_DEPTH = 3;
export const BEHAVIOUR_LIMITS = { least: 1_000_000, days: 3_660 } as const;

export const COMPARES = ["previous", "year"] as const;
export type Compare = (typeof COMPARES)[number];

/** All events, those that no traffic rule of the project leaves out, or only those that one does. */
export const TRAFFIC = ["all", "real", "left-out"] as const;
export type Traffic = (typeof TRAFFIC)[number];

/** A property key or `$name`, `$type`, ... as in {@link Filter}, or two different ones: then groups are of both values. */
export type Breakdown = string | [string, string];

/** As it stands, one that counts, by one property at most; {@link AnyQuestion} is all there can be. */
export interface Question<M extends AnyMeasure = Measure, B extends Breakdown = string> {
  version: 1;
  measure: M;
  window: QuestionWindow;
  granularity?: Granularity;
  type?: string;
  name?: string;
  /** All must keep an event; at most {@link MAX_FILTERS}, those in groups and of what somebody did counted. */
  filters?: FilterTerm[];
  breakdown?: B;
  /** Groups listed, default 10, at most 1,000; the rest is `other`. */
  limit?: number;
  /**
   * `previous`, the period before; `year`, the same local dates and times a year before, of 29 February
   * the 28th, months whole where the window is of whole ones. A window must not run into the one it is
   * compared with.
   */
  compare?: Compare;
  /** Default `all`. */
  traffic?: Traffic;
  /**
   * Of a part of what was asked about: the window that was, which holds this one. What somebody did, and who was first seen, is judged
   * by it. Not beside `compare`.
   */
  judgedOver?: { from: number; to: number };
}

export type AnyQuestion = Question<AnyMeasure, Breakdown>;

/** Whether its {@link AnyAnswer} is an {@link Answer}. */
export const isCounting = (question: AnyQuestion): question is Question =>
  typeof question.measure === "string" && !Array.isArray(question.breakdown);

export type AnswerSource = "counters" | "hourly" | "daily" | "raw";

export interface Receipt {
  source: AnswerSource;
  /** The log position the answer is true at. */
  generation: number;
  sequence: number;
  /** Milliseconds inside the worker. */
  ms: number;
  /** Rows (raw), buckets (hourly, daily) or seconds (counters) looked at. */
  scanned: number;
  /** The window answered, half-open, epoch milliseconds. */
  from: number;
  to: number;
  timeZone: string;
  /** Of a series by week. */
  weekStart?: WeekStart;
  /** What was run, for raw answers. */
  sql?: string;
  /** What the saved segments stood for that the question names, each once. */
  segments?: { id: string; name: string; terms: FilterTerm[] }[];
  /** Where only real traffic was asked for: the rules that were on, and how many events of the window they took from the answer. */
  leftOut?: { rules: string[]; events: number };
}

export type Point<Value extends number | null = number> = [time: number, value: Value];

export type PairKey = [FilterScalar, FilterScalar];

export interface AnswerGroup<
  Value extends number | null = number,
  Key extends FilterScalar | PairKey = FilterScalar,
> {
  /** The value broken down by, null where the property is missing; of two properties both, in their order. */
  key: Key;
  value: Value;
  previous?: Value;
  series?: Point<Value>[];
}

/** As it stands, of a question that counts; see {@link AnyAnswer}. */
export interface Answer<
  Value extends number | null = number,
  Key extends FilterScalar | PairKey = FilterScalar,
> {
  total: Value;
  previous?: Value;
  /** One point a bucket, of empty ones too; time is the bucket's start. */
  series?: Point<Value>[];
  previousSeries?: Point<Value>[];
  /** Greatest first, null last, then by key. */
  groups?: AnswerGroup<Value, Key>[];
  /** The measure over the events outside `groups`: for users and sessions a union, for folds theirs, never a sum of groups. */
  other?: Value;
  /** Buckets that start here or later are still filling. */
  incompleteFrom?: number;
  receipt: Receipt;
}

/** Values are fractional, and null where there is nothing to tell, unless the question {@link isCounting}. */
export type AnyAnswer = Answer<number | null, FilterScalar | PairKey>;
export type AnswerTo<Q extends AnyQuestion> = Q extends Question ? Answer : AnyAnswer;

/** The answer that was given to this question, typed as such. */
export const answerTo = <Q extends AnyQuestion>(_: Q, given: AnyAnswer): AnswerTo<Q> => given as AnswerTo<Q>;
