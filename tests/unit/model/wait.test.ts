import { expect, test, vi } from "vitest";
import { wait } from "../../../src/model/wait.ts";

test("ends at once where the signal has aborted already, or when it does, and leaves no timer", async () => {
  vi.useFakeTimers();
  try {
    await wait(60_000, AbortSignal.abort());
    const ending = new AbortController();
    const waited = wait(60_000, ending.signal);
    expect(vi.getTimerCount()).toBe(1);
    ending.abort();
    await waited;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
