import type { Zone } from "../model/time-zone.ts";
import { MOST_VALUES, NUMERIC, noValues, type DimensionBucket, type ValueLists } from "./dimension-bucket.ts";
import type { EventKinds } from "./event-kinds.ts";
import type { FoldedEvents } from "./group-events.ts";
import { mergeLists, mergeStays } from "./merge-lists.ts";
import { OrdinalPlaces } from "./ordinal-places.ts";
import { sortRows } from "./sort-rows.ts";

/** Rows by session, then actor. */
function sortByStay(events: FoldedEvents): Uint32Array {
  const { session, actor } = events;
  const rows = sortRows(session);
  for (let first = 0; first < rows.length;) {
    let past = first + 1;
    let isSorted = true;
    for (; past < rows.length && session[rows[past]!] === session[rows[first]!]; past++)
      if (actor[rows[past]!]! < actor[rows[past - 1]!]!) isSorted = false;
    if (!isSorted) rows.subarray(first, past).sort((a, b) => actor[a]! - actor[b]!);
    first = past;
  }
  return rows;
}

export type BucketUnit = "hour" | "day";

/**
 * A large bucket is in two tiers, which a reader takes for two buckets: what most folds add goes to
 * the small one, so that a fold does not write all of a long day again.
 */
export const TIERS = { hour: ["hour", "hour+"], day: ["day", "day+"] } as const;
export type BucketTier = (typeof TIERS)[BucketUnit][number];

/**
 * Rows of each bucket that starts at `from` or later, by session, then actor; without those whose
 * name is hidden.
 */
export function dealRows(
  events: FoldedEvents,
  zone: Zone,
  kinds: EventKinds,
  units: readonly { unit: BucketUnit; from: number }[],
): Map<BucketUnit, Map<number, Uint32Array>> {
  const sorted = sortByStay(events);
  const dealt = new Map<BucketUnit, Map<number, Uint32Array>>();
  for (const { unit, from } of units) {
    const starts: number[] = [];
    const counts: number[] = [];
    const placeByStart = new Map<number, number>();
    const places = new Int32Array(events.count).fill(-1);
    let start = NaN;
    let end = NaN;
    let place = -1;
    for (let row = 0; row < events.count; row++) {
      const at = events.time[row]!;
      if (kinds.isHidden(events.name[row]!)) continue;
      if (!(at >= start && at < end)) {
        start = zone.bucketStart(unit, at);
        end = zone.nextBucket(unit, start);
        place = start < from ? -1 : (placeByStart.get(start) ?? starts.length);
        if (place === starts.length) {
          placeByStart.set(start, place);
          starts.push(start);
          counts.push(0);
        }
      }
      places[row] = place;
      if (place >= 0) counts[place]!++;
    }
    const rows = counts.map((count) => new Uint32Array(count));
    const ends = new Uint32Array(counts.length);
    for (const row of sorted) {
      const to = places[row]!;
      if (to >= 0) rows[to]![ends[to]!++] = row;
    }
    dealt.set(unit, new Map(starts.map((at, index) => [at, rows[index]!])));
  }
  return dealt;
}

/** Reused: a fold fills them for each property of each bucket. */
const places = new OrdinalPlaces();
const eventsAt = new Uint32Array(MOST_VALUES + 1);
const pageViewsAt = new Uint32Array(MOST_VALUES + 1);
const entriesAt = new Uint32Array(MOST_VALUES + 1);

/**
 * The lists of one property over rows of a bucket. `stays[i]` is the place of the stay of `rows[i]`,
 * `flags[i]` 1 where it is a page view.
 */
function listValues(
  column: Uint32Array,
  rows: Uint32Array,
  stays: Uint32Array,
  flags: Uint8Array,
): ValueLists {
  places.clear();
  for (const list of [eventsAt, pageViewsAt, entriesAt]) list.fill(0);
  const placeOf = new Uint32Array(rows.length);
  const entryOf = new Uint32Array(rows.length);
  let entries = 0;
  let value = NUMERIC;
  let stay = -1;
  let place = 0;
  for (let index = 0; index < rows.length; index++) {
    const next = column[rows[index]!]!;
    const flag = flags[index]!;
    const isSame = next === value && stays[index] === stay;
    if (next !== value || index === 0) {
      if (next === NUMERIC) return noValues(true);
      place = places.place(next);
      if (places.count > MOST_VALUES) return noValues(true);
      value = next;
    }
    stay = stays[index]!;
    eventsAt[place]!++;
    pageViewsAt[place]! += flag;
    if (isSame) entryOf[entries - 1]! |= flag;
    else {
      placeOf[entries] = place;
      entryOf[entries++] = 2 * stay + flag;
      entriesAt[place]!++;
    }
  }
  const { count, ordinals } = places;
  const order = Uint32Array.from(ordinals.keys()).sort((a, b) => ordinals[a]! - ordinals[b]!);
  const ends = new Uint32Array(count);
  let end = 0;
  for (const at of order) {
    ends[at] = end;
    end += entriesAt[at]!;
  }
  const firsts = ends.slice();
  const dealt = new Uint32Array(entries);
  for (let index = 0; index < entries; index++) {
    const at = placeOf[index]!;
    const member = entryOf[index]!;
    const past = ends[at]!;
    if (past > firsts[at]! && dealt[past - 1]! >> 1 === member >> 1) dealt[past - 1]! |= member;
    else {
      dealt[past] = member;
      ends[at] = past + 1;
    }
  }
  const starts = new Uint32Array(count + 1);
  end = 0;
  for (const [index, at] of order.entries()) {
    dealt.copyWithin(end, firsts[at]!, ends[at]!);
    end += ends[at]! - firsts[at]!;
    starts[index + 1] = end;
  }
  return {
    untold: false,
    values: order.map((at) => ordinals[at]!),
    events: order.map((at) => eventsAt[at]!),
    pageViews: order.map((at) => pageViewsAt[at]!),
    starts,
    members: dealt.subarray(0, end),
  };
}

/**
 * The bucket with the events of `rows` added, which {@link dealRows} gave. Without `counted` the
 * events were counted before and only their stays are added. The old one is left as it was.
 */
export function addToBucket(
  bucket: DimensionBucket,
  { session, actor, name, values }: FoldedEvents,
  rows: Uint32Array,
  kinds: EventKinds,
  { counted }: { counted: boolean },
): DimensionBucket {
  const sessions = new Uint32Array(rows.length);
  const actors = new Uint32Array(rows.length);
  const stays = new Uint32Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    if (count === 0 || sessions[count - 1] !== session[row] || actors[count - 1] !== actor[row]) {
      sessions[count] = session[row]!;
      actors[count++] = actor[row]!;
    }
    stays[index] = count - 1;
  }
  const added = { sessions: sessions.subarray(0, count), actors: actors.subarray(0, count) };
  const merge = mergeStays(bucket, added);
  const flags = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    stays[index] = merge.addedAt[stays[index]!]!;
    flags[index] = kinds.kind(name[rows[index]!]!).pageView ? 1 : 0;
  }
  const lists = bucket.lists.map((old, property) => {
    if (old.untold) return old;
    const more = listValues(values[property]!, rows, stays, flags);
    if (!counted) {
      more.events.fill(0);
      more.pageViews.fill(0);
    }
    return mergeLists(old, merge.oldAt, more);
  });
  return { sessions: merge.sessions, actors: merge.actors, lists };
}
