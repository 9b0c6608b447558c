const SLICE_MS = 12;

interface Scheduler {
  yield?: () => Promise<void>;
}

/**
 * Call between short pieces of long work: once 12 ms have passed since it last let go, it lets
 * timers, messages and database callbacks run first.
 */
export function makeYielder(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined;
    return yieldToTasks().then(() => {
      since = performance.now();
    });
  };
}

function yieldToTasks(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.yield !== undefined) return scheduler.yield();
  // Timers would do, but browsers stretch nested ones to 4 ms.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
