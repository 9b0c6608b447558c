import * as v from "valibot";
import { filterTermsSchema } from "../../model/filter-schema.ts";
import { countTerms, isDid, isFilter } from "../../model/filter-terms.ts";
import { issueWords } from "../../model/issue-words.ts";
import { MAX_FILTER_DEPTH, MAX_FILTERS, type Filter, type FilterTerm } from "../../model/question.ts";

const TOLD = 3;

/** A filter as an address has it: a short list. What is no filter is as it is, but for the filters in it. */
const filterToList = ({ property, op, value }: Filter): unknown[] =>
  value === undefined ? [property, op] : [property, op, value];

function termToSaid(term: FilterTerm): unknown {
  if ("any" in term) return { any: term.any.map(termToSaid) };
  if ("all" in term) return { all: term.all.map(termToSaid) };
  if (isFilter(term)) return filterToList(term);
  if (!isDid(term) || term.did.filters === undefined) return term;
  return { ...term, did: { ...term.did, filters: term.did.filters.map(filterToList) } };
}

/** What {@link parseFilters} reads. */
export const filtersToText = (filters: readonly FilterTerm[]): string =>
  JSON.stringify(filters.map(termToSaid));

function saidToTerm(said: unknown, depth = 0): unknown {
  if (Array.isArray(said)) {
    const [property, op, value, ...more]: unknown[] = said;
    return more.length > 0 ? said : { property, op, ...(value !== undefined && { value }) };
  }
  if (typeof said !== "object" || said === null || depth > MAX_FILTER_DEPTH) return said;
  const read = (inside: unknown): unknown =>
    Array.isArray(inside) ? inside.map((each: unknown) => saidToTerm(each, depth + 1)) : inside;
  const members: Record<string, unknown> = { ...said };
  for (const list of ["any", "all", "filters"])
    if (Object.hasOwn(members, list)) members[list] = read(members[list]);
  if (Object.hasOwn(members, "did")) members["did"] = saidToTerm(members["did"], depth + 1);
  return members;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The filters an address says. One that is not understood is left out, and said in `notices`, in words; it never
 * throws.
 */
export function parseFilters(given: string | string[] | undefined): {
  filters: FilterTerm[];
  notices: string[];
} {
  if (given === undefined) return { filters: [], notices: [] };
  const said = typeof given === "string" ? parseJson(given) : undefined;
  if (!Array.isArray(said))
    return { filters: [], notices: ["This link's filters were not understood; showing everything."] };
  const filters: FilterTerm[] = [];
  const wrong: string[] = [];
  let tooMany = false;
  for (const [at, each] of said.entries()) {
    const parsed = v.safeParse(filterTermsSchema, [saidToTerm(each)], { abortEarly: true });
    if (!parsed.success)
      wrong.push(`Of this link, filter ${at + 1} was left out: ${issueWords(parsed.issues[0])}.`);
    else if (countTerms([...filters, ...parsed.output]) > MAX_FILTERS) tooMany = true;
    else filters.push(...parsed.output);
    if (tooMany) break;
  }
  const untold = wrong.length - TOLD;
  return {
    filters,
    notices: [
      ...wrong.slice(0, TOLD),
      ...(untold > 0 ? [`Of this link, ${untold} more filters were left out.`] : []),
      ...(tooMany
        ? [`This link has more than ${MAX_FILTERS} filters; the first ${filters.length} are kept.`]
        : []),
    ],
  };
}
