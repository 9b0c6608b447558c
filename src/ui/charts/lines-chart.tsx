import { createMemo, untrack, type JSX } from "solid-js";
import type uPlot from "uplot";
import type { Granularity } from "../../model/question.ts";
import { counted } from "../state/counted.ts";
import { formatBucket, formatFigure } from "../state/format.ts";
import { linesLook, linesToColumns, type ChartDisplay, type DrawnLine } from "./lines-look.ts";
import type { PlotMark } from "./plot-options.ts";
import { TimePlot, type Readout } from "./time-plot.tsx";

/** More rows than these would cover the chart. */
const MOST_READ_OUT = 12;

/** Several lines over the same buckets: as lines, areas or bars. A drag selects a stretch. */
export function LinesChart(props: {
  label: string;
  times: readonly number[];
  /** The first bucket that is not over; as many as there are where all are. */
  filling: number;
  lines: readonly DrawnLine[];
  display: ChartDisplay;
  granularity: Granularity;
  timeZone: string;
  /** Epoch milliseconds. */
  onSelect: (from: number, to: number) => void;
  onPick?: ((index: number) => void) | undefined;
  onBack?: (() => void) | undefined;
  /** What happened, at the points' times. */
  marks?: readonly PlotMark[] | undefined;
}): JSX.Element {
  const columns = createMemo(() => linesToColumns(props.lines, props.filling, props.display));
  const data = createMemo((): uPlot.AlignedData => [
    [...props.times],
    ...columns().map(({ values }) => values),
  ]);
  /** What the look is made of: new values alone are drawn into what is there. */
  const outline = createMemo(() =>
    JSON.stringify([
      props.display,
      columns().map(({ line, part }) => [line.id, line.words, line.color, line.right, part]),
      props.times.length < 3 || hasLonePoints(columns()),
      props.filling < props.times.length,
      props.lines.map(isWhole),
    ]),
  );
  const readout = (index: number): Readout | undefined => {
    const time = props.times[index];
    if (time === undefined) return undefined;
    const rows = props.lines.flatMap((line) => {
      const [value, before] = [line.values[index], line.previous?.[index]];
      const isFilling = index >= props.filling;
      const words = isFilling ? `${line.words}, so far` : line.words;
      const dash = isFilling ? ("dotted" as const) : line.dashed ? ("dashed" as const) : ("solid" as const);
      return [
        {
          words,
          line: { color: `var(${line.color})`, dash },
          value: `${value === undefined ? "–" : formatFigure(value)}${before === undefined ? "" : `, before ${formatFigure(before)}`}`,
        },
      ];
    });
    const more = rows.length - MOST_READ_OUT;
    return {
      when: formatBucket(time, props.granularity, props.timeZone),
      rows:
        more > 0
          ? [...rows.slice(0, MOST_READ_OUT), { words: `and ${more} more`, line: undefined, value: "" }]
          : rows,
    };
  };
  return (
    <TimePlot
      label={`${props.label}, ${counted(props.lines.length, "line")} of ${counted(props.times.length, "point")}`}
      data={data()}
      look={(_ink, canvas) => {
        outline();
        return untrack(() =>
          linesLook(canvas, {
            lines: props.lines,
            columns: columns(),
            display: props.display,
            granularity: props.granularity,
            timeZone: props.timeZone,
            endsNow: props.filling < props.times.length,
            showPoints: props.times.length < 3 || hasLonePoints(columns()),
            onSelect: (from, to) => props.onSelect(from, to),
          }),
        );
      }}
      readout={readout}
      onPick={props.onPick}
      onBack={props.onBack}
      marks={props.marks}
    />
  );
}

/** Between gaps, a point alone is no line. */
const hasLonePoints = (columns: readonly { part: string; values: readonly (number | null)[] }[]): boolean =>
  columns.some(
    ({ part, values }) =>
      part === "complete" &&
      values.some(
        (value, at) =>
          value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null,
      ),
  );

const isWhole = ({ values }: DrawnLine): boolean =>
  values.every((value) => value === undefined || Number.isInteger(value));
