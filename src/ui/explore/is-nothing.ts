import type { Exploration } from "../../model/exploration.ts";
import type { SeriesLetter } from "../../model/formula.ts";
import type { AnyAnswer } from "../../model/question.ts";

/**
 * Whether answers have nothing to show, now and in what they are compared with. Zero is nothing only of what counts, and only
 * where every series has it: a sum, a median or a rate of 0 is a figure.
 */
export const isNothing = (
  { series }: Pick<Exploration, "series">,
  answers: ReadonlyMap<SeriesLetter, Pick<AnyAnswer, "total" | "previous">>,
): boolean =>
  [...answers].every(([letter, { total, previous = null }]) => {
    const measure = series.find((each) => each.letter === letter)?.measure;
    return [total, previous].every((one) => one === null || (one === 0 && typeof measure === "string"));
  });
