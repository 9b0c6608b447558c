import { toCsv } from "../../model/csv-cells.ts";
import type { Answer, Granularity, Measure } from "../../model/question.ts";
import type { Zone } from "../../model/time-zone.ts";
import { pairPrevious } from "./pair-previous.ts";

/** The points of a chart, each with the instant its bucket begins at. */
export function seriesToCsv(
  answer: Pick<Answer, "series" | "previousSeries" | "incompleteFrom">,
  measure: Measure,
  granularity: Granularity,
  zone: Zone,
): string {
  const { series = [], previousSeries, incompleteFrom } = answer;
  const previous = previousSeries && pairPrevious(answer, granularity, zone);
  const header = ["time", measure, ...(previous ? ["previous"] : []), "stillFilling"];
  const rows = series.map(([time, value], at) => [
    new Date(time).toISOString(),
    value,
    ...(previous ? [previous[at]] : []),
    time >= (incompleteFrom ?? Infinity),
  ]);
  return toCsv([header, ...rows]);
}

/** The bars of a list as they are labelled, and what is not in it. */
export function barsToCsv(
  bars: readonly { label: string; value: number }[],
  what: { property: string; measure: string; other?: number | undefined },
): string {
  const rest = what.other === undefined || what.other === 0 ? [] : [["Everything else", what.other]];
  return toCsv([[what.property, what.measure], ...bars.map(({ label, value }) => [label, value]), ...rest]);
}
