import { bucketStarts } from "../model/buckets.ts";
import type { Granularity, Measure, Point } from "../model/question.ts";
import type { Zone } from "../model/time-zone.ts";
import type { CachedRow } from "./cached-rows.ts";
import { bitmapsOf, countUnion, type WindowUnions } from "./window-union.ts";

export interface SeriesScope {
  rows: readonly CachedRow[];
  /** Series numbers whose union is asked for. */
  series: readonly number[];
  measure: Measure;
  from: number;
  to: number;
  granularity?: Exclude<Granularity, "minute">;
  zone: Zone;
  unions: WindowUnions;
  unionKey: string;
}

function sumEvents(rows: readonly CachedRow[], series: readonly number[]): number {
  let sum = 0;
  for (const row of rows) for (const number of series) sum += row.events(number);
  return sum;
}

export function answerSeries(scope: SeriesScope): { total: number; points: Point[]; scanned: number } {
  const { rows, series, measure, from, to, granularity, zone } = scope;
  const measured = (some: readonly CachedRow[]): number =>
    measure === "events" ? sumEvents(some, series) : countUnion(bitmapsOf(some, measure, series));
  const total =
    measure === "events"
      ? sumEvents(rows, series)
      : scope.unions.count(scope.unionKey, rows, measure, series);
  const points: Point[] = [];
  if (granularity !== undefined) {
    let next = 0;
    const starts = bucketStarts(zone, granularity, from, to);
    for (const [index, start] of starts.entries()) {
      const past = starts[index + 1] ?? to;
      const first = next;
      while (next < rows.length && (rows[next] as CachedRow).start < past) next++;
      points.push([start, first === next ? 0 : measured(rows.slice(first, next))]);
    }
  }
  return { total, points, scanned: rows.length };
}
