/** `views` are looks at pages. */
export const SIDE_MEASURES = ["events", "views", "users", "sessions"] as const;
export type SideMeasure = (typeof SIDE_MEASURES)[number];

export const DIMENSIONS = [
  "event",
  "page",
  "device",
  "browser",
  "os",
  "country",
  "source",
  "automated",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What an event without a value of a dimension counts for. */
export const NO_VALUE = "";

/** What events are called whose names are too many to be held; no event has that name. */
export const OTHER_NAMES = "";

/** Pairs one after another: a local day, as days since 1970-01-01, and a count. Days ascend. */
export type DayCounts = readonly number[];

/** Of who was never counted on a day before. */
export const NEVER = -1_000_000;

/**
 * How many different ones were counted in any run of days. Triples one after another: a day, the last day before it
 * that the same ones were counted on ({@link NEVER} for none), and how many they are. Who was counted in a
 * run of days has exactly one day in it whose day before is not.
 */
export interface DistinctCounts {
  cells: readonly number[];
  /** The tool told how many there were each day, not who: then days cannot be taken together. */
  perDay?: true;
}

/** What was counted with one value, hidden names left out. */
export interface ValueCounts {
  value: string;
  events: DayCounts;
  views: DayCounts;
  users?: DistinctCounts;
  sessions?: DistinctCounts;
}

/** Of an event's name: whether most of its events are looks at pages. */
export interface NamedCounts extends ValueCounts {
  page?: true;
}

export type DimensionCounts =
  | { kind: "counted"; values: readonly NamedCounts[] }
  /** More different values than are held. */
  | { kind: "too-many"; limit: number };

/** Fingerprints of 64 bits, the `i`th of which is `high[i]`, `low[i]`, happened on `day[i]` and is called `names[name[i]]`. */
export interface SideIds {
  high: Uint32Array;
  low: Uint32Array;
  day: Int32Array;
  name: Uint32Array;
  names: readonly string[];
}

/** One file, or one file of an archive, or a project's events. */
export interface SidePart {
  name: string;
  /** Whose export it was taken for. */
  format: string;
  events: number;
  refused: number;
  /** Why it was not read, or not to its end. */
  failure?: string;
}

/**
 * What one tool counted, by local day of a zone: enough to take any run of whole days of it, exactly, without its
 * events. A tool's report by day can be told so too: then it has no half hours and no ids, and its users are `perDay`.
 */
export interface SideCounts {
  timeZone: string;
  parts: readonly SidePart[];
  /** What can be told at all. */
  measures: readonly SideMeasure[];
  /** Every day with events is in it; undefined where there is no event. */
  days?: { first: number; last: number };
  total: ValueCounts;
  dimensions: Partial<Record<Dimension, DimensionCounts>>;
  /** By half hour since 1970-01-01T00:00Z, as {@link DayCounts}. */
  halfHours?: { events: DayCounts; views: DayCounts };
  ids?: SideIds;
  /** Rows that are no event. */
  refused: number;
  /** Events whose id came before, counted once. */
  repeated: number;
  /** Events with a name that begins with `$`, in no count. */
  hidden: number;
  /** Times were moved by so much before they were counted. */
  shiftMs?: number;
}

/** Days, both included. */
export interface DayRange {
  first: number;
  last: number;
}

export const sumOf = (counts: DayCounts): number => sumIn(counts, { first: -Infinity, last: Infinity });

const sumIn = (counts: DayCounts, { first, last }: DayRange): number => {
  let sum = 0;
  for (let at = 0; at < counts.length; at += 2)
    if (counts[at]! >= first && counts[at]! <= last) sum += counts[at + 1]!;
  return sum;
};

function distinctIn({ cells, perDay }: DistinctCounts, { first, last }: DayRange): number | undefined {
  if (perDay === true && first !== last) return undefined;
  let sum = 0;
  for (let at = 0; at < cells.length; at += 3)
    if (cells[at]! >= first && cells[at]! <= last && cells[at + 1]! < first) sum += cells[at + 2]!;
  return sum;
}

/** Exact; undefined where the side cannot tell. */
export function countIn(counts: ValueCounts, measure: SideMeasure, range: DayRange): number | undefined {
  if (measure === "events" || measure === "views") return sumIn(counts[measure], range);
  const distinct = counts[measure];
  return distinct && distinctIn(distinct, range);
}

/** What was counted on each day of the range, in their order. */
export function countsByDay(
  counts: ValueCounts,
  measure: SideMeasure,
  { first, last }: DayRange,
): (number | undefined)[] {
  const byDay = Array.from({ length: last - first + 1 }, () => 0);
  const add = (day: number, count: number): void => {
    if (day >= first && day <= last) byDay[day - first]! += count;
  };
  if (measure === "events" || measure === "views") {
    const pairs = counts[measure];
    for (let at = 0; at < pairs.length; at += 2) add(pairs[at]!, pairs[at + 1]!);
    return byDay;
  }
  const distinct = counts[measure];
  if (distinct === undefined) return byDay.map(() => undefined);
  for (let at = 0; at < distinct.cells.length; at += 3) add(distinct.cells[at]!, distinct.cells[at + 2]!);
  return byDay;
}

/** The days both have events in; undefined where there is none. */
export function sharedDays(a: SideCounts, b: SideCounts): DayRange | undefined {
  if (a.days === undefined || b.days === undefined) return undefined;
  const first = Math.max(a.days.first, b.days.first);
  const last = Math.min(a.days.last, b.days.last);
  return first <= last ? { first, last } : undefined;
}
