import type { Page } from "@playwright/test";
import { call } from "../e2e/call-app.ts";
import type { Lag } from "./stream.ts";

const SAMPLE_MS = 250;

interface Sample {
  at: number;
  head: number;
}

/**
 * Looks at the engine's status while `work` goes on, and then until everything has been taken in or
 * `limitMs` have passed. A consumer's lag is the time since the log first stood past its checkpoint,
 * so it is known to {@link SAMPLE_MS}.
 */
export async function watchLag<T>(
  page: Page,
  limitMs: number,
  work: Promise<T>,
): Promise<{ result: T; lag: Lag }> {
  const heads: Sample[] = [];
  const [maxMs, lastMs]: Record<string, number>[] = [{}, {}];
  let [samples, maxArrivals, mirrored, finished, over] = [0, 0, 0, 0, false];
  const done = work.finally(() => {
    finished = performance.now();
    over = true;
  });
  // Awaited below; until then its failure is nobody's.
  done.catch(() => undefined);

  async function sample(): Promise<boolean> {
    const { head, checkpoints, arrivals, engine } = await call(page, "status");
    const now = performance.now();
    samples++;
    if (head.sequence > (heads.at(-1)?.head ?? -1)) heads.push({ at: now, head: head.sequence });
    maxArrivals = Math.max(maxArrivals, arrivals);
    let behind = arrivals > 0;
    // One that is not ready stands where it stood last.
    if (engine.kind === "ready") mirrored = engine.sequence;
    for (const { consumer, sequence } of [...checkpoints, { consumer: "mirror", sequence: mirrored }]) {
      const passed = heads.find((entry) => entry.head > sequence);
      const lag = sequence >= head.sequence || !passed ? 0 : Math.round(now - passed.at);
      if (lag > 0) behind = true;
      maxMs![consumer] = Math.max(maxMs![consumer] ?? 0, lag);
      if (!over) lastMs![consumer] = lag;
    }
    return behind;
  }

  for (;;) {
    const started = performance.now();
    const wasOver = over;
    const behind = await sample();
    if (wasOver && (!behind || started - finished > limitMs)) break;
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, SAMPLE_MS - (performance.now() - started))),
    );
  }
  const drainedMs = Math.round(performance.now() - finished);
  return { result: await done, lag: { samples, maxMs: maxMs!, lastMs: lastMs!, maxArrivals, drainedMs } };
}
