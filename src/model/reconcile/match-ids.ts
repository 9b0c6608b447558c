import type { DayRange, SideIds } from "./side-counts.ts";

/** Events of a range of days, by their ids. */
export interface IdMatches {
  both: number;
  onlyA: number;
  onlyB: number;
  /** What those that one side alone has are called, the most frequent first. */
  namesOnlyA: readonly (readonly [name: string, count: number])[];
  namesOnlyB: readonly (readonly [name: string, count: number])[];
}

/** An id that both have is in the range where it is for either of them. */
export function matchIds(a: SideIds, b: SideIds, range: DayRange): IdMatches {
  const [ofA, ofB] = [findOthers(a, b, range), findOthers(b, a, range)];
  return {
    both: ofA.shared + ofB.sharedHereAlone,
    onlyA: ofA.only,
    onlyB: ofB.only,
    namesOnlyA: ofA.names,
    namesOnlyB: ofB.names,
  };
}

function findOthers(side: SideIds, against: SideIds, { first, last }: DayRange) {
  const isIn = ({ day }: SideIds, at: number): boolean => day[at]! >= first && day[at]! <= last;
  const find = indexIds(against);
  const byName = new Map<number, number>();
  const found = { shared: 0, sharedHereAlone: 0, only: 0 };
  for (let at = 0; at < side.high.length; at++) {
    if (!isIn(side, at)) continue;
    const there = find(side.high[at]!, side.low[at]!);
    if (there !== undefined) {
      found.shared += 1;
      if (!isIn(against, there)) found.sharedHereAlone += 1;
      continue;
    }
    found.only += 1;
    byName.set(side.name[at]!, (byName.get(side.name[at]!) ?? 0) + 1);
  }
  const names = [...byName]
    .map(([name, count]) => [side.names[name] ?? "", count] as const)
    .sort((one, other) => other[1] - one[1]);
  return { ...found, names };
}

/** Tells where an id is in the list; undefined where it is not. */
function indexIds({ high, low }: SideIds): (wantedHigh: number, wantedLow: number) => number | undefined {
  let size = 16;
  while (size < high.length * 2) size *= 2;
  const mask = size - 1;
  /** By slot, the place of an id and one; 0 where there is none. */
  const places = new Uint32Array(size);
  for (let at = 0; at < high.length; at++) {
    let slot = low[at]! & mask;
    while (places[slot] !== 0) slot = (slot + 1) & mask;
    places[slot] = at + 1;
  }
  return (wantedHigh, wantedLow) => {
    for (let slot = wantedLow & mask; places[slot] !== 0; slot = (slot + 1) & mask) {
      const at = places[slot]! - 1;
      if (low[at] === wantedLow && high[at] === wantedHigh) return at;
    }
    return undefined;
  };
}
