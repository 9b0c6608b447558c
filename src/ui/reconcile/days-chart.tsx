import { createMemo, type JSX } from "solid-js";
import type uPlot from "uplot";
import type { ComparedDay } from "../../model/reconcile/compare-sides.ts";
import type { SideMeasure } from "../../model/reconcile/side-counts.ts";
import type { Ink, PlotLook } from "../charts/plot-options.ts";
import { TimePlot, type Readout } from "../charts/time-plot.tsx";
import { counted } from "../state/counted.ts";
import { formatDay } from "../state/format.ts";
import { countedAs, dayWords, MEASURES, signed } from "./compare-words.ts";

const DAY_MS = 86_400_000;
const UTC = "UTC";
/** Of more days than that the points would hide the line. */
const MOST_POINTS = 39;

/** What both sides have each day, one line over the other. */
export function DaysChart(props: { days: readonly ComparedDay[]; measure: SideMeasure }): JSX.Element {
  // Days are drawn as those of UTC, where all are as long.
  const columns = createMemo((): uPlot.AlignedData => [
    props.days.map(({ day }) => day * DAY_MS),
    props.days.map(({ a }) => a),
    props.days.map(({ b }) => b),
  ]);
  const showPoints = createMemo(() => props.days.length <= MOST_POINTS);

  function readout(index: number): Readout | undefined {
    const day = props.days[index];
    return (
      day && {
        when: dayWords(day.day),
        rows: [
          {
            words: "A",
            line: { color: "var(--accent)", dash: "solid" },
            value: countedAs(day.a, props.measure),
          },
          {
            words: "B",
            line: { color: "var(--side-b)", dash: "dashed" },
            value: countedAs(day.b, props.measure),
          },
          { words: "A − B", line: undefined, value: signed(day.a - day.b) },
        ],
      }
    );
  }

  return (
    <TimePlot
      label={`${MEASURES[props.measure].label} of A and B by day, ${counted(props.days.length, "day")}`}
      data={columns()}
      look={(ink, canvas) => daysLook(ink, canvas, showPoints())}
      readout={readout}
    />
  );
}

function daysLook(ink: Ink, canvas: HTMLElement, show: boolean): PlotLook {
  const ofB = getComputedStyle(canvas).getPropertyValue("--side-b").trim();
  const points = { show, size: 5 };
  return {
    timeZone: UTC,
    // A single day has the middle.
    scale: { range: (_plot, min, max) => (min === max ? [min - DAY_MS, max + DAY_MS] : [min, max]) },
    axis: {
      incrs: [1, 2, 3, 7, 14, 28, 91, 182, 364].map((count) => count * DAY_MS),
      values: (_plot, ticks) => ticks.map((tick) => formatDay(tick, UTC)),
    },
    lines: [
      { label: "A", stroke: ink.accent, width: 2, fill: ink.wash, points: { ...points, fill: ink.accent } },
      { label: "B", stroke: ofB, width: 2, dash: [6, 4], points: { ...points, fill: ofB } },
    ],
  };
}
