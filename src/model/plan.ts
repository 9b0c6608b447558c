import { isBucketEdge } from "./buckets.ts";
import { PAGE_VIEW } from "./event.ts";
import { allFiltersIn, filtersIn, isFilter } from "./filter-terms.ts";
import type { Project } from "./project.ts";
import {
  isCounting,
  type AnswerSource,
  type AnyQuestion,
  type Filter,
  type Granularity,
} from "./question.ts";
import { zoneOfProject, type Zone } from "./time-zone.ts";
import { trackedProperties } from "./tracked-properties.ts";
import { previousWindow, realtimeWindowEnd, resolveWindow, windowYearBefore } from "./windows.ts";
import { isField, isSessionField } from "./own-fields.ts";
import { activeRules, type ActiveRule } from "./traffic.ts";

const SECOND_MS = 1000;
const DEFAULT_GROUPS = 10;

/** Half-open `[from, to)`, epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

export interface Plan<Q extends AnyQuestion = AnyQuestion> {
  source: AnswerSource;
  /** `$name is x` and `$type is x` moved to `name` and `type`. */
  question: Q;
  zone: Zone;
  window: Span;
  /** What filters on what somebody did are judged by: the window, or what it is a part of. */
  judged: Span;
  /** Ends where the window begins, or before; there when the question compares. */
  previous?: Span;
  /** Granularity of `series`; absent where the answer has none. */
  series?: Granularity;
  /** Groups also get a series: only where the question says a granularity. */
  groupSeries: boolean;
  limit: number;
  /** Events that a rule matches are left out, or only they count; absent where all do. */
  traffic?: { count: "real" | "left-out"; rules: ActiveRule[] };
  incompleteFrom?: number;
  /** Filters or the breakdown are of what sessions are. */
  bySession?: true;
  /** That, or the measure is: what it takes to know it. */
  sessionFacts?: { allowedOrigins: readonly string[] };
}

/**
 * Where a question is answered from, and over which window. Pure.
 * - counters: `5m` of events or users with nothing else said;
 * - hourly, daily: bucket edges at both ends (of the previous window too), no property filter, no
 *   minutes, no breakdown but `$name`, `$type` or, without a granularity, a tracked property of all
 *   events or of page views: where its buckets turn out not to tell all values, raw after all;
 * - raw: everything else, and all that does not just count.
 * Rollups and counters do not tell which events traffic rules leave out: where one may match, who asks
 * goes on to what does.
 * A series comes with every answer but those of the counters, except that a breakdown has one only
 * where the question says a granularity.
 */
export function planQuestion(asked: AnyQuestion, project: Project, now: number): Plan {
  const question = withoutNameFilters(asked);
  const zone = zoneOfProject(project);
  const resolved = resolveWindow(question.window, now, zone);
  const window: Span = { from: resolved.from, to: resolved.to };
  const previous = comparedWith(question, window, zone);
  const isCounter = answersFromCounters(question);
  const series = isCounter
    ? undefined
    : (question.granularity ?? (question.breakdown === undefined ? resolved.granularity : undefined));
  const bySession = [
    ...[question.breakdown ?? []].flat(),
    ...filtersIn(question.filters ?? []).map(({ property }) => property),
  ].some(isSessionField);
  const looksAtSessions =
    (typeof question.measure === "object" && "session" in question.measure) ||
    allFiltersIn(question.filters ?? []).some(({ property }) => isSessionField(property));
  const incompleteFrom = startOfRunning(
    zone,
    window,
    isCounter ? undefined : (series ?? resolved.granularity),
    now,
  );
  return {
    source: isCounter
      ? "counters"
      : (rollupSource(question, project, zone, [window, ...(previous ? [previous] : [])], series) ?? "raw"),
    question,
    zone,
    window,
    judged: question.judgedOver ?? window,
    ...(previous && { previous }),
    ...(series && { series }),
    groupSeries: question.breakdown !== undefined && question.granularity !== undefined,
    limit: question.limit ?? DEFAULT_GROUPS,
    ...(question.traffic !== undefined &&
      question.traffic !== "all" && {
        traffic: { count: question.traffic, rules: activeRules(project) },
      }),
    ...(incompleteFrom !== undefined && { incompleteFrom }),
    ...(bySession && { bySession }),
    ...((bySession || looksAtSessions) && { sessionFacts: { allowedOrigins: project.allowedOrigins } }),
  };
}

