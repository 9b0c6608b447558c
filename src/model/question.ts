export const MEASURES = ["events", "users", "sessions"] as const;
export type Measure = (typeof MEASURES)[number];
export type Granularity = "minute" | "hour" | "day" | "week" | "month";

/**
 * Named windows end with the running bucket: `24h` is the running hour and the 23 before it, `7d`
 * today and the six local days before, `12mo` this month and the eleven before, `5m` the running
 * second and the 299 before it, `today` the running local day.
 */
export const NAMED_WINDOWS = ["5m", "today", "24h", "48h", "7d", "30d", "90d", "12mo"] as const;
export type NamedWindow = (typeof NAMED_WINDOWS)[number];

/** Half-open `[from, to)`, epoch milliseconds. */
export type QuestionWindow = { last: NamedWindow } | { from: number; to: number };

export const FILTER_OPERATORS = [
  "is",
  "is-not",
  "contains",
  "not-contains",
  "greater",
  "less",
  "set",
  "not-set",
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Of a question, an export, a shared file or a link. */
export const MAX_FILTERS = 20;

export type FilterScalar = string | number | boolean | null;

/**
 * `is` and `is-not` take one value or a list. `property` is a property key, or one of the event's
 * own fields written `$name`, `$type`, `$distinctId`, `$userId`, `$sessionId`, `$source`.
 */
export interface Filter {
  property: string;
  op: FilterOperator;
  value?: FilterScalar | FilterScalar[];
}

/** All events, those that no traffic rule of the project leaves out, or only those that one does. */
export const TRAFFIC = ["all", "real", "left-out"] as const;
export type Traffic = (typeof TRAFFIC)[number];

export interface Question {
  version: 1;
  measure: Measure;
  window: QuestionWindow;
  granularity?: Granularity;
  type?: string;
  name?: string;
  filters?: Filter[];
  /** A property key or `$name`, `$type`, ... as in {@link Filter}. */
  breakdown?: string;
  /** Groups listed, default 10, at most 1,000; the rest is `other`. */
  limit?: number;
  compare?: "previous";
  /** Default `all`. */
  traffic?: Traffic;
}

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
  /** What was run, for raw answers. */
  sql?: string;
  /** Where only real traffic was asked for: the rules that were on, and how many events of the window they took from the answer. */
  leftOut?: { rules: string[]; events: number };
}

export type Point = [time: number, value: number];

export interface AnswerGroup {
  /** The value broken down by; null where the property is missing. */
  key: FilterScalar;
  value: number;
  previous?: number;
  series?: Point[];
}

export interface Answer {
  total: number;
  previous?: number;
  /** One point a bucket, zeros included; time is the bucket's start. */
  series?: Point[];
  previousSeries?: Point[];
  groups?: AnswerGroup[];
  /** The measure over everything outside `groups`. For users and sessions a union, not a sum. */
  other?: number;
  /** Buckets that start here or later are still filling. */
  incompleteFrom?: number;
  receipt: Receipt;
}
