import { MOST_VALUES, noValues, type DimensionBucket, type ValueLists } from "./dimension-bucket.ts";

/** Where the stays of two buckets are once they are one. */
export interface StayMerge {
  sessions: Uint32Array;
  actors: Uint32Array;
  /** Place of each stay of the old and of the added ones; ascending. */
  oldAt: Uint32Array;
  addedAt: Uint32Array;
}

interface Stays {
  sessions: Uint32Array;
  actors: Uint32Array;
}

const isBefore = (a: Stays, i: number, b: Stays, j: number): boolean =>
  a.sessions[i]! < b.sessions[j]! || (a.sessions[i] === b.sessions[j] && a.actors[i]! < b.actors[j]!);

export function mergeStays(old: Stays, added: Stays): StayMerge {
  const most = old.sessions.length + added.sessions.length;
  const sessions = new Uint32Array(most);
  const actors = new Uint32Array(most);
  const oldAt = new Uint32Array(old.sessions.length);
  const addedAt = new Uint32Array(added.sessions.length);
  let count = 0;
  let next = 0;
  const take = (from: Stays, at: number): void => {
    sessions[count] = from.sessions[at]!;
    actors[count] = from.actors[at]!;
  };
  for (let index = 0; index < oldAt.length; index++) {
    while (next < addedAt.length && isBefore(added, next, old, index)) {
      take(added, next);
      addedAt[next++] = count++;
    }
    take(old, index);
    oldAt[index] = count;
    if (next < addedAt.length && !isBefore(old, index, added, next)) addedAt[next++] = count;
    count++;
  }
  for (; next < addedAt.length; next++) {
    take(added, next);
    addedAt[next] = count++;
  }
  if (count === oldAt.length) return { ...old, oldAt, addedAt };
  return { sessions: sessions.slice(0, count), actors: actors.slice(0, count), oldAt, addedAt };
}

/**
 * Both lists as one. `oldAt` says where the stays of the old are now; those of `added` are there
 * already. The members are the same object where nothing came to them.
 */
export function mergeLists(old: ValueLists, oldAt: Uint32Array, added: ValueLists): ValueLists {
  if (old.untold || added.untold) return noValues(true);
  const most = old.values.length + added.values.length;
  const values = new Uint32Array(most);
  const events = new Uint32Array(most);
  const pageViews = new Uint32Array(most);
  const starts = new Uint32Array(most + 1);
  const members = new Uint32Array(old.members.length + added.members.length);
  let hasNew = false;
  let count = 0;
  let end = 0;
  let i = 0;
  let j = 0;
  while (i < old.values.length || j < added.values.length) {
    const mine = i < old.values.length ? old.values[i]! : Infinity;
    const other = j < added.values.length ? added.values[j]! : Infinity;
    let at = 0;
    let past = 0;
    let addedTo = 0;
    let addedPast = 0;
    if (mine <= other) {
      values[count] = mine;
      events[count] = old.events[i]!;
      pageViews[count] = old.pageViews[i]!;
      at = old.starts[i]!;
      past = old.starts[i + 1]!;
      i++;
    }
    if (other <= mine) {
      values[count] = other;
      events[count]! += added.events[j]!;
      pageViews[count]! += added.pageViews[j]!;
      addedTo = added.starts[j]!;
      addedPast = added.starts[j + 1]!;
      j++;
    }
    for (; at < past; at++) {
      const member = old.members[at]!;
      const place = oldAt[member >> 1]!;
      while (addedTo < addedPast && added.members[addedTo]! >> 1 < place) {
        members[end++] = added.members[addedTo++]!;
        hasNew = true;
      }
      let merged = 2 * place + (member & 1);
      if (addedTo < addedPast && added.members[addedTo]! >> 1 === place) merged |= added.members[addedTo++]!;
      if (merged !== member) hasNew = true;
      members[end++] = merged;
    }
    for (; addedTo < addedPast; addedTo++) {
      members[end++] = added.members[addedTo]!;
      hasNew = true;
    }
    starts[++count] = end;
  }
  if (count > MOST_VALUES) return noValues(true);
  const counted = { untold: false, events: events.slice(0, count), pageViews: pageViews.slice(0, count) };
  if (!hasNew && count === old.values.length)
    return { ...counted, values: old.values, starts: old.starts, members: old.members };
  return {
    ...counted,
    values: values.slice(0, count),
    starts: starts.slice(0, count + 1),
    members: members.slice(0, end),
  };
}

/** Two tiers of a bucket as one. */
export function mergeBuckets(bucket: DimensionBucket, added: DimensionBucket): DimensionBucket {
  const { sessions, actors, oldAt, addedAt } = mergeStays(bucket, added);
  return {
    sessions,
    actors,
    lists: bucket.lists.map((old, property) => {
      const lists = added.lists[property]!;
      const members = lists.members.map((member) => 2 * addedAt[member >> 1]! + (member & 1));
      return mergeLists(old, oldAt, { ...lists, members });
    }),
  };
}

/** How many values there are in either. */
export function countValues(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; count++) {
    const [mine, other] = [a[i] ?? Infinity, b[j] ?? Infinity];
    if (mine <= other) i++;
    if (other <= mine) j++;
  }
  return count;
}
