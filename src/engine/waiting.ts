/** A sleep that can be ended. A call to `wake` while nobody sleeps ends the next one at once. */
export interface Waiting {
  wake(): void;
  wait(ms: number): Promise<void>;
}

export function makeWaiting(signal: AbortSignal): Waiting {
  let isWoken = false;
  let rouse: (() => void) | undefined;
  const wake = (): void => {
    isWoken = true;
    rouse?.();
  };
  signal.addEventListener("abort", wake, { once: true });
  return {
    wake,
    async wait(ms) {
      if (!isWoken && !signal.aborted)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          rouse = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      isWoken = false;
      rouse = undefined;
    },
  };
}
