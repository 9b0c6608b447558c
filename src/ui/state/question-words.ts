import type { AnyMeasure, Fold, Granularity, Measure, SessionMeasure } from "../../model/question.ts";
import { propertyLabel } from "./filter-words.ts";

export const MEASURE_LABELS: Record<Measure, string> = {
  events: "Events",
  users: "Users",
  sessions: "Sessions",
};

const FOLD_LABELS: Record<Fold, string> = {
  sum: "Sum",
  average: "Average",
  min: "Minimum",
  max: "Maximum",
  median: "Median",
  p90: "90th percentile",
  p95: "95th percentile",
  p99: "99th percentile",
};

export const SESSION_LABELS: Record<SessionMeasure["session"], string> = {
  "bounce-rate": "Bounce rate",
  duration: "Visit duration",
};

/** As a heading: "Events", "Events per user", "Average of amount", "Sum of amount per session". */
export function measureWords(measure: AnyMeasure): string {
  if (typeof measure === "string") return MEASURE_LABELS[measure];
  if ("session" in measure) return SESSION_LABELS[measure.session];
  const what =
    "count" in measure
      ? MEASURE_LABELS[measure.count]
      : `${FOLD_LABELS[measure.fold]} of ${propertyLabel(measure.property)}`;
  return measure.per === undefined ? what : `${what} per ${measure.per}`;
}

export const GRANULARITY_LABELS: Record<Granularity, string> = {
  minute: "By minute",
  hour: "By hour",
  day: "By day",
  week: "By week",
  month: "By month",
};
