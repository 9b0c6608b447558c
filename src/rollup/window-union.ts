import { makeBitmap, uniteBitmaps, type Bitmap } from "./bitmap.ts";
import type { CachedRow } from "./cached-rows.ts";

export type SetMeasure = "users" | "sessions";

export function bitmapsOf(
  rows: readonly CachedRow[],
  measure: SetMeasure,
  series: readonly number[],
): Bitmap[] {
  const bitmaps: Bitmap[] = [];
  for (const row of rows)
    for (const number of series) {
      const bitmap = row.bitmap(measure, number);
      if (bitmap !== undefined) bitmaps.push(bitmap);
    }
  return bitmaps;
}

/** Distinct members over all of them. */
export function countUnion(bitmaps: readonly Bitmap[]): number {
  const [first, second] = bitmaps;
  if (first === undefined) return 0;
  if (second === undefined) return first.size;
  if (bitmaps.length === 2) return first.orCardinality(second);
  const union = uniteBitmaps(bitmaps);
  const count = union.size;
  union.dispose();
  return count;
}

interface Kept {
  /** Union of every row of the window but the last. */
  union: Bitmap;
  first: number;
  last: number;
  rows: number;
  stamp: number;
}

const KEPT_UNIONS = 64;

/**
 * Unions of windows of which only the last row changes, as that of a running window: the rest is
 * kept, so that counting again is one union of two sets.
 */
export interface WindowUnions {
  count(key: string, rows: readonly CachedRow[], measure: SetMeasure, series: readonly number[]): number;
  /** The sets of users may have changed without their rows. */
  clear(): void;
}

export function makeWindowUnions(): WindowUnions {
  const kept = new Map<string, Kept>();
  const drop = (key: string): void => {
    kept.get(key)?.union.dispose();
    kept.delete(key);
  };
  return {
    count(key, rows, measure, series) {
      const last = rows.at(-1);
      const [first] = rows;
      if (first === undefined || last === undefined) return 0;
      const closed = rows.slice(0, -1);
      const newest = closed.reduce((stamp, row) => Math.max(stamp, row.stamp), 0);
      let known = kept.get(key);
      if (
        known === undefined ||
        known.first !== first.start ||
        known.last !== last.start ||
        known.rows !== rows.length ||
        known.stamp < newest
      ) {
        drop(key);
        const bitmaps = bitmapsOf(closed, measure, series);
        known = {
          union: bitmaps.length === 0 ? makeBitmap() : uniteBitmaps(bitmaps),
          first: first.start,
          last: last.start,
          rows: rows.length,
          stamp: newest,
        };
        kept.set(key, known);
        for (const old of kept.keys()) {
          if (kept.size <= KEPT_UNIONS) break;
          drop(old);
        }
      }
      return countUnion([known.union, ...bitmapsOf([last], measure, series)]);
    },
    clear() {
      for (const key of kept.keys()) drop(key);
    },
  };
}
