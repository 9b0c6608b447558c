import { createMemo, mapArray, type Accessor } from "solid-js";
import { seriesToQuestion, type Exploration, type ExplorationSeries } from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { AnyQuestion, Granularity } from "../../model/question.ts";
import type { SameSpans } from "../../model/same-hours.ts";
import { createAnswer, type AnswerState } from "../state/answer.ts";
import { questionOver, type Compared } from "../state/so-far.ts";

/** What is asked about. */
export interface Explored {
  exploration: Accessor<Exploration>;
  /** Of the buckets that are asked for. */
  granularity: Accessor<Granularity>;
}

export interface AskedSeries {
  letter: SeriesLetter;
  question: Accessor<AnyQuestion | undefined>;
  asked: AnswerState<AnyQuestion>;
  /** Of what is over of a range that runs, and of as much of what it is compared with. */
  parts: Record<keyof SameSpans, AnswerState<AnyQuestion>>;
}

/**
 * The answer to each series, as {@link createAnswer} gives it: who goes is cancelled, what did not change is not asked again, and
 * series that ask the same share one question.
 */
export function createSeriesAnswers(
  explore: Explored,
  compared: Accessor<Compared | undefined>,
): Accessor<readonly AskedSeries[]> {
  const letters = createMemo(() => explore.exploration().series.map(({ letter }) => letter), undefined, {
    equals: (a, b) => a.join() === b.join(),
  });
  const seriesOf = (letter: SeriesLetter): ExplorationSeries | undefined =>
    explore.exploration().series.find((each) => each.letter === letter);
  const questionOf = (letter: SeriesLetter): AnyQuestion | undefined => {
    const series = seriesOf(letter);
    if (series === undefined) return undefined;
    const exploration = explore.exploration();
    if (exploration.display !== "heat") return seriesToQuestion(exploration, series, explore.granularity());
    const { breakdown: _, ...whole } = exploration;
    return seriesToQuestion({ ...whole, compare: "none" }, series, "hour");
  };
  /** The first, by letter, that asks the same. */
  const askerOf = (letter: SeriesLetter): SeriesLetter => {
    const own = JSON.stringify(questionOf(letter));
    return (
      letters()
        .toSorted()
        .find((each) => JSON.stringify(questionOf(each)) === own) ?? letter
    );
  };
  const states = createMemo(
    mapArray(letters, (letter): AskedSeries => {
      const question = createMemo(() => questionOf(letter));
      const own = createMemo(() => (askerOf(letter) === letter ? question() : undefined));
      const partOf = (which: keyof SameSpans): AnswerState<AnyQuestion> =>
        createAnswer(
          createMemo(() => {
            const whole = own();
            return whole?.compare === undefined ? undefined : questionOver(whole, compared(), which);
          }),
        );
      return {
        letter,
        question,
        asked: createAnswer(own),
        parts: { current: partOf("current"), previous: partOf("previous") },
      };
    }),
  );
  return createMemo(() =>
    states().map((each) => {
      const asker = askerOf(each.letter);
      const { asked, parts } = states().find(({ letter }) => letter === asker) ?? each;
      return { ...each, asked, parts };
    }),
  );
}
