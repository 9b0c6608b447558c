const STRETCH_MS = 12;

/** Call between short pieces of long work: it breathes once 12 ms have passed since it last did. */
export function makeBreather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < STRETCH_MS) return undefined;
    return breathe().then(() => {
      since = performance.now();
    });
  };
}

/**
 * Lets others go on between two stretches of work: resolves behind what waited before it, messages and
 * answers of the database among it. Not `scheduler.yield()`, which goes on before all of them. Never
 * inside a transaction.
 */
export function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { postTask?: (work: () => void) => Promise<void> } };
  if (scheduler?.postTask !== undefined) return scheduler.postTask(() => undefined);
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
