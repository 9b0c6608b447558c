import type { DimensionBucket, ValueLists } from "./dimension-bucket.ts";
import type { Move } from "./merge-sessions.ts";

/** Where the events of each session that moved are after all moves, one after another. */
function targetsOf(moves: readonly Move[]): Map<number, number | undefined> {
  const targets = new Map<number, number | undefined>();
  const arrived = new Map<number, number[]>();
  for (const { from, to } of moves) {
    const movers = arrived.get(from) ?? [];
    arrived.delete(from);
    if (!targets.has(from)) movers.push(from);
    for (const session of movers) targets.set(session, to);
    if (to !== undefined) arrived.set(to, [...(arrived.get(to) ?? []), ...movers]);
  }
  return targets;
}

/** `places[old]` is the new place of a stay, or -1 where it is gone. */
function moveMembers(lists: ValueLists, places: Int32Array): ValueLists {
  const { values, starts: oldStarts } = lists;
  const members = new Uint32Array(lists.members.length);
  const starts = new Uint32Array(oldStarts.length);
  let end = 0;
  for (let value = 0; value < values.length; value++) {
    const first = end;
    for (let at = oldStarts[value]!; at < oldStarts[value + 1]!; at++) {
      const member = lists.members[at]!;
      const place = places[member >> 1]!;
      if (place >= 0) members[end++] = 2 * place + (member & 1);
    }
    const list = members.subarray(first, end).sort();
    end = first;
    for (const member of list)
      if (end > first && members[end - 1]! >> 1 === member >> 1) members[end - 1] = member;
      else members[end++] = member;
    starts[value + 1] = end;
  }
  return { ...lists, starts, members: members.slice(0, end) };
}

/**
 * The stays of sessions that merged, as one; those of sessions that are to be cut anew are taken
 * out, and whoever cut them adds them again. The same bucket where none of it is here.
 */
export function moveStays(bucket: DimensionBucket, moves: readonly Move[]): DimensionBucket {
  if (moves.length === 0) return bucket;
  const targets = targetsOf(moves);
  const { actors } = bucket;
  const sessions = bucket.sessions.slice();
  const kept: number[] = [];
  let isMoved = false;
  for (let stay = 0; stay < sessions.length; stay++) {
    const session = sessions[stay]!;
    const target = targets.has(session) ? targets.get(session) : session;
    if (target !== session) isMoved = true;
    if (target === undefined) continue;
    sessions[stay] = target;
    kept.push(stay);
  }
  if (!isMoved) return bucket;
  kept.sort((a, b) => sessions[a]! - sessions[b]! || actors[a]! - actors[b]!);
  const places = new Int32Array(sessions.length).fill(-1);
  const distinct: number[] = [];
  for (const stay of kept) {
    const last = distinct.at(-1);
    if (last === undefined || sessions[last] !== sessions[stay] || actors[last] !== actors[stay])
      distinct.push(stay);
    places[stay] = distinct.length - 1;
  }
  return {
    sessions: Uint32Array.from(distinct, (stay) => sessions[stay]!),
    actors: Uint32Array.from(distinct, (stay) => actors[stay]!),
    lists: bucket.lists.map((lists) => moveMembers(lists, places)),
  };
}
