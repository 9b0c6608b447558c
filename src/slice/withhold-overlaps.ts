/** A range with the ranges it is made of, and how many users (or sessions) it has; null where that is not told. */
export interface Nested {
  value: number | null;
  parts: Nested[];
}

const isTooFew = (difference: number, least: number): boolean => difference > 0 && difference < least;

/**
 * Users and sessions of ranges cannot be added up, but they can be compared: where a day has one user fewer than its
 * week, one user of the week was not there that day; where the days have one user more together than the week, one of
 * them came twice. A number that makes such a difference 1 to `least` - 1 is set to null: the shorter range's, or the
 * smallest of those added up. Ends because numbers are only ever taken.
 */
export function withholdOverlaps(whole: Nested, least: number): void {
  while (withholdOne(whole, least));
}

function withholdOne(whole: Nested, least: number): boolean {
  return withholdInside(whole, least) || withholdAddend(whole, least);
}

function withholdInside(outer: Nested, least: number): boolean {
  for (const inner of below(outer)) {
    if (outer.value === null || inner.value === null || inner.value === 0) continue;
    if (!isTooFew(outer.value - inner.value, least)) continue;
    inner.value = null;
    return true;
  }
  return outer.parts.some((part) => withholdInside(part, least));
}

function withholdAddend(outer: Nested, least: number): boolean {
  if (outer.parts.length === 0) return false;
  const addends = outer.value === null ? undefined : cover(outer.parts);
  if (addends !== undefined && isTooFew(sum(addends) - (outer.value ?? 0), least)) {
    const smallest = addends
      .filter(({ value }) => value !== 0)
      .reduce((fewest, each) => ((each.value ?? 0) < (fewest.value ?? 0) ? each : fewest));
    smallest.value = null;
    return true;
  }
  return outer.parts.some((part) => withholdAddend(part, least));
}

const below = ({ parts }: Nested): Nested[] => parts.flatMap((part) => [part, ...below(part)]);

const sum = (list: readonly Nested[]): number => list.reduce((total, { value }) => total + (value ?? 0), 0);

/** The told ranges that are these together, with the least sum; undefined where there are none. */
function cover(parts: readonly Nested[]): Nested[] | undefined {
  const found: Nested[] = [];
  for (const part of parts) {
    const own = part.value === null ? (part.parts.length === 0 ? undefined : cover(part.parts)) : [part];
    if (own === undefined) return undefined;
    found.push(...own);
  }
  return found;
}
