import { type ComparedRow, type Comparison, grossDifference } from "../../model/reconcile/compare-sides.ts";
import { type Dimension, DIMENSIONS } from "../../model/reconcile/side-counts.ts";
import { type Cell, toCsv } from "../../model/csv-cells.ts";
import { dayToDate } from "../../model/time-zone.ts";

const HEADER = ["by", "value", "value in B", "measure", "A", "B", "A minus B", "share of differences"];

/** Every table of a comparison, days first, as CSV; what is no text is a number. */
export function comparisonToCsv(comparison: Comparison): string {
  const days = comparison.days.map(({ day, a, b }) => ({ value: dayToDate(day), a, b }));
  const rows = (by: string, compared: readonly ComparedRow[]): Cell[][] => {
    const gross = grossDifference(compared);
    return compared.map(({ value, other, a, b }) => [
      ...[by, value, other, comparison.measure, a, b, a - b],
      gross === 0 ? 0 : Number((Math.abs(a - b) / gross).toFixed(4)),
    ]);
  };
  const ofTable = (dimension: Dimension): Cell[][] => {
    const table = comparison.tables[dimension];
    return table.kind === "compared" ? rows(dimension, table.rows) : [];
  };
  const total: Cell[] = [
    ...["total", "", undefined, comparison.measure, comparison.a, comparison.b],
    ...(comparison.a === undefined || comparison.b === undefined
      ? [undefined, undefined]
      : [comparison.a - comparison.b, undefined]),
  ];
  return toCsv([HEADER, total, ...rows("day", days), ...DIMENSIONS.flatMap(ofTable)]);
}
