import type { Filter, FilterGroup, FilterTerm } from "./question.ts";

export const isGroup = (term: FilterTerm): term is FilterGroup => "any" in term || "all" in term;

/** Whether a term holds, from whether its filters do. A group has at least one term. */
export function holds(term: FilterTerm, keeps: (filter: Filter) => boolean): boolean {
  if ("any" in term) return term.any.some((each) => holds(each, keeps));
  if ("all" in term) return term.all.every((each) => holds(each, keeps));
  return keeps(term);
}

/** Every filter, in groups too, in the order they stand. */
export const filtersIn = (terms: readonly FilterTerm[]): Filter[] =>
  terms.flatMap((term) =>
    "any" in term ? filtersIn(term.any) : "all" in term ? filtersIn(term.all) : [term],
  );
