import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeFoldSchedule } from "../../../src/engine/fold-schedule.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** A schedule whose folds take so long, and when each began. */
function schedule(foldMs: number, isBurst = () => false) {
  const began: number[] = [];
  const zero = performance.now();
  const folding = makeFoldSchedule({
    fold: () => {
      began.push(Math.round(performance.now() - zero));
      return new Promise((resolve) => setTimeout(resolve, foldMs));
    },
    isBurst,
    onError: (error) => {
      throw error;
    },
  });
  return { folding, began };
}

it("folds soon after the first events, then what came meanwhile a second later, once", async () => {
  const { folding, began } = schedule(10);
  folding.soon(1);
  await vi.advanceTimersByTimeAsync(100);
  for (let i = 0; i < 5; i++) folding.soon(100);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(began).toEqual([20, 1_020]);
});

it("leaves as long as a fold took to the rest", async () => {
  const { folding, began } = schedule(1_500);
  folding.soon(1);
  await vi.advanceTimersByTimeAsync(1_600);
  folding.soon(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(began).toEqual([20, 3_020]);
});

it("does not let a block's worth of events wait, nor begins it anew with each that comes", async () => {
  const { folding, began } = schedule(10);
  folding.soon(1);
  await vi.advanceTimersByTimeAsync(100);
  folding.soon(100);
  folding.soon(49_000);
  await vi.advanceTimersByTimeAsync(100);
  folding.soon(900);
  await vi.advanceTimersByTimeAsync(15);
  folding.soon(1_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(began).toEqual([20, 220]);
});

it("lets a burst be stored first", async () => {
  let burst = true;
  const { folding, began } = schedule(10, () => burst);
  folding.soon(1);
  await vi.advanceTimersByTimeAsync(100);
  folding.soon(60_000);
  await vi.advanceTimersByTimeAsync(100);
  expect(began).toEqual([20]);
  burst = false;
  folding.soon(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(began).toEqual([20, 220]);
});

it("folds nothing once ended", async () => {
  const { folding, began } = schedule(10);
  folding.soon(1);
  folding.end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(began).toEqual([]);
});
