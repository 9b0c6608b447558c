import { countTerms, hiddenNamesIn, isFilter } from "../../model/filter-terms.ts";
import {
  MAX_FILTERS,
  type AnyQuestion,
  type EventTerm,
  type Filter,
  type FilterOperator,
  type FilterTerm,
} from "../../model/question.ts";
import { activeRules } from "../../model/traffic.ts";
import type { Project } from "../../model/project.ts";

const OPPOSITES: Partial<Record<FilterOperator, FilterOperator>> = {
  is: "is-not",
  "is-not": "is",
  contains: "not-contains",
  "not-contains": "contains",
  matches: "not-matches",
  "not-matches": "matches",
  set: "not-set",
  "not-set": "set",
};

/** Keeps what a term does not; undefined where no term does: of what is not greater, some is no number. */
function oppositeOf(term: EventTerm): EventTerm | undefined {
  if (isFilter(term)) {
    const op = OPPOSITES[term.op];
    return op && { ...term, op };
  }
  const opposites = ("any" in term ? term.any : term.all).map(oppositeOf);
  if (!opposites.every((each) => each !== undefined)) return undefined;
  return "any" in term ? { all: opposites } : { any: opposites };
}

const byName = (name: string): Filter => ({ property: "$name", op: "is", value: name });

export interface CountedTerms {
  terms: FilterTerm[];
  /** Traffic rules that no filters say: what they leave out is kept all the same. */
  besides: string[];
}

/**
 * Filters that keep the events a question counts, for a list that has hidden names and all traffic. Undefined where there
 * would be more than a list may have.
 */
export function countedTerms(
  { name, type, filters = [], traffic }: Pick<AnyQuestion, "name" | "type" | "filters" | "traffic">,
  project: Pick<Project, "traffic">,
): CountedTerms | undefined {
  const terms: FilterTerm[] = [];
  if (name !== undefined) terms.push(byName(name));
  if (type !== undefined) terms.push({ property: "$type", op: "is", value: type });
  terms.push(...filters);
  if (name === undefined) {
    const asked = hiddenNamesIn(filters);
    const shown: Filter = { property: "$name", op: "not-matches", value: "$*" };
    terms.push(asked.length === 0 ? shown : { any: [shown, ...asked.map(byName)] });
  }
  const besides: string[] = [];
  for (const { name: rule, conditions } of traffic === "real" ? activeRules(project) : []) {
    const opposites = conditions.map(oppositeOf);
    const isSaid = opposites.every((each) => each !== undefined);
    if (isSaid && countTerms(terms) + countTerms(opposites) <= MAX_FILTERS)
      terms.push(opposites.length === 1 ? opposites[0]! : { any: opposites });
    else besides.push(rule);
  }
  return countTerms(terms) > MAX_FILTERS ? undefined : { terms, besides };
}
