/** Browsers cut elements off at some height, Firefox at 17.9 million pixels. */
const MOST_PX = 12_000_000;

/** Where a list is scrolled to, in the pixels of its browser and in those it would have without a limit. */
export interface Scrolled {
  real: number;
  full: number;
}

/** Of a list of so many pixels, shown through a hole of `viewPx`. */
export interface ScrollSpan {
  fullPx: number;
  viewPx: number;
}

export const realHeight = ({ fullPx }: ScrollSpan): number => Math.min(fullPx, MOST_PX);

const lastFull = ({ fullPx, viewPx }: ScrollSpan): number => Math.max(0, fullPx - viewPx);
const lastReal = (span: ScrollSpan): number => Math.max(0, realHeight(span) - span.viewPx);

/**
 * After the browser has scrolled to `real`. Small steps, of a wheel or a key, are taken as they are, and larger ones, of the
 * scroll bar, as shares of the whole: so a list of any length moves by rows and can be drawn from end to end.
 */
export function scrolledTo(real: number, before: Scrolled, span: ScrollSpan): Scrolled {
  if (span.fullPx <= MOST_PX) return { real, full: real };
  if (real <= 0) return { real, full: 0 };
  if (real >= lastReal(span)) return { real, full: lastFull(span) };
  const step = real - before.real;
  if (Math.abs(step) > span.viewPx) return { real, full: (real / lastReal(span)) * lastFull(span) };
  return { real, full: Math.min(lastFull(span), Math.max(0, before.full + step)) };
}

/** Where to scroll, so that what is at `full` comes to the top. */
export function placeOf(full: number, span: ScrollSpan): Scrolled {
  const within = Math.min(lastFull(span), Math.max(0, full));
  if (span.fullPx <= MOST_PX) return { real: within, full: within };
  return { real: (within / lastFull(span)) * lastReal(span), full: within };
}

/** The rows to draw, `[first, end)`, with some above and below. */
export function rowsToDraw(
  full: number,
  { viewPx, rowPx, rows }: { viewPx: number; rowPx: number; rows: number },
  beyond: number,
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(full / rowPx) - beyond);
  return { first, end: Math.min(rows, Math.ceil((full + viewPx) / rowPx) + beyond) };
}
