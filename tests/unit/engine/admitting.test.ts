import { expect, it, onTestFinished, vi } from "vitest";
import { startAdmitting, type Admitting } from "../../../src/engine/admitting.ts";
import { openAdmission, type Admitted } from "../../../src/log/admission.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { BLOCK_EVENTS } from "../../../src/model/batch.ts";
import { success } from "../../../src/model/failure.ts";
import { arrive, makeEvent, openTestDatabase, readAll, shop, valueOf } from "../../support/admitted-log.ts";

const ADMIT_EVENTS = 10_000;

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

it("admits little by little at first", async () => {
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

/** As an admission has it that finds nothing. */
async function admitNothing(): Promise<Admitted> {
  const db = await openTestDatabase();
  return valueOf(await openAdmission(db, await claimEpoch(db)).admit({ maxEvents: 1 }));
}

/** On a clock that stands until it is told to go on; every admission takes `took()`. */
async function startOnFakeClock({
  fullness = () => 0,
  took = () => 0,
  remaining = () => false,
  arriving = false,
}: {
  fullness?: () => number;
  took?: () => number;
  remaining?: () => boolean;
  /** More has arrived with every admission. */
  arriving?: boolean;
} = {}) {
  const nothing = await admitNothing();
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  const ended = new AbortController();
  onTestFinished(() => {
    ended.abort();
    vi.useRealTimers();
  });
  const began: number[] = [];
  const asked: number[] = [];
  const admitting = startAdmitting({
    async admit(maxEvents) {
      began.push(performance.now());
      asked.push(maxEvents);
      if (took() > 0) await new Promise((resolve) => setTimeout(resolve, took()));
      return success({ ...nothing, remaining: remaining() });
    },
    onAdmitted: () => {
      if (arriving) admitting.wake();
    },
    fullness,
    signal: ended.signal,
    onError: (error) => {
      throw error;
    },
  });
  return { admitting, began, asked, end: () => ended.abort() };
}

it("stores a burst before it admits, and waits three seconds at most", async () => {
  let fullness = 0.5;
  const { admitting, began } = await startOnFakeClock({ fullness: () => fullness });
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
  const { began } = await startOnFakeClock({
    took: () => tookMs,
    arriving: true,
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

it("admits by blocks what has been waiting for three seconds, and ends with its term", async () => {
  const { asked, end } = await startOnFakeClock({ took: () => 400, remaining: () => true });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(new Set(asked)).toEqual(new Set([ADMIT_EVENTS]));
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(new Set(asked.slice(before + 1))).toEqual(new Set([BLOCK_EVENTS]));
  end();
  await vi.advanceTimersByTimeAsync(400);
  const ended = asked.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked.length).toBe(ended);
});

it("leaves what is being stored as much time as it takes itself", async () => {
  let fullness = 0;
  const { began } = await startOnFakeClock({
    took: () => 400,
    remaining: () => true,
    fullness: () => fullness,
  });
  await vi.advanceTimersByTimeAsync(1);
  fullness = 0.5;
  await vi.advanceTimersByTimeAsync(4_000);
  const gaps = began.slice(1).map((at, index) => at - began[index]!);
  expect(gaps.length).toBeGreaterThan(2);
  expect(gaps.every((gap) => gap >= 800)).toBe(true);
});

it("looks by itself once a second, and at a word at once", async () => {
  const { admitting, began } = await startOnFakeClock();
  await vi.advanceTimersByTimeAsync(999);
  expect(began.length).toBe(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(began.length).toBe(2);
  await vi.advanceTimersByTimeAsync(500);
  admitting.wake();
  await vi.advanceTimersByTimeAsync(1);
  expect(began.length).toBe(3);
});
