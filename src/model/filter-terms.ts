import { isHiddenName } from "./event.ts";
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

const inside = (term: FilterTerm): FilterTerm[] | undefined => {
  if ("any" in term) return term.any;
  if ("all" in term) return term.all;
  return "segment" in term ? term.placed?.terms : undefined;
};

/** Every term that is no group, in groups and segments put in place too, in the order they stand. */
export function leavesIn(terms: readonly FilterTerm[]): LeafTerm[] {
  return terms.flatMap((term) => {
    const within = inside(term);
    return within === undefined ? [term as LeafTerm] : leavesIn(within);
  });
}

/** The segments named, in groups too. */
export const segmentsIn = (terms: readonly FilterTerm[]): SegmentTerm[] =>
  terms.flatMap((term) =>
    "any" in term
      ? segmentsIn(term.any)
      : "all" in term
        ? segmentsIn(term.all)
        : isSegment(term)
          ? [term]
          : [],
  );

/** Without segments that must not hold, in groups too. */
export const withoutNegated = (terms: readonly FilterTerm[]): FilterTerm[] =>
  terms.flatMap((term): FilterTerm[] => {
    if ("any" in term) return [{ any: withoutNegated(term.any) }];
    if ("all" in term) return [{ all: withoutNegated(term.all) }];
    return isSegment(term) && term.not ? [] : [term];
  });

/** Every filter on the event itself, in groups too, in the order they stand. */
export const filtersIn = (terms: readonly FilterTerm[]): Filter[] => leavesIn(terms).filter(isFilter);

/** The hidden names that filters ask for by name, in groups too: of those with one, only these count. */
export const hiddenNamesIn = (terms: readonly FilterTerm[]): string[] =>
  filtersIn(withoutNegated(terms)).flatMap(({ property, op, value }) =>
    property === "$name" && op === "is"
      ? [value].flat().filter((one): one is string => typeof one === "string" && isHiddenName(one))
      : [],
  );

/** Every filter there is: those on what somebody did too. */
export const allFiltersIn = (terms: readonly FilterTerm[]): Filter[] =>
  leavesIn(terms).flatMap((term) => (isFilter(term) ? [term] : isDid(term) ? (term.did.filters ?? []) : []));

/** As they count towards the most there may be: each that is no group, and those on what somebody did. */
export const countTerms = (terms: readonly FilterTerm[]): number =>
  leavesIn(terms).reduce((sum, term) => sum + 1 + (isDid(term) ? (term.did.filters?.length ?? 0) : 0), 0);

/** Whether an event alone tells if it is kept. */
export function isEventTerm(term: FilterTerm): term is EventTerm {
  if (isGroup(term)) return ("any" in term ? term.any : term.all).every(isEventTerm);
  return isFilter(term) && !isSessionField(term.property);
}

/** With the terms of each segment that is put in place and must hold where it stands. */
export const withoutPlaced = (terms: readonly FilterTerm[]): FilterTerm[] =>
  terms.flatMap((term): FilterTerm[] => {
    if ("any" in term) return [{ any: term.any.flatMap((each) => asOne(withoutPlaced([each]))) }];
    if ("all" in term) return [{ all: withoutPlaced(term.all) }];
    return isSegment(term) && !term.not && term.placed ? withoutPlaced(term.placed.terms) : [term];
  });

const asOne = (terms: FilterTerm[]): FilterTerm[] => (terms.length === 1 ? terms : [{ all: terms }]);
