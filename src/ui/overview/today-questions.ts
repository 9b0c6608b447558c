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
