import { makeWaiting } from "./waiting.ts";

/** A loop that sleeps until woken or until `idleMs` passed, and never runs twice at once. */
export interface WakingLoop {
  wake(): void;
}

export function startWakingLoop(
  step: () => Promise<void>,
  options: { idleMs: number; signal: AbortSignal; onError: (error: unknown) => void },
): WakingLoop {
  const { signal } = options;
  const waiting = makeWaiting(signal);
  void (async () => {
    while (!signal.aborted) {
      try {
        await step();
      } catch (error) {
        options.onError(error);
      }
      await waiting.wait(options.idleMs);
    }
  })();
  return { wake: waiting.wake };
}
