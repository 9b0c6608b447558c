import type { FilterTerm } from "../../model/question.ts";
import { placeSegments, type Segment } from "../../model/segment.ts";

/**
 * Terms without the segments that are none of these, nor groups that are then empty; `gone` is how many segments were
 * left out.
 */
export function withoutUnknown(
  terms: readonly FilterTerm[],
  segments: readonly Pick<Segment, "id">[],
): { terms: FilterTerm[]; gone: number } {
  const ids = new Set(segments.map(({ id }) => id));
  let gone = 0;
  const keep = (term: FilterTerm): FilterTerm[] => {
    if ("any" in term || "all" in term) {
      const before = gone;
      const kept = ("any" in term ? term.any : term.all).flatMap(keep);
      if (gone === before) return [term];
      return kept.length === 0 ? [] : ["any" in term ? { any: kept } : { all: kept }];
    }
    if (!("segment" in term) || ids.has(term.segment)) return [term];
    gone += 1;
    return [];
  };
  return { terms: terms.flatMap(keep), gone };
}

/** With what segments stand for in their place, as far as they are among these. */
export function withPlaced(terms: readonly FilterTerm[], segments: readonly Segment[]): FilterTerm[] {
  const place = (term: FilterTerm): FilterTerm => {
    if ("any" in term) return { any: term.any.map(place) };
    if ("all" in term) return { all: term.all.map(place) };
    const found = "segment" in term && !term.not && segments.find(({ id }) => id === term.segment);
    if (!found) return term;
    const [first, ...more] = found.terms;
    return first !== undefined && more.length === 0 ? first : { all: found.terms };
  };
  return terms.map(place);
}

/** For words: each segment with its name, wherever it is known. */
export const withNames = (terms: readonly FilterTerm[], segments: readonly Segment[]): FilterTerm[] =>
  terms.map((term) => {
    const placed = placeSegments([term], segments);
    return "terms" in placed ? (placed.terms[0] ?? term) : term;
  });

export const goneWords = (gone: number): string =>
  gone === 1
    ? "This link names a segment that was deleted or is of another project; that filter was left out."
    : `This link names ${gone} segments that were deleted or are of another project; those filters were left out.`;
