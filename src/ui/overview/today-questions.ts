import type { Measure, Question, QuestionWindow } from "../../model/question.ts";
import { trafficOf, type ViewState } from "../state/url-state.ts";

/** By hours, however few: in minutes they would be counted from the events. */
export const byHours = (
  measure: Measure,
  view: Pick<ViewState, "filters" | "allTraffic">,
  window: QuestionWindow,
): Question => ({
  version: 1,
  measure,
  window,
  granularity: "hour",
  ...(view.filters.length > 0 && { filters: [...view.filters] }),
  ...trafficOf(view),
});

/** What the five-minute counters tell, as a question. */
export const fiveMinutes = (measure: Measure, view: Pick<ViewState, "filters" | "allTraffic">): Question => ({
  version: 1,
  measure,
  window: { last: "5m" },
  ...(view.filters.length > 0 && { filters: [...view.filters] }),
  compare: "previous",
  ...trafficOf(view),
});
