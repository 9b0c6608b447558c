import uPlot from "uplot";
import { formatCompact } from "../state/format.ts";
import { axisTop } from "./series-columns.ts";

export interface Ink {
  accent: string;
  wash: string;
  previous: string;
  line: string;
  words: string;
  mark: string;
  font: string;
}

/** What tells one plot over time from another. */
export interface PlotLook {
  /** The zone whose midnights the axis knows. */
  timeZone: string;
  scale?: uPlot.Scale;
  axis: Pick<uPlot.Axis, "incrs" | "splits" | "values">;
  /** Of data columns after the times. */
  lines: readonly uPlot.Series[];
  /** How heights are told; as counts from zero if left out. */
  y?: YLook;
  /** Of lines on the scale `right`, which has an axis of its own there. */
  right?: YLook;
  /** Of the point under the cursor; each line's own if left out. */
  cursorFill?: string;
  /** A stretch was dragged over, epoch milliseconds; nothing can be dragged without. */
  onSelect?: (from: number, to: number) => void;
}

/** Something told at an instant. */
export interface PlotMark {
  /** Epoch milliseconds. */
  time: number;
  words: string;
}

/** A line from top to bottom with a diamond at its head. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, marks: readonly PlotMark[], { mark }: Ink): void {
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = mark;
  ctx.fillStyle = mark;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { time } of marks) {
    const x = Math.round(valToPos(time, "x", true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width + 1) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + size);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - size);
    ctx.lineTo(x + size, bbox.top);
    ctx.lineTo(x, bbox.top + size);
    ctx.lineTo(x - size, bbox.top);
    ctx.fill();
  }
  ctx.restore();
}

export interface YLook {
  range: (min: number | null, max: number | null) => [bottom: number, top: number];
  tick: (value: number) => string;
}

const COUNTS: YLook = {
  range: (_min, max) => [0, axisTop(max ?? 0)],
  tick: (value) => (Number.isInteger(value) ? formatCompact(value) : ""),
};

/** Of a drag that selects, in pixels: a shorter one is a click. */
export const LEAST_DRAG = 8;
/** Least pixels from one label of time to the next. */
export const TICK_WIDTH = 92;

/** All charts of a page show the instant that is read in one of them. */
const CROSSHAIR = "crosshair";
const isOfCursor = (type: string): boolean => type === "mousemove" || type === "mouseleave";

export function readInk(element: HTMLElement): Ink {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    accent: read("--accent"),
    wash: read("--accent-wash"),
    previous: read("--previous"),
    line: read("--line"),
    words: read("--ink-3"),
    mark: read("--warn"),
    font: `11px ${read("--font")}`,
  };
}

export function makePlotOptions(
  look: PlotLook,
  ink: Ink,
  canvas: HTMLElement,
  onHover: (index: number | undefined) => void,
  marks: () => readonly PlotMark[],
): uPlot.Options {
  const { timeZone, cursorFill, onSelect, y = COUNTS, right } = look;
  const axis = { stroke: ink.words, font: ink.font, ticks: { show: false }, gap: 8 };
  return {
    width: canvas.clientWidth,
    height: canvas.clientHeight,
    ms: 1,
    tzDate: (ms) => uPlot.tzDate(new Date(ms), timeZone),
    padding: [10, right === undefined ? 32 : 0, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 8, width: 2, ...(cursorFill !== undefined && { fill: cursorFill }) },
      drag: { x: onSelect !== undefined, y: false, setScale: false },
      sync: {
        key: CROSSHAIR,
        setSeries: false,
        scales: ["x", null],
        // Only where the cursor is: a stretch is selected in one chart.
        filters: { pub: isOfCursor, sub: isOfCursor },
      },
    },
    scales: {
      x: { time: true, ...look.scale },
      y: { range: (_plot, min, max) => y.range(min, max) },
      ...(right && { right: { range: (_plot, min, max) => right.range(min, max) } satisfies uPlot.Scale }),
    },
    axes: [
      { ...axis, grid: { show: false }, space: TICK_WIDTH, size: 28, ...look.axis },
      {
        ...axis,
        grid: { stroke: ink.line, width: 1 },
        size: 46,
        space: 44,
        values: (_plot, ticks) => ticks.map(y.tick),
      },
      ...(right === undefined
        ? []
        : [
            {
              ...axis,
              scale: "right",
              side: 1,
              grid: { show: false },
              size: 46,
              space: 44,
              values: (_plot: uPlot, ticks: number[]) => ticks.map(right.tick),
            },
          ]),
    ],
    series: [{}, ...look.lines],
    hooks: {
      draw: [(plot) => drawMarks(plot, marks(), ink)],
      setCursor: [({ cursor: { idx, left = -1 } }) => onHover(left < 0 || idx === null ? undefined : idx)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < LEAST_DRAG) return;
          onSelect?.(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}
