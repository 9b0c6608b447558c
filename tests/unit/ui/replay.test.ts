import { expect, test } from "vitest";
import type { AppendSummary, EngineApi, EventDraft } from "../../../src/engine/api.ts";
import { fail, success, type Failure, type Result } from "../../../src/model/failure.ts";
import type { FixtureEvent } from "../../../src/model/fixture.ts";
import { planReplay, replayLengthMs, runReplay, type ReplayCounts } from "../../../src/ui/lab/replay.ts";

const event = (timestamp: number, given: Partial<FixtureEvent> = {}): FixtureEvent => ({
  type: "track",
  name: "a",
  properties: {},
  distinctId: "d",
  timestamp,
  ...given,
});
const START = 1_700_000_000_000;
const events = [event(2_500), event(500), event(1_500)];

test.each([
  ["1", [0, 1_000, 2_000], [0, 1_000, 2_000]],
  ["10", [0, 100, 200], [0, 100, 200]],
  ["all", [0, 0, 0], [-2_000, -1_000, 0]],
] as const)("at speed %s each event is due, and happens, when it should", (speed, due, times) => {
  const steps = planReplay(events, speed, START);
  expect(steps.map(({ dueMs }) => dueMs)).toEqual(due);
  expect(steps.map(({ draft }) => Number(draft.timestamp) - START)).toEqual(times);
  expect(replayLengthMs(events, speed)).toBe(due[2]);
});

test("ids and sessions are new, people are who they were", () => {
  const steps = planReplay(
    [
      event(1, { sessionId: "s", userId: "ann" }),
      event(2, { sessionId: "s" }),
      event(3, { sessionId: "t" }),
      event(4),
    ],
    "all",
    START,
  );
  const drafts = steps.map(({ draft }) => draft);
  expect(new Set(drafts.map(({ id }) => id)).size).toBe(4);
  const sessions = drafts.map(({ sessionId }) => sessionId);
  expect(sessions[0]).toBe(sessions[1]);
  expect(new Set(sessions).size).toBe(3);
  expect(sessions).not.toContain("s");
  expect(sessions[3]).toBeUndefined();
  expect(drafts[0]).toMatchObject({ userId: "ann", distinctId: "d", name: "a" });
});

/** An engine that answers `failures` first, and takes everything then. */
function makeEngine(failures: Failure[] = []) {
  const calls: {
    ids: (string | undefined)[];
    source: string | undefined;
    generation: number | undefined;
    at: number;
  }[] = [];
  const append: EngineApi["append"] = (_, drafts, options): Promise<Result<AppendSummary>> => {
    const ids = (drafts as EventDraft[]).map(({ id }) => id);
    calls.push({ ids, source: options?.source, generation: options?.generation, at: Date.now() });
    const failure = failures.shift();
    const taken = { accepted: ids.length, duplicate: 0, erased: 0, refused: [], fullness: 0 };
    return Promise.resolve(failure === undefined ? success(taken) : fail(failure));
  };
  const generation: EngineApi["generation"] = () => Promise.resolve(success(erasures));
  let erasures = 1;
  return { engine: { append, generation }, calls, erase: () => void erasures++ };
}

function run(
  engine: Pick<EngineApi, "append" | "generation">,
  given: readonly FixtureEvent[],
  signal = new AbortController().signal,
) {
  const startAt = Date.now();
  const seen: ReplayCounts[] = [];
  const end = runReplay({
    ...{
      engine,
      projectId: "p",
      source: "replay:x",
      steps: planReplay(given, "1", startAt),
      startAt,
      signal,
    },
    onProgress: (counts) => void seen.push(counts),
  });
  return { end, seen, startAt };
}

test("each event is sent once, none before it is due", async () => {
  const { engine, calls } = makeEngine();
  const { end, seen, startAt } = run(engine, [event(0), event(0), event(60)]);
  expect(await end).toEqual({ kind: "done" });
  expect(calls.map(({ ids }) => ids.length)).toEqual([2, 1]);
  expect(calls.map(({ source }) => source)).toEqual(["replay:x", "replay:x"]);
  expect(
    calls.map(({ generation }) => generation),
    "it says which log it began in",
  ).toEqual([1, 1]);
  expect(calls[1]!.at - startAt).toBeGreaterThanOrEqual(60);
  expect(seen.at(-1)).toEqual({ sent: 3, accepted: 3, refused: 0 });
});

test("a full buffer is tried again with the same ids; another failure ends it and says so", async () => {
  const full = { kind: "backpressure", message: "", buffered: 1, limit: 1 } as const;
  const again = makeEngine([full]);
  expect(await run(again.engine, [event(0)]).end).toEqual({ kind: "done" });
  expect(again.calls[0]!.ids).toEqual(again.calls[1]!.ids);

  const gone = { kind: "unknown-project", message: "", projectId: "p" } as const;
  const { end, seen } = run(makeEngine([gone]).engine, [event(0)]);
  expect(await end).toEqual({ kind: "failed", failure: gone });
  expect(seen).toEqual([]);
});

test("it ends when it is cancelled, long before the last is due", async () => {
  const { engine, calls } = makeEngine();
  const stop = new AbortController();
  const { end } = run(engine, [event(0), event(3_600_000)], stop.signal);
  await expect.poll(() => calls.length).toBe(1);
  stop.abort();
  expect(await end).toEqual({ kind: "cancelled" });
  expect(calls).toHaveLength(1);
});

test("it ends when events of its project are erased, and sends nothing after", async () => {
  const { engine, calls, erase } = makeEngine();
  const { end, seen } = run(engine, [event(0), event(100), event(200)]);
  await expect.poll(() => calls.length).toBe(1);
  erase();
  expect(await end).toEqual({ kind: "erased" });
  expect(calls).toHaveLength(1);
  expect(seen).toEqual([{ sent: 1, accepted: 1, refused: 0 }]);
});
