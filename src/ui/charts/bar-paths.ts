import type uPlot from "uplot";

/** Of the room of a bucket that its bars take. */
const FULLNESS = 0.78;

/** Bars from zero, the `slot`th of `slots` side by side around each bucket's instant. */
export const barPaths =
  (slot: number, slots: number): uPlot.Series.PathBuilder =>
  (plot, seriesIndex, from, to) => {
    const fill = new Path2D();
    const times = plot.data[0];
    const values = plot.data[seriesIndex] ?? [];
    const scale = plot.series[seriesIndex]?.scale ?? "y";
    const xOf = (at: number): number => plot.valToPos(times[at] ?? 0, "x", true);
    const zero = Math.round(plot.valToPos(0, scale, true));
    for (let at = from; at <= to; at++) {
      const value = values[at];
      if (value === null || value === undefined) continue;
      const room = roomOf(times, at, xOf, plot.bbox.width);
      const wide = (room * FULLNESS) / slots;
      // On whole pixels: bars that lie over one another have the same edges.
      const left = Math.round(xOf(at) - (room * FULLNESS) / 2 + slot * wide);
      const right = Math.round(xOf(at) - (room * FULLNESS) / 2 + (slot + 1) * wide);
      const top = Math.round(plot.valToPos(value, scale, true));
      const gap = slots > 1 && wide > 4 ? 1 : 0;
      const least = value === 0 ? 0 : 1;
      fill.rect(
        left,
        Math.min(top, zero),
        Math.max(1, right - left - gap),
        Math.max(least, Math.abs(zero - top)),
      );
    }
    return { stroke: null, fill, clip: null, band: null, flags: 0 };
  };

/** Pixels from one bucket to the next, or from the one before where there is none. */
function roomOf(times: ArrayLike<number>, at: number, xOf: (at: number) => number, width: number): number {
  if (times.length < 2) return Math.min(width, 160);
  return at + 1 < times.length ? xOf(at + 1) - xOf(at) : xOf(at) - xOf(at - 1);
}
