import type { AnyQuestion, Compare, Granularity, QuestionWindow } from "../../model/question.ts";
import type { SameSpans } from "../../model/same-hours.ts";
import { formatInstant } from "./format.ts";
import { previousLabel } from "./range-words.ts";

/** What is compared of a range: hours that are over and as many before, all of it, or nothing yet. */
export type Compared = SameSpans | "whole" | "nothing";

const DAY_MS = 86_400_000;

/** Buckets that rollups have: of minutes they would be counted from the events. */
const coarseFor = (lengthMs: number): Granularity =>
  lengthMs <= 7 * DAY_MS ? "hour" : lengthMs <= 400 * DAY_MS ? "day" : "month";

/** Values that a part of a range is asked for: those of the whole range may be others. */
export const PART_GROUPS = 1_000;

/** The same about a part of its range alone, compared with nothing. Undefined where there is no such part. */
export function questionOver(
  asked: AnyQuestion,
  compared: Compared | undefined,
  which: keyof SameSpans,
): AnyQuestion | undefined {
  const { compare: _, granularity: __, ...question } = asked;
  const window = typeof compared === "object" ? compared[which] : undefined;
  if (window === undefined || window.from >= window.to) return undefined;
  if (question.breakdown === undefined)
    return { ...question, window, granularity: coarseFor(window.to - window.from) };
  return { ...question, window, limit: PART_GROUPS };
}

/** What a range is compared with, after "than" or "as": `yesterday`, `as much of yesterday, to 14:00`. */
export function againstWords(
  window: QuestionWindow,
  compare: Compare,
  compared: Compared,
  timeZone: string,
): string {
  const before = compare === "year" ? "the year before" : previousLabel(window);
  return typeof compared === "object"
    ? `as much of ${before}, to ${formatInstant(compared.previous.to, timeZone)}`
    : before;
}
