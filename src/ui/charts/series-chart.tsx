import { createMemo, type JSX } from "solid-js";
import type uPlot from "uplot";
import type { Granularity, Measure } from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import { counted } from "../state/counted.ts";
import { countOf } from "../state/format.ts";
import type { Charted } from "./pair-previous.ts";
import { answerToColumns } from "./series-columns.ts";
import { seriesLook } from "./series-look.ts";
import { seriesReadout } from "./series-readout.ts";
import type { PlotMark } from "./plot-options.ts";
import { TimePlot, type Readout } from "./time-plot.tsx";

export interface SeriesChartProps {
  answer: Charted;
  /** One of Lochan, or what another product counted by day, as one and many: drawn as imported. */
  measure: Measure | readonly [string, string];
  granularity: Granularity;
  timeZone: string;
  /** A stretch was dragged over, epoch milliseconds. */
  onSelect: (from: number, to: number) => void;
  onBack?: (() => void) | undefined;
  /** What happened, at the points' times. */
  marks?: readonly PlotMark[] | undefined;
  /** Parts that are not drawn: `previous`, `own`. */
  hidden?: ReadonlySet<string> | undefined;
}

/** One measure over time, the previous period dashed, what is still filling dotted. A drag selects a stretch. */
export function SeriesChart(props: SeriesChartProps): JSX.Element {
  const columns = createMemo(() => answerToColumns(props.answer, props.granularity, zoneOf(props.timeZone)));
  const data = createMemo((): uPlot.AlignedData => {
    const { times, previous, complete, filling } = columns();
    const shown = (part: string, values: (number | null)[]): (number | null)[] =>
      props.hidden?.has(part) === true ? values.map(() => null) : values;
    return [times, shown("previous", previous), shown("own", complete), shown("own", filling)];
  });
  const isImported = createMemo(() => typeof props.measure !== "string");
  const valueOf = (value: number): string =>
    typeof props.measure === "string" ? countOf(value, props.measure) : counted(value, ...props.measure);
  const showPoints = createMemo(
    () =>
      columns().times.length < 3 ||
      // Between those that are not told, a point alone is no line.
      (props.answer.series ?? []).some(([, value]) => value === null),
  );
  const endsNow = createMemo(() => props.answer.incompleteFrom !== undefined);

  const readout = (index: number): Readout | undefined =>
    seriesReadout(columns(), index, {
      granularity: props.granularity,
      timeZone: props.timeZone,
      imported: isImported(),
      valueOf,
    });

  return (
    <TimePlot
      label={`${typeof props.measure === "string" ? props.measure : `Imported ${props.measure[1]}`} over time, ${counted(columns().times.length, "point")}`}
      data={data()}
      look={(ink) =>
        seriesLook(ink, {
          granularity: props.granularity,
          timeZone: props.timeZone,
          showPoints: showPoints(),
          endsNow: endsNow(),
          imported: isImported(),
          onSelect: (from, to) => props.onSelect(from, to),
        })
      }
      readout={readout}
      onBack={props.onBack}
      marks={props.marks}
    />
  );
}
