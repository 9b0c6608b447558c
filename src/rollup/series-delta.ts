import { makeBitmap, uniteBitmaps, type Bitmap } from "./bitmap.ts";
import type { EventKinds } from "./event-kinds.ts";
import type { EventGroup, GroupedEvents } from "./group-events.ts";
import { nameSeries, OVERALL_SERIES, typeSeries } from "./series.ts";

/** What a fold adds to one series of one bucket. */
export interface SeriesDelta {
  events: number;
  users: Bitmap;
  sessions: Bitmap;
}

/** By series number. */
export type BucketDelta = Map<number, SeriesDelta>;

function joinDeltas(deltas: readonly SeriesDelta[]): SeriesDelta {
  if (deltas.length === 1) return deltas[0] as SeriesDelta;
  return {
    events: deltas.reduce((sum, delta) => sum + delta.events, 0),
    users: uniteBitmaps(deltas.map((delta) => delta.users)),
    sessions: uniteBitmaps(deltas.map((delta) => delta.sessions)),
  };
}

function appendTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/**
 * Adds up the groups of an hour: each name, each type, and the total; a hidden name is in neither
 * total. Without `counted` the events are known already and only their sessions are added.
 */
export function hourDelta(
  groups: readonly EventGroup[],
  { actor, session }: GroupedEvents,
  kinds: EventKinds,
  counted: boolean,
): BucketDelta {
  const delta: BucketDelta = new Map();
  const byType = new Map<number, SeriesDelta[]>();
  for (const group of groups) {
    const own: SeriesDelta = {
      events: counted ? group.to - group.from : 0,
      users: counted ? makeBitmap(actor.subarray(group.from, group.to)) : makeBitmap(),
      sessions: makeBitmap(session.subarray(group.from, group.to)),
    };
    delta.set(nameSeries(group.name), own);
    const kind = kinds.kind(group.name);
    if (!kind.hidden) appendTo(byType, kind.typeOrdinal, own);
  }
  const types: SeriesDelta[] = [];
  for (const [typeOrdinal, deltas] of byType) {
    const joined = joinDeltas(deltas);
    delta.set(typeSeries(typeOrdinal), joined);
    types.push(joined);
  }
  if (types.length > 0) delta.set(OVERALL_SERIES, joinDeltas(types));
  return delta;
}

export function joinBuckets(buckets: readonly BucketDelta[]): BucketDelta {
  const [first] = buckets;
  if (buckets.length === 1 && first !== undefined) return first;
  const lists = new Map<number, SeriesDelta[]>();
  for (const bucket of buckets)
    for (const [series, delta] of bucket) appendTo(lists, series, delta);
  return new Map([...lists].map(([series, deltas]) => [series, joinDeltas(deltas)]));
}
