import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { makeCalmStart } from "../../../src/engine/calm-start.ts";

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** When a promise settles, on the clock of the test. */
function settledAt(promise: Promise<void>): () => number | undefined {
  let at: number | undefined;
  const began = Date.now();
  void promise.then(() => (at = Date.now() - began));
  return () => at;
}

test("is calm a moment after the first questions are answered, the last wave of them too", async () => {
  const start = makeCalmStart();
  const calm = settledAt(start.calm);
  const [first, second] = [start.begin(), start.begin()];
  await vi.advanceTimersByTimeAsync(2_000);
  first();
  expect(calm()).toBeUndefined();
  second();
  await vi.advanceTimersByTimeAsync(200);
  const third = start.begin();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calm()).toBeUndefined();
  third();
  await vi.advanceTimersByTimeAsync(250);
  expect(calm()).toBe(3_450);
});

test("is calm soon where nothing is asked, and at last where answers take long", async () => {
  const idle = settledAt(makeCalmStart().calm);
  const busy = makeCalmStart();
  busy.begin();
  const late = settledAt(busy.calm);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([idle(), late()]).toEqual([1_200, 4_000]);
});
