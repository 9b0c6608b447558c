import type { Granularity, Measure } from "../../model/question.ts";

export const MEASURE_LABELS: Record<Measure, string> = {
  events: "Events",
  users: "Users",
  sessions: "Sessions",
};

export const GRANULARITY_LABELS: Record<Granularity, string> = {
  minute: "By minute",
  hour: "By hour",
  day: "By day",
  week: "By week",
  month: "By month",
};
