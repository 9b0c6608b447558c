import { leavesIn } from "./filter-terms.ts";
import type { FilterTerm, SegmentTerm } from "./question.ts";

export const SEGMENT_LIMITS = { segments: 200, nameLength: 100 } as const;

/** Filters of a project under a name: it keeps what all of them keep. */
export interface Segment {
  id: string;
  name: string;
  /** At least one; none of them a segment. */
  terms: FilterTerm[];
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
}

/** Each {@link SegmentTerm} with what its segment is now put in place; `missing` is the id of the first that is none. */
export function placeSegments(
  terms: readonly FilterTerm[],
  segments: readonly Segment[],
): { terms: FilterTerm[] } | { missing: string } {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const place = (term: FilterTerm): FilterTerm => {
    if ("any" in term) return { any: term.any.map(place) };
    if ("all" in term) return { all: term.all.map(place) };
    const found = "segment" in term ? byId.get(term.segment) : undefined;
    return found === undefined ? term : { ...term, placed: { name: found.name, terms: found.terms } };
  };
  const placed = terms.map(place);
  const missing = unplacedIn(placed);
  return missing === undefined ? { terms: placed } : { missing: missing.segment };
}

/** The first segment of which it is not said what it stands for. */
export const unplacedIn = (terms: readonly FilterTerm[]): SegmentTerm | undefined =>
  leavesIn(terms).find((term) => "segment" in term);
