import { expect, test } from "vitest";
import { makeLookUp, spansAround, type Span } from "../../../src/ui/lab/look-up.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("times far apart are spans of their own, near ones are one, the latest first", () => {
  expect(spansAround([1_000 * DAY, 0, 8_000])).toEqual([
    { from: 1_000 * DAY - 5_000, to: 1_000 * DAY + 5_000 },
    { from: -5_000, to: 13_000 },
  ]);
  expect(spansAround([])).toEqual([]);
});

test("what is looked at is bounded, whatever times a site claims", () => {
  const length = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const chained = spansAround(Array.from({ length: 10_000 }, (_, at) => at * 4_000));
  const scattered = spansAround(Array.from({ length: 10_000 }, (_, at) => at * DAY));
  for (const spans of [chained, scattered]) {
    expect(spans).toHaveLength(16);
    expect(length(spans)).toBeLessThanOrEqual(16 * 60_000);
  }
  expect(scattered[0]).toEqual({ from: 9_999 * DAY - 5_000, to: 9_999 * DAY + 5_000 });
});

/** Reads that end when they are told to. */
function makeReads() {
  const asked: number[] = [];
  const ends: (() => void)[] = [];
  const lookUp = makeLookUp((span) => {
    asked.push(span.from + 5_000);
    return new Promise((resolve) => ends.push(resolve));
  });
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { asked, lookUp, end };
}

test("one span is read at a time, of every message", async () => {
  const { asked, lookUp, end } = makeReads();
  lookUp.ask([0, DAY]);
  lookUp.ask([2 * DAY]);
  expect(asked).toEqual([DAY]);
  await end();
  expect(asked).toEqual([DAY, 0]);
  await end();
  await end();
  expect(asked).toEqual([DAY, 0, 2 * DAY]);
  lookUp.ask([3 * DAY]);
  expect(asked.at(-1)).toBe(3 * DAY);
});

test("of more than can be kept up with the first are left out, and of what is forgotten all", async () => {
  const { asked, lookUp, end } = makeReads();
  for (let day = 0; day < 100; day++) lookUp.ask([day * DAY]);
  await end();
  expect(asked).toEqual([0, 36 * DAY]);
  lookUp.forget();
  await end();
  expect(asked).toHaveLength(2);
});
