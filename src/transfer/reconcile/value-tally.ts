import { compareText } from "../../model/compare-text.ts";
import { type DistinctCounts, type DimensionCounts, NEVER } from "../../model/reconcile/side-counts.ts";
import { makeDistinctKeys } from "./distinct-keys.ts";
import { NOBODY } from "./people.ts";
import type { SideLimits } from "./side-limits.ts";

/** A key is (value, member, day) in the 53 bits that a number holds exactly: 17, 23 and 13 bits. */
const DAY_SPAN = 2 ** 13;
const MEMBER_SPAN = 2 ** 23;
const VALUE_SPAN = DAY_SPAN * MEMBER_SPAN;

/** Which member of which kind counts as whom; undefined where they are not counted. */
export interface Members {
  users: ((ordinal: number) => number) | undefined;
  sessions: ((ordinal: number) => number) | undefined;
}

export interface ValueTally {
  add(value: string, day: number, isView: boolean, user: number, session: number): void;
  counts(members: Members): DimensionCounts;
}

/** Counts by value and day. Values that `keyOf` makes the same are one, by the name that came first. */
export function makeValueTally(limits: SideLimits, keyOf?: (value: string) => string): ValueTally {
  const ordinals = new Map<string, number>();
  const byKey = new Map<string, number>();
  const values: string[] = [];
  /** Days as they came, so that they take few bits. */
  const dayOrdinals = new Map<number, number>();
  const days: number[] = [];
  /** By value and day, the place of their two counts. */
  const cells = new Map<number, number>();
  const events: number[] = [];
  const views: number[] = [];
  const users = makeDistinctKeys(limits.members);
  const sessions = makeDistinctKeys(limits.members);
  let full = false;

  const ordinalOf = (value: string): number => {
    const known = ordinals.get(value);
    if (known !== undefined) return known;
    const key = keyOf?.(value) ?? value;
    let ordinal = byKey.get(key);
    if (ordinal === undefined) {
      ordinal = values.push(value) - 1;
      byKey.set(key, ordinal);
    }
    if (ordinals.size < limits.values) ordinals.set(value, ordinal);
    return ordinal;
  };
  const dayOf = (day: number): number => {
    let ordinal = dayOrdinals.get(day);
    if (ordinal === undefined) {
      ordinal = days.push(day) - 1;
      dayOrdinals.set(day, ordinal);
    }
    return ordinal;
  };

  function distinct(
    keys: Float64Array | undefined,
    memberOf: ((ordinal: number) => number) | undefined,
    rank: Int32Array,
  ): Map<number, number[]> | undefined {
    if (keys === undefined || memberOf === undefined) return undefined;
    const sorted = keys.map((key) => {
      const value = Math.floor(key / VALUE_SPAN);
      const member = memberOf(Math.floor((key - value * VALUE_SPAN) / DAY_SPAN));
      return value * VALUE_SPAN + member * DAY_SPAN + rank[key % DAY_SPAN]!;
    });
    sorted.sort();
    const inOrder = [...days].sort((one, other) => one - other);
    /** By value, by day and the day before. */
    const counts = new Map<number, Map<number, number>>();
    let before = Number.NaN;
    for (const key of sorted) {
      if (key === before) continue;
      const value = Math.floor(key / VALUE_SPAN);
      const day = key % DAY_SPAN;
      const isSame = Math.floor(key / DAY_SPAN) === Math.floor(before / DAY_SPAN);
      // 0 is never, else the day before and one.
      const cell = day * DAY_SPAN + (isSame ? (before % DAY_SPAN) + 1 : 0);
      let ofValue = counts.get(value);
      if (ofValue === undefined) counts.set(value, (ofValue = new Map()));
      ofValue.set(cell, (ofValue.get(cell) ?? 0) + 1);
      before = key;
    }
    return new Map(
      [...counts].map(([value, ofValue]) => [
        value,
        [...ofValue]
          .sort(([one], [other]) => one - other)
          .flatMap(([cell, count]) => {
            const earlier = cell % DAY_SPAN;
            return [
              inOrder[Math.floor(cell / DAY_SPAN)]!,
              earlier === 0 ? NEVER : inOrder[earlier - 1]!,
              count,
            ];
          }),
      ]),
    );
  }

  return {
    add(value, day, isView, user, session) {
      if (full) return;
      const ordinal = ordinalOf(value);
      const dayOrdinal = dayOf(day);
      const key = ordinal * DAY_SPAN + dayOrdinal;
      let cell = cells.get(key);
      if (cell === undefined) {
        if (values.length > limits.values || cells.size >= limits.cells) {
          full = true;
          for (const held of [ordinals, byKey, cells]) held.clear();
          values.length = events.length = views.length = 0;
          return;
        }
        cell = events.push(0) - 1;
        views.push(0);
        cells.set(key, cell);
      }
      events[cell]! += 1;
      if (isView) views[cell]! += 1;
      if (user !== NOBODY) users.add(ordinal * VALUE_SPAN + user * DAY_SPAN + dayOrdinal);
      if (session !== NOBODY) sessions.add(ordinal * VALUE_SPAN + session * DAY_SPAN + dayOrdinal);
    },
    counts(members) {
      if (full) return { kind: "too-many", limit: limits.values };
      const rank = rankOf(days);
      const ofUsers = distinct(users.sorted(), members.users, rank);
      const ofSessions = distinct(sessions.sorted(), members.sessions, rank);
      const pairs = values.map((): [day: number, cell: number][] => []);
      for (const [key, cell] of cells) pairs[Math.floor(key / DAY_SPAN)]!.push([days[key % DAY_SPAN]!, cell]);
      return {
        kind: "counted",
        values: values
          .map((value, ordinal) => {
            const ofDays = pairs[ordinal]!.sort(([one], [other]) => one - other);
            const toCounts = (counts: readonly number[]): number[] =>
              ofDays.flatMap(([day, cell]) => (counts[cell]! > 0 ? [day, counts[cell]!] : []));
            return {
              value,
              events: toCounts(events),
              views: toCounts(views),
              ...(ofUsers && { users: cellsOf(ofUsers.get(ordinal)) }),
              ...(ofSessions && { sessions: cellsOf(ofSessions.get(ordinal)) }),
            };
          })
          .sort((one, other) => compareText(one.value, other.value)),
      };
    },
  };
}

const cellsOf = (cells: number[] | undefined): DistinctCounts => ({ cells: cells ?? [] });

/** The place of each day among all of them, in time. */
function rankOf(days: readonly number[]): Int32Array {
  const rank = new Int32Array(days.length);
  const order = [...days.keys()].sort((one, other) => days[one]! - days[other]!);
  for (const [place, ordinal] of order.entries()) rank[ordinal] = place;
  return rank;
}
