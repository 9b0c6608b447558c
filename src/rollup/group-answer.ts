import type { Measure } from "../model/question.ts";
import type { CachedRow } from "./cached-rows.ts";
import { bitmapsOf, countUnion } from "./window-union.ts";

export interface GroupsAnswer {
  /** Greatest first, then by key; none that is zero. */
  groups: { key: string; value: number }[];
  /** Over everything outside `groups`; users and sessions as a union, not a sum. */
  other: number;
  /** Over everything. */
  total: number;
  /** Rows looked at. */
  scanned: number;
  generation: number;
  sequence: number;
}

/** Series numbers that make up each key. */
export type KeyedSeries = Map<string, number[]>;

function sumByKey(rows: readonly CachedRow[], keyed: KeyedSeries): Map<string, number> {
  const keys = new Map<number, string>();
  for (const [key, numbers] of keyed) for (const number of numbers) keys.set(number, key);
  const sums = new Map<string, number>();
  for (const { row } of rows)
    for (let index = 0; index < row.series.length; index++) {
      const key = keys.get(row.series[index] as number);
      if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + (row.events[index] as number));
    }
  return sums;
}

/** `totalSeries` is the series that has all keys in it. */
export function answerByKey(
  rows: readonly CachedRow[],
  { keyed, totalSeries }: { keyed: KeyedSeries; totalSeries: number },
  measure: Measure,
  limit: number,
): Omit<GroupsAnswer, "generation" | "sequence"> {
  const union = (numbers: readonly number[]): number =>
    measure === "events" ? 0 : countUnion(bitmapsOf(rows, measure, numbers));
  const values =
    measure === "events"
      ? sumByKey(rows, keyed)
      : new Map([...keyed].map(([key, numbers]) => [key, union(numbers)]));
  const sorted = [...values]
    .filter(([, value]) => value > 0)
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1));
  const groups = sorted.slice(0, limit);
  const rest = sorted.slice(limit);
  const over = (some: readonly { key: string; value: number }[]): number =>
    measure === "events"
      ? some.reduce((sum, { value }) => sum + value, 0)
      : union(some.flatMap(({ key }) => keyed.get(key) ?? []));
  const total = measure === "events" ? over(sorted) : union([totalSeries]);
  return { groups, other: over(rest), total, scanned: rows.length };
}
