import type { FilterScalar, Measure } from "../model/question.ts";
import { makeMemberCounter, type CountedBucket, type Listings } from "./count-members.ts";
import { OrdinalPlaces } from "./ordinal-places.ts";
import type { ValueCounts } from "./pack-dimensions.ts";

/** What a window's buckets have of one property; `sets` are there unless events are asked for. */
export interface PropertyWindow {
  counts: readonly ValueCounts[];
  sets: readonly CountedBucket[];
}

export interface PropertyScope {
  measure: Measure;
  onlyPageViews: boolean;
  limit: number;
  /** Entry of the `values` dictionary, by ordinal. */
  entryOf: (ordinal: number) => string | null;
}

export interface PropertyGroups {
  /** Greatest first, then by code point, null last; none that is zero. */
  groups: { key: FilterScalar; value: number; previous?: number }[];
  /** Over everything outside `groups`; users and sessions as a union, not a sum. */
  other: number;
}

/** Values with the same text form are one group, as they are to a question for the mirror. */
interface Group {
  form: string | null;
  isBoolean: boolean;
  events: number;
  /** Places among the values of the window. */
  values: number[];
  /** No more members than that. */
  most: number;
}

interface Grouped {
  groups: Map<string | null, Group>;
  listings: Listings;
}

const textOrder = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    // A surrogate stands for a code point above all others.
    const isHigh = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? 1 : 0);
    return isHigh(left) - isHigh(right) || left - right;
  }
  return a.length - b.length;
};

const formOrder = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : textOrder(a, b);

function groupValues(
  { counts, sets }: PropertyWindow,
  { onlyPageViews, entryOf }: Pick<PropertyScope, "onlyPageViews" | "entryOf">,
): Grouped {
  const most = counts.reduce((sum, { values }) => sum + values.length, 0);
  const listings: Listings = {
    first: new Int32Array(most).fill(-1),
    next: new Int32Array(most),
    bucket: new Uint32Array(most),
    at: new Uint32Array(most),
  };
  const sums = new Float64Array(most);
  const members = new Float64Array(most);
  const places = new OrdinalPlaces();
  let link = 0;
  for (const [bucket, { values, events, pageViews }] of counts.entries()) {
    const counted = onlyPageViews ? pageViews : events;
    const starts = sets[bucket]?.starts;
    for (let at = 0; at < values.length; at++) {
      if (counted[at] === 0) continue;
      const place = places.place(values[at]!);
      sums[place]! += counted[at]!;
      if (starts === undefined) continue;
      members[place]! += starts[at + 1]! - starts[at]!;
      listings.bucket[link] = bucket;
      listings.at[link] = at;
      listings.next[link] = listings.first[place]!;
      listings.first[place] = link++;
    }
  }
  const groups = new Map<string | null, Group>();
  for (const [place, value] of places.ordinals.entries()) {
    const entry = value === 0 ? null : entryOf(value - 1);
    const form = entry === null || entry === "jnull" ? null : entry.slice(1);
    let group = groups.get(form);
    if (group === undefined)
      groups.set(form, (group = { form, isBoolean: false, events: 0, values: [], most: 0 }));
    if (entry === "jtrue" || entry === "jfalse") group.isBoolean = true;
    group.events += sums[place]!;
    group.most += members[place]!;
    group.values.push(place);
  }
  return { groups, listings };
}

interface Ranked {
  group: Group;
  value: number;
}

const rankOrder = (a: Ranked, b: Ranked): number =>
  b.value - a.value || formOrder(a.group.form, b.group.form);

/** The greatest groups by distinct members; those that cannot be among them are not counted. */
function rankBySets(groups: readonly Group[], limit: number, count: (group: Group) => number): Ranked[] {
  const ranked: Ranked[] = [];
  for (const group of groups.toSorted((a, b) => b.most - a.most)) {
    const last = ranked.length < limit ? undefined : ranked[limit - 1];
    if (last !== undefined && group.most < last.value) break;
    const found = { group, value: count(group) };
    if (last !== undefined && rankOrder(last, found) < 0) continue;
    ranked.push(found);
    ranked.sort(rankOrder);
    ranked.length = Math.min(ranked.length, limit);
  }
  return ranked;
}

/** Groups of one property over a window, and what each was over the one before where that is given. */
export function answerProperty(
  window: PropertyWindow,
  previous: PropertyWindow | undefined,
  scope: PropertyScope,
): PropertyGroups {
  const { measure, limit } = scope;
  const current = groupValues(window, scope);
  const before = previous && groupValues(previous, scope);
  const counterOf = ({ sets }: PropertyWindow, { listings }: Grouped) =>
    makeMemberCounter(sets, listings, scope);
  const valueIn = (some: PropertyWindow, grouped: Grouped): ((group: Group) => number) => {
    if (measure === "events") return ({ events }) => events;
    const counter = counterOf(some, grouped);
    return ({ values }) => counter.count(values);
  };
  const groups = [...current.groups.values()];
  const top =
    measure === "events"
      ? groups
          .map((group) => ({ group, value: group.events }))
          .sort(rankOrder)
          .slice(0, limit)
      : rankBySets(groups, limit, valueIn(window, current));
  const listed = new Set(top.map(({ group }) => group));
  const rest = groups.filter((group) => !listed.has(group));
  const other =
    measure === "events"
      ? rest.reduce((sum, { events }) => sum + events, 0)
      : counterOf(window, current).count(rest.flatMap(({ values }) => values));
  const valueBefore = previous && before && valueIn(previous, before);
  return {
    groups: top.map(({ group, value }) => {
      const key = group.isBoolean ? group.form === "true" : group.form;
      if (before === undefined || valueBefore === undefined) return { key, value };
      const earlier = before.groups.get(group.form);
      return { key, value, previous: earlier === undefined ? 0 : valueBefore(earlier) };
    }),
    other,
  };
}
