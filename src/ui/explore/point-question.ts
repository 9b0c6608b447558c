import { seriesToQuestion, type Exploration } from "../../model/exploration.ts";
import type { AnyQuestion } from "../../model/question.ts";
import { groupFilter } from "../state/filter-words.ts";
import type { Line } from "./lines.ts";

/**
 * What was counted at a point of a line: the question of its series over the bucket alone, with the value of the breakdown it is
 * of. Undefined of a formula and of everything else, which no filter keeps.
 */
export function pointQuestion(
  exploration: Exploration,
  { kind, letter, key }: Pick<Line, "kind" | "letter" | "key">,
  window: { from: number; to: number },
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
  return question;
}