function comparedWith({ compare, window }: AnyQuestion, resolved: Span, zone: Zone): Span | undefined {
  if (compare === undefined) return undefined;
  return compare === "year" ? windowYearBefore(resolved, zone) : previousWindow(window, resolved, zone);
}

function answersFromCounters(question: AnyQuestion): boolean {
  return (
    "last" in question.window &&
    question.window.last === "5m" &&
    (question.measure === "events" || question.measure === "users") &&
    question.granularity === undefined &&
    question.breakdown === undefined &&
    question.name === undefined &&
    question.type === undefined &&
    question.compare !== "year" &&
    question.traffic !== "left-out" &&
    !question.filters?.length
  );
}

function startOfRunning(
  zone: Zone,
  { from, to }: Span,
  granularity: Granularity | undefined,
  now: number,
): number | undefined {
  if (now >= to) return undefined;
  const running = granularity ? zone.bucketStart(granularity, now) : realtimeWindowEnd(now) - SECOND_MS;
  return now < from ? from : running;
}

const HOUR_MS = 3_600_000;

/** Whether a question is one that rollups by tracked property may answer. */
export const isByTracked = (
  { breakdown, name, type, granularity }: AnyQuestion,
  project: Pick<Project, "trackedProperties">,
): boolean =>
  typeof breakdown === "string" &&
  !isField(breakdown) &&
  trackedProperties(project).includes(breakdown) &&
  granularity === undefined &&
  type === undefined &&
  (name === undefined || name === PAGE_VIEW);

function rollupSource(
  question: AnyQuestion,
  project: Project,
  zone: Zone,
  spans: Span[],
  series: Granularity | undefined,
): "hourly" | "daily" | undefined {
  const { breakdown, name, type, filters, window } = question;
  if (!isCounting(question) || filters?.length || series === "minute") return undefined;
  const byTracked = isByTracked(question, project);
  // They are read for the time between the two windows as well.
  if (byTracked && question.compare === "year") return undefined;
  if (breakdown !== undefined && breakdown !== "$name" && breakdown !== "$type" && !byTracked)
    return undefined;
  if (
    breakdown !== undefined &&
    !byTracked &&
    (name !== undefined || (breakdown === "$type" && type !== undefined))
  )
    return undefined;
  const onEdges = (unit: Granularity) =>
    spans.every(({ from, to }) => isBucketEdge(zone, unit, from) && isBucketEdge(zone, unit, to));
  const isShort =
    "last" in window
      ? ["today", "24h", "48h"].includes(window.last)
      : window.to - window.from <= 48 * HOUR_MS;
  // Hours of tracked properties are kept for some days only.
  if (series !== "hour" && (!isShort || byTracked) && onEdges("day")) return "daily";
  if (onEdges("hour")) return "hourly";
  return series !== "hour" && onEdges("day") ? "daily" : undefined;
}

const soleText = ({ value }: Filter): string | undefined => {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === "string" ? only : undefined;
};

function withoutNameFilters(question: AnyQuestion): AnyQuestion {
  const { filters = [], ...rest } = question;
  let { name, type } = rest;
  const kept = filters.filter((filter) => {
    if (!isFilter(filter) || filter.op !== "is") return true;
    const text = soleText(filter);
    if (text === undefined) return true;
    if (filter.property === "$name" && name === undefined) name = text;
    else if (filter.property === "$type" && type === undefined) type = text;
    else return true;
    return false;
  });
  return {
    ...rest,
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(kept.length > 0 && { filters: kept }),
  };
}
