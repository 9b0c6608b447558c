import type { Display } from "../../model/exploration.ts";
import type { DrawnLine } from "../charts/lines-look.ts";
import { COLORS, type Line } from "./lines.ts";

export interface ColoredLine extends Line {
  color: `--${string}`;
  dashed: boolean;
}

export const colorLines = (lines: readonly Line[]): ColoredLine[] =>
  lines.map((line) => ({
    ...line,
    color: `--series-${(line.colorIndex % COLORS) + 1}`,
    dashed: line.colorIndex >= COLORS,
  }));

/** Further apart than this, formulas and series are not seen on one scale. */
const FAR_APART = 8;

const greatestOf = (lines: readonly Line[]): number =>
  Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => Math.abs(value ?? 0))));

/**
 * What a chart draws of the lines. Formulas that are far greater or far less than the series are on a scale of their own;
 * a stack is of series alone, for what formulas say does not add up.
 */
export function linesToDraw(
  lines: readonly ColoredLine[],
  display: Display,
  hidden: ReadonlySet<string>,
): DrawnLine[] {
  const shown = lines.filter(
    ({ id, kind }) => !hidden.has(id) && !(display === "stacked" && kind === "formula"),
  );
  const formulas = greatestOf(shown.filter(({ kind }) => kind === "formula"));
  const series = greatestOf(shown.filter(({ kind }) => kind !== "formula"));
  const apart =
    formulas > 0 && series > 0 && (formulas / series > FAR_APART || series / formulas > FAR_APART);
  return shown
    .filter(({ values }) => values.some((value) => value !== undefined))
    .map((line) => ({
      id: line.id,
      words: line.words,
      color: line.color,
      dashed: line.dashed,
      values: line.values,
      ...(line.previous && { previous: line.previous }),
      right: apart && line.kind === "formula",
    }));
}
