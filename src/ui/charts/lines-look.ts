import type uPlot from "uplot";
import type { Display } from "../../model/exploration.ts";
import type { Granularity } from "../../model/question.ts";
import type { Value } from "../../model/series-values.ts";
import { formatCompact, formatFigure } from "../state/format.ts";
import { barPaths } from "./bar-paths.ts";
import type { PlotLook, YLook } from "./plot-options.ts";
import { axisTop } from "./series-columns.ts";
import { timeAxis } from "./series-look.ts";

export type ChartDisplay = Extract<Display, "line" | "area" | "bar" | "stacked">;

/** One of several lines over the same buckets. */
export interface DrawnLine {
  id: string;
  words: string;
  /** A property of CSS, such as `--series-1`. */
  color: `--${string}`;
  /** A second turn through the colours is dashed. */
  dashed: boolean;
  values: readonly Value[];
  previous?: readonly Value[] | undefined;
  /** On a scale of its own, told at the right. */
  right: boolean;
}

interface Column {
  line: DrawnLine;
  part: "previous" | "complete" | "filling";
  values: (number | null)[];
}

/** The columns of a chart in the order in which they are drawn. `filling` is the first bucket that is not over. */
export function linesToColumns(
  lines: readonly DrawnLine[],
  filling: number,
  display: ChartDisplay,
): Column[] {
  if (display === "bar") return lines.flatMap((line) => barColumns(line, line.values, filling));
  if (display === "stacked") return stackedColumns(lines, filling);
  return lines.flatMap((line): Column[] => [
    ...(line.previous === undefined
      ? []
      : [{ line, part: "previous" as const, values: line.previous.map((value) => value ?? null) }]),
    {
      line,
      part: "complete",
      values: line.values.map((value, at) => (at < filling ? (value ?? null) : null)),
    },
    // It begins at the last bucket that is over, so that no gap is between the two.
    {
      line,
      part: "filling",
      values: line.values.map((value, at) => (at >= filling - 1 ? (value ?? null) : null)),
    },
  ]);
}

function barColumns(line: DrawnLine, values: readonly Value[], filling: number): Column[] {
  return [
    { line, part: "complete", values: values.map((value, at) => (at < filling ? (value ?? null) : null)) },
    { line, part: "filling", values: values.map((value, at) => (at >= filling ? (value ?? null) : null)) },
  ];
}

/** Each on those before it: the highest is drawn first, and the others over it. */
function stackedColumns(lines: readonly DrawnLine[], filling: number): Column[] {
  const sums: number[] = [];
  return lines
    .map((line) => {
      const tops = line.values.map((value, at) => (sums[at] = (sums[at] ?? 0) + (value ?? 0)));
      return barColumns(line, tops, filling);
    })
    .toReversed()
    .flat();
}

/** From zero, or below it where values are; whole numbers where all are counts. */
export function yLook(lines: readonly DrawnLine[]): YLook {
  const areCounts = lines.every(({ values }) =>
    values.every((each) => each === undefined || Number.isInteger(each)),
  );
  const top = (greatest: number): number =>
    areCounts || greatest >= 4 ? axisTop(greatest) : fractionTop(greatest);
  return {
    range: (min, max) => {
      const [least, most] = [Math.min(0, min ?? 0), Math.max(0, max ?? 0)];
      if (least === 0) return [0, top(most)];
      return [-top(-least), most === 0 ? 0 : top(most)];
    },
    tick: (value) =>
      areCounts
        ? Number.isInteger(value)
          ? formatCompact(value)
          : ""
        : Math.abs(value) >= 1_000
          ? formatCompact(value)
          : formatFigure(Number(value.toPrecision(10))),
  };
}

function fractionTop(greatest: number): number {
  if (greatest === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(greatest * 1.05));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * unit >= greatest * 1.05)! * unit;
}

/** Of the columns of {@link linesToColumns}. */
export function linesLook(
  canvas: HTMLElement,
  options: {
    lines: readonly DrawnLine[];
    columns: readonly Pick<Column, "line" | "part">[];
    display: ChartDisplay;
    granularity: Granularity;
    timeZone: string;
    endsNow: boolean;
    showPoints: boolean;
    onSelect: (from: number, to: number) => void;
  },
): PlotLook {
  const { lines, display, granularity, timeZone, columns } = options;
  const style = getComputedStyle(canvas);
  const inkOf = ({ color }: DrawnLine): string => style.getPropertyValue(color).trim();
  const isBar = display === "bar" || display === "stacked";
  const left = lines.filter(({ right }) => !right);
  const onRight = lines.filter(({ right }) => right);
  return {
    timeZone,
    axis: timeAxis({ granularity, timeZone, endsNow: options.endsNow }),
    ...(isBar && { scale: { range: halfBucketMore } }),
    y: yLook(left.length > 0 ? left : onRight),
    ...(left.length > 0 && onRight.length > 0 && { right: yLook(onRight) }),
    lines: columns.map(({ line, part }): uPlot.Series => {
      const stroke = inkOf(line);
      const common = {
        label: line.words,
        stroke,
        ...(line.right && left.length > 0 && { scale: "right" }),
      };
      if (isBar)
        return {
          ...common,
          width: 0,
          fill: part === "filling" ? `${stroke}70` : stroke,
          paths: barPaths(
            display === "stacked" ? 0 : lines.indexOf(line),
            display === "stacked" ? 1 : lines.length,
          ),
          points: { show: false },
        };
      if (part === "previous")
        return { ...common, stroke: `${stroke}90`, width: 1.25, dash: [4, 4], points: { show: false } };
      return {
        ...common,
        width: 2,
        ...(part === "filling" ? { dash: [2, 4] } : line.dashed ? { dash: [8, 4] } : {}),
        ...(display === "area" && { fill: `${stroke}1f` }),
        points: { show: options.showPoints, size: 6, fill: stroke },
      };
    }),
    onSelect: options.onSelect,
  };
}

/** Bars stand around the instant their bucket begins at: the first and the last need room. */
function halfBucketMore(plot: uPlot, min: number, max: number): [number, number] {
  const times = plot.data[0];
  const [first = min, second = first + 3_600_000] = times;
  const last = times.at(-1) ?? max;
  const before = times.at(-2) ?? last - (second - first);
  return [first - (second - first) / 2, last + (last - before) / 2];
}
