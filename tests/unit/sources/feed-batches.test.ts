import { expect, test } from "vitest";
import type { LochanEvent } from "../../../src/model/event.ts";
import { fail, type Failure, type Result, success } from "../../../src/model/failure.ts";
import { toEventId } from "../../../src/model/identifier.ts";
import type { FeedPosition } from "../../../src/model/live-feed.ts";
import { makeFeedBatches } from "../../../src/sources/feed-batches.ts";

const event = (n: number): LochanEvent => ({
  id: toEventId(`e${n}`),
  type: "track",
  name: "made",
  properties: {},
  distinctId: "d",
  timestamp: n,
  receivedAt: n,
  source: "feed:x",
});

/** A disk whose answers the test gives, and what was done to it in order. */
function setUp(start?: FeedPosition) {
  const done: string[] = [];
  const ending = new AbortController();
  let answers: ((result: Result<unknown>) => void)[] = [];
  let clock = 0;
  const batches = makeFeedBatches(
    {
      append: (events) => {
        done.push(`append ${events.map(({ id }) => id).join(" ")}`);
        return new Promise((resolve) => answers.push(resolve));
      },
      savePosition: async ({ lastEventId }) => void done.push(`position ${lastEventId}`),
      onStored: (count) => void done.push(`stored ${count}`),
      onFault: (failure) => void done.push(failure === undefined ? "well again" : failure.kind),
      wait: async (ms) => void done.push(`wait ${ms}`),
      now: () => (clock += 10_000),
      signal: ending.signal,
    },
    start,
  );
  const answer = async (result: Result<unknown>): Promise<void> => {
    const [first] = answers.splice(0, 1);
    first!(result);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { done, batches, answer, ending };
}

const full: Failure = { kind: "quota-exceeded", message: "Full." };

test("where a feed was left is written only once the events before it are on disk", async () => {
  const { done, batches, answer } = setUp();
  void batches.add([event(1)], { lastEventId: "1" });
  void batches.add([event(2)], { lastEventId: "2" });
  expect(batches.position).toEqual({ lastEventId: "2" });
  await answer(success(null));
  expect(done).toEqual(["append e1", "stored 1", "position 1", "append e2"]);
  await answer(success(null));
  expect(done.slice(4)).toEqual(["stored 1", "position 2"]);
});

test("what could not be stored is kept and tried again, in order, and said", async () => {
  const { done, batches, answer } = setUp();
  void batches.add([event(1)], { lastEventId: "1" });
  void batches.add([event(2)], { lastEventId: "2" });
  await answer(fail(full));
  await answer(fail({ kind: "backpressure", message: "", buffered: 1, limit: 1 }));
  await answer(success(null));
  expect(done).toEqual([
    "append e1",
    "quota-exceeded",
    "wait 3000",
    "append e1",
    "wait 100",
    "append e1",
    "well again",
    "stored 1",
    "position 1",
    "append e2",
  ]);
});

test("a feed that ends tries once more what it holds, and writes no position past what failed", async () => {
  const { done, batches, answer, ending } = setUp();
  void batches.add([event(1)], { lastEventId: "1" });
  ending.abort();
  const settled = batches.settle();
  await answer(fail(full));
  await settled;
  expect(done).toEqual(["append e1"]);
});

test("a message of very many is stored in parts, and the position written after the last", async () => {
  const { done, batches, answer } = setUp();
  void batches.add(
    Array.from({ length: 2_500 }, (_, n) => event(n)),
    { lastEventId: "9" },
  );
  for (let part = 0; part < 3; part++) await answer(success(null));
  expect(done.map((what) => what.split(" ").length - 1)).toEqual([1_000, 1, 1_000, 1, 500, 1, 1]);
  expect(done.at(-1)).toBe("position 9");
});

test("many that come while one is stored are stored together; past 5,000 the feed waits", async () => {
  const { done, batches, answer } = setUp();
  void batches.add([event(0)], undefined);
  const rest = Array.from({ length: 6_000 }, (_, n) => event(n + 1));
  let more = false;
  for (const one of rest) void batches.add([one], undefined).then(() => (more = true));
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual(["append e0"]);
  more = false;
  await answer(success(null));
  expect(done.at(-1)?.split(" ")).toHaveLength(1_001);
  await answer(success(null));
  await answer(success(null));
  expect(more).toBe(true);
});
