import { fail, type Result } from "../model/failure.ts";

/** What a question may take unless its asker says otherwise. */
export const QUESTION_LIMIT_MS = 30_000;
export const LONGEST_LIMIT_MS = 600_000;

/** Cancels `work` after `limitMs`; what it is cancelled for says which of the two it was. */
export async function withinLimit<T>(
  limitMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), limitMs);
  try {
    const result = await work(signal ? AbortSignal.any([signal, clock.signal]) : clock.signal);
    const isLate = !result.ok && result.failure.kind === "query-cancelled" && clock.signal.aborted;
    if (!isLate || signal?.aborted) return result;
    return fail({
      kind: "query-timeout",
      message: `Stopped after ${limitMs / 1000} seconds. Ask for a shorter time or fewer columns, or allow more time.`,
      limitMs,
    });
  } finally {
    clearTimeout(timer);
  }
}
