import type { Filter, Measure, Question, QuestionWindow } from "../../model/question.ts";

/** By hours, however few: in minutes they would be counted from the events. */
export const byHours = (measure: Measure, filters: readonly Filter[], window: QuestionWindow): Question => ({
  version: 1,
  measure,
  window,
  granularity: "hour",
  ...(filters.length > 0 && { filters: [...filters] }),
});
