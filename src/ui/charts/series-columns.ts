import type { Granularity } from "../../model/question.ts";
import type { Zone } from "../../model/time-zone.ts";
import { pairPrevious, type Charted } from "./pair-previous.ts";

/** Columns for a chart, one entry a bucket; null draws nothing. */
export interface SeriesColumns {
  times: number[];
  /** Buckets that are over. */
  complete: (number | null)[];
  /** From the last bucket that is over to those still filling. */
  filling: (number | null)[];
  /** The previous period's value under each bucket of this one, as {@link pairPrevious} has it. */
  previous: (number | null)[];
}

export function answerToColumns(answer: Charted, granularity: Granularity, zone: Zone): SeriesColumns {
  const series = answer.series ?? [];
  const from = answer.incompleteFrom ?? Infinity;
  const isFilling = (at: number): boolean => (series[at]?.[0] ?? -Infinity) >= from;
  return {
    times: series.map(([time]) => time),
    complete: series.map(([, value], at) => (isFilling(at) ? null : value)),
    filling: series.map(([, value], at) => (isFilling(at) || isFilling(at + 1) ? value : null)),
    previous: pairPrevious(answer, granularity, zone).map((value) => value ?? null),
  };
}

/** A round top for an axis from zero that leaves a little air. */
export function axisTop(greatest: number): number {
  const aim = Math.max(4, greatest * 1.05);
  const unit = 10 ** Math.floor(Math.log10(aim));
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  return (steps.find((step) => step * unit >= aim) ?? 10) * unit;
}
