import type { SqlResult } from "../../engine/api.ts";
import { toCsv } from "../../model/csv-cells.ts";
import type { FilterScalar } from "../../model/question.ts";

type Rows = Pick<SqlResult, "columns" | "rows">;

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;
const TIME = /^(TIMESTAMP.*|DATE)$/;

export const isNumberType = (type: string): boolean => NUMBER.test(type);

/** What of a result can be drawn, by places of columns; else why nothing can, in words. */
export type Drawable =
  | { kind: "line"; by: number; numbers: number[] }
  | { kind: "bars"; by: number; numbers: number[] }
  | { kind: "none"; why: string };

/** Over the first time there is, else by the first column that is no number, else by the first of several numbers. */
export function drawableOf({ columns, rows }: Rows): Drawable {
  const places = columns.map((_, at) => at);
  const numbers = places.filter((at) => isNumberType(columns[at]!.type));
  if (rows.length === 0) return { kind: "none", why: "There are no rows to draw." };
  if (numbers.length === 0) return { kind: "none", why: "A chart needs a column of numbers." };
  const time = places.find((at) => TIME.test(columns[at]!.type));
  if (time !== undefined) return { kind: "line", by: time, numbers };
  const by = places.find((at) => !numbers.includes(at)) ?? 0;
  const drawn = numbers.filter((at) => at !== by);
  return drawn.length === 0
    ? { kind: "none", why: "A chart needs a time, or a name for each number, beside the numbers." }
    : { kind: "bars", by, numbers: drawn };
}

/** Undefined where it is none. Decimals that JavaScript cannot hold come as text. */
const numberOf = (cell: FilterScalar): number | null => {
  const value = typeof cell === "string" && cell !== "" ? Number(cell) : cell;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

export interface Points {
  /** Epoch milliseconds, ascending: what the result says, taken for UTC. */
  times: number[];
  /** As they stand in the result. */
  labels: string[];
  /** By column of numbers. */
  lines: (number | null)[][];
}

/** The points of a line for each column of numbers, or why there is none. */
export function pointsOf({ columns, rows }: Rows, by: number, numbers: readonly number[]): Points | string {
  const points = rows.flatMap((row) => {
    const label = row[by];
    if (typeof label !== "string") return [];
    const time = Date.parse(/^\d{4,}-\d\d-\d\dT[\d:.]+$/.test(label) ? `${label}Z` : label);
    return Number.isNaN(time) ? [] : [{ time, label, values: numbers.map((of) => numberOf(row[of]!)) }];
  });
  points.sort((a, b) => a.time - b.time);
  const twice = points.find(({ time }, at) => time === points[at - 1]?.time);
  if (twice !== undefined)
    return `More than one row is at ${twice.label}: group by ${columns[by]!.name} alone to draw a line.`;
  if (points.length === 0) return "No row has a time that can be drawn.";
  return {
    times: points.map(({ time }) => time),
    labels: points.map(({ label }) => label),
    lines: numbers.map((_, at) => points.map(({ values }) => values[at] ?? null)),
  };
}

export interface Bar {
  label: string;
  value: number;
  missing: boolean;
}

/** The bars of a result in its own order, or why there are none. */
export function barsOf({ rows }: Rows, by: number, of: number, most: number): Bar[] | string {
  const bars = rows.slice(0, most).flatMap((row) => {
    const value = numberOf(row[of]!);
    const label = row[by]!;
    return value === null ? [] : [{ label: cellText(label), value, missing: label === null }];
  });
  return bars.length === 0 ? "No row has a number to draw." : bars;
}

export const cellText = (cell: FilterScalar): string => (cell === null ? "NULL" : String(cell));

/** With a line of names; NULL is an empty cell. Spreadsheets run nothing of it. */
export const resultToCsv = ({ columns, rows }: Rows): string =>
  toCsv([columns.map(({ name }) => name), ...rows.map((row) => row.map((cell) => cell ?? undefined))]);
