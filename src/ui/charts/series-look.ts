import type uPlot from "uplot";
import type { Granularity } from "../../model/question.ts";
import { formatDay, formatHour, formatMonth, formatWeekdayHour } from "../state/format.ts";
import { TICK_WIDTH, type Ink, type PlotLook } from "./plot-options.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function tickLabel(ms: number, stepMs: number, timeZone: string): string {
  if (stepMs >= 27 * DAY_MS) return formatMonth(ms, timeZone);
  if (stepMs >= DAY_MS) return formatDay(ms, timeZone);
  return stepMs >= 3 * HOUR_MS ? formatWeekdayHour(ms, timeZone) : formatHour(ms, timeZone);
}

/** Buckets from one tick to the next, for which people have a feeling. */
const ROUND_STEPS = [1, 2, 3, 4, 6, 12, 24, 48];

/** Ticks where buckets start, counted back from the last one. */
function bucketTicks(plot: uPlot): number[] {
  const times = plot.data[0];
  const least = Math.max(
    1,
    Math.ceil((times.length * TICK_WIDTH) / Math.max(1, plot.bbox.width / devicePixelRatio)),
  );
  const step = ROUND_STEPS.find((round) => round >= least) ?? least;
  return Array.from(times).filter((_, at) => (times.length - 1 - at) % step === 0);
}

/** What an axis of buckets says, and where. */
export function timeAxis(options: {
  granularity: Granularity;
  timeZone: string;
  /** The last bucket is the running one, and of hours labelled so. */
  endsNow: boolean;
}): PlotLook["axis"] {
  const { granularity, timeZone } = options;
  const coarse = granularity === "week" || granularity === "month";
  const toNow = options.endsNow && granularity === "hour";
  return {
    ...(coarse || toNow ? { splits: bucketTicks } : {}),
    values: (plot, ticks, _axis, _space, stepMs) =>
      ticks.map((tick) =>
        toNow && tick === plot.data[0].at(-1)
          ? "now"
          : tickLabel(tick, granularity === "month" ? 30 * DAY_MS : coarse ? DAY_MS : stepMs, timeZone),
      ),
  };
}

/** Of the columns of `answerToColumns`, previous first. */
export function seriesLook(
  ink: Ink,
  options: {
    granularity: Granularity;
    timeZone: string;
    showPoints: boolean;
    /** The last bucket is the running one, and is labelled so. */
    endsNow: boolean;
    /** Counted elsewhere: drawn so that it is not taken for what was counted here. */
    imported: boolean;
    onSelect: (from: number, to: number) => void;
  },
): PlotLook {
  const { timeZone, showPoints } = options;
  return {
    timeZone,
    cursorFill: ink.accent,
    axis: timeAxis(options),
    lines: [
      {
        label: "Previous",
        stroke: ink.previous,
        width: 1.5,
        dash: [4, 4],
        points: { show: false },
      },
      {
        label: "This period",
        stroke: options.imported ? ink.previous : ink.accent,
        width: 2,
        ...(options.imported ? { dash: [6, 4] } : { fill: ink.wash }),
        points: { show: showPoints, size: 7, fill: ink.accent },
      },
      {
        label: "Still filling",
        stroke: ink.accent,
        width: 2,
        dash: [2, 4],
        fill: ink.wash,
        points: { show: showPoints, size: 7 },
      },
    ],
    onSelect: options.onSelect,
  };
}
