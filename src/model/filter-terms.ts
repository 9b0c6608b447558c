import { isSessionField } from "./own-fields.ts";
import type {
  DidFilter,
  EventTerm,
  Filter,
  FilterGroup,
  FilterTerm,
  FirstSeenFilter,
  LeafTerm,
  SegmentTerm,
} from "./question.ts";

export const isGroup = (term: FilterTerm): term is FilterGroup => "any" in term || "all" in term;
export const isDid = (term: FilterTerm): term is DidFilter => "did" in term;
export const isFirstSeen = (term: FilterTerm): term is FirstSeenFilter => "firstSeen" in term;
export const isSegment = (term: FilterTerm): term is SegmentTerm => "segment" in term;
export const isFilter = (term: FilterTerm): term is Filter => "property" in term;

/** Whether a term holds, from whether its filters do. A group has at least one term. */
export function holds(term: EventTerm, keeps: (filter: Filter) => boolean): boolean {
  if ("any" in term) return term.any.some((each) => holds(each, keeps));
  if ("all" in term) return term.all.every((each) => holds(each, keeps));
  return keeps(term);
}

/** Every term that is no group, in groups too, in the order they stand. */
export const leavesIn = (terms: readonly FilterTerm[]): LeafTerm[] =>
  terms.flatMap((term) => ("any" in term ? leavesIn(term.any) : "all" in term ? leavesIn(term.all) : [term]));

/** Every filter on the event itself, in groups too, in the order they stand. */
export const filtersIn = (terms: readonly FilterTerm[]): Filter[] => leavesIn(terms).filter(isFilter);

/** Every filter there is: those on what somebody did too. */
export const allFiltersIn = (terms: readonly FilterTerm[]): Filter[] =>
  leavesIn(terms).flatMap((term) => (isFilter(term) ? [term] : isDid(term) ? (term.did.filters ?? []) : []));

/** As they count towards the most there may be: each that is no group, and those on what somebody did. */
export const countTerms = (terms: readonly FilterTerm[]): number =>
  leavesIn(terms).reduce((sum, term) => sum + 1 + (isDid(term) ? (term.did.filters?.length ?? 0) : 0), 0);

/** Whether an event alone tells if it is kept. */
export const isEventTerm = (term: FilterTerm): term is EventTerm =>
  leavesIn([term]).every((leaf) => isFilter(leaf) && !isSessionField(leaf.property));
