import { batch, createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { PlanViolations } from "../../model/plan-violations.ts";
import type { QuestionWindow } from "../../model/question.ts";

/** While events come, it is counted anew this long after the last time, or so many times as long as that took. */
const REST_MS = 3_000;
const REST_TIMES = 10;

export interface PlanCount {
  /** Undefined until counted, for this window and this plan. */
  result: Accessor<PlanViolations | undefined>;
  failure: Accessor<Failure | undefined>;
  /** While it counts; `total` 0 until known. */
  progress: Accessor<{ events: number; total: number } | undefined>;
  cancel: () => void;
  again: () => void;
}

/** The violations of a window, counted anew when the plan or the window is another, and now and then while events come. */
export function createPlanCount(options: {
  engine: EngineApi;
  projectId: Accessor<string>;
  window: Accessor<QuestionWindow>;
  /** Of the saved plan; 0 or undefined where there is nothing to count. */
  planAt: Accessor<number | undefined>;
  /** Rises when new events are in the log. */
  grown: Accessor<unknown>;
}): PlanCount {
  const { engine, projectId, window, planAt, grown } = options;
  const [result, setResult] = createSignal<PlanViolations>();
  const [failure, setFailure] = createSignal<Failure>();
  const [progress, setProgress] = createSignal<{ events: number; total: number }>();
  let running: string | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let nextAt = 0;
  let isStale = false;

  function stop(): void {
    clearTimeout(waiting);
    waiting = undefined;
    if (running !== undefined) void engine.cancel(running);
    running = undefined;
    setProgress(undefined);
  }

  async function run(): Promise<void> {
    stop();
    const queryId = crypto.randomUUID();
    running = queryId;
    isStale = false;
    batch(() => {
      setProgress({ events: 0, total: 0 });
      setFailure(undefined);
    });
    const began = performance.now();
    const counted = await engine.planViolations(
      projectId(),
      { window: window(), queryId },
      (events, total) => {
        if (running === queryId) setProgress({ events, total });
      },
    );
    if (running !== queryId) return;
    running = undefined;
    const ended = performance.now();
    nextAt = ended + Math.max(REST_MS, REST_TIMES * (ended - began));
    batch(() => {
      setProgress(undefined);
      if (counted.ok) setResult(counted.value);
      else setFailure(counted.failure);
    });
    if (isStale && counted.ok) soon();
  }

  function soon(): void {
    isStale = true;
    if (running !== undefined || waiting !== undefined) return;
    waiting = setTimeout(() => void run(), Math.max(0, nextAt - performance.now()));
  }

  createEffect(
    on([projectId, () => JSON.stringify(window()), planAt], ([, , at]) => {
      stop();
      setResult(undefined);
      setFailure(undefined);
      if (at !== undefined && at > 0) void run();
    }),
  );
  createEffect(on(grown, () => (planAt() ?? 0) > 0 && failure() === undefined && soon(), { defer: true }));
  onCleanup(stop);

  return {
    result,
    failure,
    progress,
    cancel() {
      stop();
      setFailure({ kind: "query-cancelled", message: "The counting was cancelled." });
    },
    again: () => void run(),
  };
}
