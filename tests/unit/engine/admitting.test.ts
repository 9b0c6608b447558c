import { expect, it, onTestFinished, vi } from "vitest";
import { startAdmitting, type Admitting } from "../../../src/engine/admitting.ts";
import { openAdmission, type Admitted } from "../../../src/log/admission.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { BLOCK_EVENTS } from "../../../src/model/batch.ts";
import { success } from "../../../src/model/failure.ts";
import { arrive, makeEvent, openTestDatabase, readAll, shop, valueOf } from "../log/fixtures.ts";

const ADMIT_EVENTS = 10_000;

const nothing: Admitted = {
  from: 1 as Admitted["from"],
  to: 0 as Admitted["to"],
  batches: [],
  gains: [],
  arrivals: 0,
  accepted: 0,
  duplicate: 0,
  erased: 0,
  remaining: false,
  rebuilt: [],
};

/** What waits before anything is admitted, and how much was asked for each time. */
async function openBacklog(events: number) {
  const db = await openTestDatabase();
  const admission = openAdmission(db, await claimEpoch(db));
  for (let left = events; left > 0; left -= 1_000)
    await arrive(
      db,
      shop,
      Array.from({ length: Math.min(left, 1_000) }, () => makeEvent()),
    );
  const asked: number[] = [];
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const start = (fullness: () => number, onAdmitted: (admitted: Admitted) => void): Admitting =>
    startAdmitting({
      admit: (maxEvents) => {
        asked.push(maxEvents);
        return admission.admit({ maxEvents });
      },
      onAdmitted,
      fullness,
      signal: ended.signal,
      onError: (error) => {
        throw error;
      },
    });
  return { db, asked, start };
}

it("admits little by little while the tab also has events to store", async () => {
  const { db, asked, start } = await openBacklog(25_000);
  await new Promise<void>((resolve) =>
    start(
      () => 0,
      ({ remaining }) => remaining || resolve(),
    ),
  );
  expect(asked).toEqual([ADMIT_EVENTS, ADMIT_EVENTS, ADMIT_EVENTS]);
  expect((await readAll(db, shop)).length).toBe(25_000);
});

it("admits a backlog by blocks for who waits for all of it", async () => {
  const { db, asked, start } = await openBacklog(25_000);
  // The loop has nothing to do with it: the buffer is full.
  const admitting = start(
    () => 1,
    () => undefined,
  );
  valueOf(await admitting.all());
  expect(asked).toEqual([ADMIT_EVENTS, BLOCK_EVENTS]);
  expect((await readAll(db, shop)).length).toBe(25_000);
});

/** On a clock that stands until it is told to go on; every admission takes `took()` and finds nothing. */
function startOnFakeClock({
  fullness = () => 0,
  took = () => 0,
  onAdmitted = () => undefined,
}: { fullness?: () => number; took?: () => number; onAdmitted?: () => void } = {}) {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  const ended = new AbortController();
  onTestFinished(() => {
    ended.abort();
    vi.useRealTimers();
  });
  const began: number[] = [];
  const admitting = startAdmitting({
    async admit() {
      began.push(performance.now());
      if (took() > 0) await new Promise((resolve) => setTimeout(resolve, took()));
      return success(nothing);
    },
    onAdmitted,
    fullness,
    signal: ended.signal,
    onError: (error) => {
      throw error;
    },
  });
  return { admitting, began };
}

it("stores a burst before it admits, and waits three seconds at most", async () => {
  let fullness = 0.5;
  const { admitting, began } = startOnFakeClock({ fullness: () => fullness });
  await vi.advanceTimersByTimeAsync(2_900);
  expect(began.length).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(began.length).toBe(1);
  admitting.wake();
  await vi.advanceTimersByTimeAsync(500);
  expect(began.length).toBe(1);
  fullness = 0.1;
  await vi.advanceTimersByTimeAsync(100);
  expect(began.length).toBe(2);
});

it("begins admissions apart under a stream, and leaves as long as one took to who appends", async () => {
  let tookMs = 0;
  // More has arrived meanwhile, always.
  const { admitting, began } = startOnFakeClock({
    took: () => tookMs,
    onAdmitted: () => admitting.wake(),
  });
  const gaps = async (): Promise<Set<number>> => {
    // One may still be of before.
    await vi.advanceTimersByTimeAsync(1_000);
    began.length = 0;
    await vi.advanceTimersByTimeAsync(2_000);
    return new Set(began.slice(1).map((at, index) => Math.round(at - began[index]!)));
  };
  expect(await gaps()).toEqual(new Set([32]));
  tookMs = 40;
  expect(await gaps()).toEqual(new Set([80]));
  tookMs = 300;
  expect(await gaps()).toEqual(new Set([400]));
});

it("looks by itself once a second, and at a word at once", async () => {
  const { admitting, began } = startOnFakeClock();
  await vi.advanceTimersByTimeAsync(999);
  expect(began.length).toBe(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(began.length).toBe(2);
  await vi.advanceTimersByTimeAsync(500);
  admitting.wake();
  await vi.advanceTimersByTimeAsync(1);
  expect(began.length).toBe(3);
});
