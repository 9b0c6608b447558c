import { compareText } from "../compare-text.ts";
import { foldText } from "./fold-text.ts";
import { type NamedCounts, type SideCounts, sumOf } from "./side-counts.ts";

export interface NamedEvents {
  name: string;
  events: number;
  page?: true | undefined;
}

/** Which name of B is the same event as a name of A; a name of either has at most one. */
export type NameMatches = ReadonlyMap<string, string>;

/**
 * Names that are written alike, then the most frequent look at a page of each, then names that fold alike: the
 * most frequent first, so that a name with two likenesses gets the greater.
 */
export function matchNames(a: readonly NamedEvents[], b: readonly NamedEvents[]): NameMatches {
  const matches = new Map<string, string>();
  const taken = new Set<string>();
  const [ofA, ofB] = [byEvents(a), byEvents(b)];
  const match = (from: NamedEvents | undefined, to: NamedEvents | undefined): void => {
    if (from === undefined || to === undefined || matches.has(from.name) || taken.has(to.name)) return;
    matches.set(from.name, to.name);
    taken.add(to.name);
  };
  const namedAlike = new Map(ofB.map((each) => [each.name, each]));
  for (const each of ofA) match(each, namedAlike.get(each.name));
  const isFree = (each: NamedEvents): boolean => each.page === true && !taken.has(each.name);
  match(
    ofA.find((each) => each.page === true && !matches.has(each.name)),
    ofB.find(isFree),
  );
  const foldedAlike = new Map<string, NamedEvents[]>();
  for (const each of ofB) {
    if (taken.has(each.name)) continue;
    const key = foldText(each.name);
    const alike = foldedAlike.get(key);
    if (alike === undefined) foldedAlike.set(key, [each]);
    else alike.push(each);
  }
  for (const each of ofA)
    if (!matches.has(each.name))
      match(
        each,
        foldedAlike.get(foldText(each.name))?.find(({ name }) => !taken.has(name)),
      );
  return matches;
}

const byEvents = (names: readonly NamedEvents[]): NamedEvents[] =>
  [...names].sort((one, other) => other.events - one.events || compareText(one.name, other.name));

/** The names of a side's events, to be matched. */
export function namesOf(side: SideCounts): NamedEvents[] {
  const counts = side.dimensions.event;
  const values: readonly NamedCounts[] = counts?.kind === "counted" ? counts.values : [];
  return byEvents(values.map(({ value, events, page }) => ({ name: value, events: sumOf(events), page })));
}

/** As it is once a person said which name of B, or none, is the same as a name of A. */
export function changeMatch(matches: NameMatches, from: string, to: string | undefined): NameMatches {
  const changed = new Map([...matches].filter(([one, other]) => one !== from && other !== to));
  if (to !== undefined) changed.set(from, to);
  return changed;
}
