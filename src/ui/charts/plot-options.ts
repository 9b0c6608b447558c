import uPlot from "uplot";
import type { Granularity } from "../../model/question.ts";
import { formatCompact, formatDay, formatHour, formatMonth, formatWeekdayHour } from "../state/format.ts";
import { axisTop } from "./series-columns.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TICK_WIDTH = 92;

interface Ink {
  accent: string;
  wash: string;
  previous: string;
  line: string;
  words: string;
  font: string;
}

export function readInk(element: HTMLElement): Ink {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    accent: read("--accent"),
    wash: read("--accent-wash"),
    previous: read("--previous"),
    line: read("--line"),
    words: read("--ink-3"),
    font: `11px ${read("--font")}`,
  };
}

function tickLabel(ms: number, stepMs: number, timeZone: string): string {
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

export function makePlotOptions(options: {
  ink: Ink;
  width: number;
  height: number;
  granularity: Granularity;
  timeZone: string;
  points: number;
  /** The last bucket is the running one, and is labelled so. */
  endsNow: boolean;
  onHover: (index: number | undefined) => void;
  onSelect: (from: number, to: number) => void;
}): uPlot.Options {
  const { ink, granularity, timeZone } = options;
  const coarse = granularity === "week" || granularity === "month";
  const toNow = options.endsNow && granularity === "hour";
  const showPoints = options.points < 3;
  const axis = { stroke: ink.words, font: ink.font, ticks: { show: false } };
  return {
    width: options.width,
    height: options.height,
    ms: 1,
    tzDate: (ms) => uPlot.tzDate(new Date(ms), timeZone),
    padding: [10, 32, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 8, width: 2, fill: ink.accent },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: { time: true },
      y: { range: (_plot, _min, max) => [0, axisTop(max ?? 0)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: TICK_WIDTH,
        size: 28,
        gap: 8,
        ...(coarse || toNow ? { splits: bucketTicks } : {}),
        values: (plot, ticks, _axis, _space, stepMs) =>
          ticks.map((tick) =>
            toNow && tick === plot.data[0].at(-1)
              ? "now"
              : tickLabel(tick, granularity === "month" ? 30 * DAY_MS : coarse ? DAY_MS : stepMs, timeZone),
          ),
      },
      {
        ...axis,
        grid: { stroke: ink.line, width: 1 },
        size: 46,
        gap: 8,
        space: 44,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? formatCompact(tick) : "")),
      },
    ],
    series: [
      {},
      {
        label: "Previous",
        stroke: ink.previous,
        width: 1.5,
        dash: [4, 4],
        points: { show: false },
      },
      {
        label: "This period",
        stroke: ink.accent,
        width: 2,
        fill: ink.wash,
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
    hooks: {
      setCursor: [
        (plot) => {
          const index = plot.cursor.idx;
          options.onHover(
            index === null || index === undefined || (plot.cursor.left ?? -1) < 0 ? undefined : index,
          );
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 8) return;
          options.onSelect(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}
