/** A loop that sleeps until woken or until `idleMs` passed, and never runs twice at once. */
export interface WakingLoop {
  wake(): void;
}

export function startWakingLoop(
  step: () => Promise<void>,
  options: { idleMs: number; signal: AbortSignal; onError: (error: unknown) => void },
): WakingLoop {
  const { signal } = options;
  let woken = true;
  let rouse: (() => void) | undefined;
  signal.addEventListener("abort", () => rouse?.(), { once: true });
  void (async () => {
    while (!signal.aborted) {
      woken = false;
      try {
        await step();
      } catch (error) {
        options.onError(error);
      }
      if (signal.aborted) return;
      if (woken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, options.idleMs);
        rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    wake() {
      woken = true;
      rouse?.();
    },
  };
}
