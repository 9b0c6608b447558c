import { expect, it } from "vitest";
import { placeOf, realHeight, rowsToDraw, scrolledTo } from "../../../src/ui/events/scroll-span.ts";

const ROW = 32;
const short = { fullPx: 1_000 * ROW, viewPx: 600 };
const long = { fullPx: 10_000_000 * ROW, viewPx: 600 };
const end = realHeight(long) - long.viewPx;

it("a list that fits is scrolled as the browser does", () => {
  expect(realHeight(short)).toBe(32_000);
  expect(scrolledTo(12_345, { real: 0, full: 0 }, short)).toEqual({ real: 12_345, full: 12_345 });
  expect(placeOf(40_000, short)).toEqual({ real: 31_400, full: 31_400 });
});

it("a longer one goes by rows with small steps, by shares with large ones, and reaches both ends", () => {
  expect(realHeight(long)).toBeLessThan(17_000_000);
  const before = placeOf(5_000_000 * ROW, long);
  expect(scrolledTo(before.real + 100, before, long).full).toBe(before.full + 100);
  expect(scrolledTo(before.real - 100, before, long).full).toBe(before.full - 100);
  const quarter = scrolledTo(end / 4, before, long);
  expect(quarter.full / (long.fullPx - long.viewPx)).toBeCloseTo(0.25, 6);
  expect(scrolledTo(end, before, long).full).toBe(long.fullPx - long.viewPx);
  expect(scrolledTo(0, before, long).full).toBe(0);
  expect(placeOf(long.fullPx, long)).toEqual({ real: end, full: long.fullPx - long.viewPx });
});

it("rows are drawn for what is seen, and some beyond", () => {
  expect(rowsToDraw(0, { viewPx: 320, rowPx: ROW, rows: 1_000 }, 5)).toEqual({ first: 0, end: 15 });
  expect(rowsToDraw(3_200, { viewPx: 320, rowPx: ROW, rows: 1_000 }, 5)).toEqual({ first: 95, end: 115 });
  expect(rowsToDraw(31_680, { viewPx: 320, rowPx: ROW, rows: 1_000 }, 5)).toEqual({ first: 985, end: 1_000 });
  expect(rowsToDraw(0, { viewPx: 320, rowPx: ROW, rows: 0 }, 5)).toEqual({ first: 0, end: 0 });
});
