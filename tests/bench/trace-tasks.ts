import type { Page } from "@playwright/test";

export interface TaskReport {
  seconds: number;
  tasks: number;
  /** Main-thread tasks of 50 ms and more, and the longest: by the clock. */
  longTasks: number;
  longestTaskMs: number;
  /** The same by what they took of a processor, which does not count waiting for one. */
  longTasksOfProcessor: number;
  longestProcessorMs: number;
}

/** Of Chromium's trace format; times are microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
}

const MARK = "lochan-bench";
const LONG_MS = 50;

/** Records every task of a page's main thread while `work` goes on. */
export async function traceTasks(page: Page, work: () => Promise<unknown>): Promise<TaskReport> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      recordMode: "recordUntilFull",
      includedCategories: ["disabled-by-default-devtools.timeline", "blink.user_timing"],
    },
  });
  const started = performance.now();
  await page.evaluate((name) => void performance.mark(name), MARK);
  await work();
  const seconds = (performance.now() - started) / 1_000;
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return countTasks(events, seconds);
}

function countTasks(events: readonly TraceEvent[], seconds: number): TaskReport {
  const mark = events.find(({ name }) => name === MARK);
  if (mark === undefined) throw new Error("The trace has nothing of the page.");
  // What began before the mark began the recording.
  const tasks = events
    .filter(({ name, ph, ts }) => name === "RunTask" && ph === "X" && ts > mark.ts)
    .filter(({ pid, tid }) => pid === mark.pid && tid === mark.tid);
  const clock = tasks.map(({ dur = 0 }) => dur / 1_000);
  const processor = tasks.map(({ tdur = 0 }) => tdur / 1_000);
  const longest = (times: readonly number[]): number => Number(Math.max(0, ...times).toFixed(1));
  const long = (times: readonly number[]): number => times.filter((ms) => ms >= LONG_MS).length;
  return {
    seconds: Number(seconds.toFixed(1)),
    tasks: tasks.length,
    longTasks: long(clock),
    longestTaskMs: longest(clock),
    longTasksOfProcessor: long(processor),
    longestProcessorMs: longest(processor),
  };
}
