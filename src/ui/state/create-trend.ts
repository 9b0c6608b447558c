import type { Accessor } from "solid-js";
import type { AnyAnswer, AnyQuestion } from "../../model/question.ts";
import { createAnswer } from "./answer.ts";
import { createCompared } from "./create-compared.ts";
import { useProject } from "./projects-context.ts";
import { againstWords, questionOver } from "./so-far.ts";

export interface TrendState {
  now: number;
  before: number;
  /** Ends "than" or "as": "yesterday by 14:00". */
  against: string;
  /** Of a part of the range alone: it is running. */
  isPart: boolean;
}

/**
 * How a figure moved against the period before. Of a range that is running the hours that are over are compared with
 * as many of the one before, so that a running day does not look like a loss. Undefined where nothing is compared, or not yet.
 */
export function createTrend(
  question: Accessor<AnyQuestion | undefined>,
  answer: Accessor<Pick<AnyAnswer, "total" | "previous"> | undefined>,
): Accessor<TrendState | undefined> {
  const project = useProject();
  const compared = createCompared(question);
  const over = (which: "current" | "previous"): AnyQuestion | undefined => {
    const asked = question();
    return asked && questionOver(asked, compared(), which);
  };
  const completed = createAnswer<AnyQuestion>(() => over("current"));
  const earlier = createAnswer<AnyQuestion>(() => over("previous"));
  return () => {
    const { window, compare } = question() ?? {};
    const how = compared();
    if (window === undefined || compare === undefined || how === undefined || how === "nothing")
      return undefined;
    const isPart = how !== "whole";
    const now = isPart ? completed.answer()?.total : answer()?.total;
    const before = isPart ? earlier.answer()?.total : answer()?.previous;
    // Of another question than the figure beside it.
    if (isPart && (completed.stale() || earlier.stale())) return undefined;
    if (typeof now !== "number" || typeof before !== "number") return undefined;
    return { now, before, against: againstWords(window, compare, how, project().timeZone), isPart };
  };
}
