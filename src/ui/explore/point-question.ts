import { seriesToQuestion, type Exploration } from "../../model/exploration.ts";
import { isEventTerm } from "../../model/filter-terms.ts";
import type { AnyQuestion } from "../../model/question.ts";
import { groupFilter } from "../state/filter-words.ts";
import type { Line } from "./lines.ts";

/**
 * What was counted at a point of a line that is `over` a time: the question of its series over the bucket alone, with the value of the
 * breakdown it is of. Undefined of a formula and of everything else, which no filter keeps.
 */
export function pointQuestion(
  exploration: Exploration,
  { kind, letter, key }: Pick<Line, "kind" | "letter" | "key">,
  window: { from: number; to: number },
  over: { from: number; to: number } = window,
): AnyQuestion | undefined {
  const series = exploration.series.find((each) => each.letter === letter);
  if (series === undefined || kind === "formula" || kind === "other") return undefined;
  const { breakdown, ...rest } = exploration;
  const properties = breakdown === undefined ? [] : [breakdown.property, breakdown.and ?? ""];
  const keys = kind === "group" && key !== undefined ? [key].flat() : [];
  const filters = [...rest.filters, ...keys.map((one, at) => groupFilter(properties[at] ?? "", one))];
  const { granularity: _, ...question } = seriesToQuestion(
    { ...rest, filters, window, compare: "none" },
    series,
    "hour",
  );
  // What somebody did is judged as it was for the whole line.
  const isJudged = !(question.filters ?? []).every(isEventTerm);
  return isJudged ? { ...question, judgedOver: over } : question;
}
