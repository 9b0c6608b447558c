import type { Failure, Result } from "../model/failure.ts";
import { isEventTerm } from "../model/filter-terms.ts";
import type { Span } from "../model/plan.ts";
import {
  answerTo,
  type Answer,
  type AnswerGroup,
  type AnyAnswer,
  type FilterTerm,
  type Measure,
  type Question,
  type Receipt,
} from "../model/question.ts";

export type Ask = (question: Question) => Promise<Result<AnyAnswer>>;

/** The most groups an answer lists. */
const MOST_GROUPS = 1000;

export interface Groups {
  /** By the value's text, in the order of their numbers. */
  byText: Map<string | null, AnswerGroup>;
  /** The measure over all that is not listed. */
  other: number;
}

/** Values that look the same in a list are one. */
export const textOf = ({ key }: Pick<AnswerGroup, "key">): string | null =>
  key === null ? null : String(key);

/**
 * Asks the questions of one slice, the same filters and traffic in each. After the first failure nothing more is
 * asked and every number is 0: look at `failure` before any of them is used.
 */
export interface Asker {
  failure(): Failure | undefined;
  receipt(): Receipt | undefined;
  total(measure: Measure, span: Span, name?: string): Promise<number>;
  answer(question: Pick<Question, "measure" | "granularity">, span: Span): Promise<Answer | undefined>;
  groups(
    measure: Measure,
    span: Span,
    by: { property: string; name?: string | undefined },
    limit?: number,
  ): Promise<Groups>;
}

/**
 * What somebody did is judged over all of the shared time in each: so its parts are parts of one whole. `onAsked` is called after
 * each question, whatever came of it.
 */
export function makeAsker(
  ask: Ask,
  shared: { filters: readonly FilterTerm[]; traffic: "all" | "real" } & Span,
  onAsked: () => void,
): Asker {
  let failure: Failure | undefined;
  let receipt: Receipt | undefined;
  const isJudged = !shared.filters.every(isEventTerm);
  const judgedOver: Span = { from: shared.from, to: shared.to };
  const put = async (
    question: Omit<Question, "version" | "window">,
    { from, to }: Span,
  ): Promise<Answer | undefined> => {
    if (failure !== undefined) return undefined;
    const asked: Question = {
      version: 1,
      window: { from, to },
      ...question,
      ...(shared.filters.length > 0 && { filters: [...shared.filters] }),
      ...(shared.traffic === "real" && { traffic: "real" as const }),
      ...(isJudged && { judgedOver }),
    };
    const answer = await ask(asked);
    onAsked();
    if (!answer.ok) {
      failure = answer.failure;
      return undefined;
    }
    receipt ??= answer.value.receipt;
    return answerTo(asked, answer.value);
  };
  return {
    failure: () => failure,
    receipt: () => receipt,
    total: async (measure, span, name) =>
      (await put({ measure, ...(name !== undefined && { name }) }, span))?.total ?? 0,
    answer: put,
    async groups(measure, span, { property, name }, limit = MOST_GROUPS) {
      const answer = await put(
        { measure, breakdown: property, limit, ...(name !== undefined && { name }) },
        span,
      );
      return {
        byText: new Map((answer?.groups ?? []).map((group) => [textOf(group), group])),
        other: answer?.other ?? 0,
      };
    },
  };
}
