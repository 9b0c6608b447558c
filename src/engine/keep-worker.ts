import { makeRestartDelay } from "./restart-delay.ts";

export interface KeptWorker {
  /** There may be something for it to do. */
  catalogChanged(): Promise<void>;
}

/** Has a worker run from when there is something for it to do, and again where it stops. Ends with its signal. */
export function keepWorker(options: {
  startWorker: () => Worker;
  /** Whether there is something to do. */
  isWanted: () => Promise<boolean>;
  /** What the worker is asked, which never ends by itself. */
  run: (worker: Worker) => Promise<unknown>;
  /** What stopped, as a word to begin a sentence with. */
  what: string;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}): KeptWorker {
  const { signal } = options;
  let worker: Worker | undefined;
  let restarting: ReturnType<typeof setTimeout> | undefined;
  const restartDelay = makeRestartDelay();
  const end = (): void => {
    worker?.terminate();
    worker = undefined;
    clearTimeout(restarting);
  };
  signal.addEventListener("abort", end, { once: true });

  function start(): void {
    const started = options.startWorker();
    const startedAt = performance.now();
    worker = started;
    const stopped = (error: unknown): void => {
      if (worker !== started) return;
      options.onError(error);
      end();
      restarting = setTimeout(
        () => {
          restarting = undefined;
          void catalogChanged().catch(options.onError);
        },
        restartDelay(performance.now() - startedAt),
      );
    };
    started.addEventListener("error", ({ message }) =>
      stopped(new Error(`${options.what} stopped: ${message}`)),
    );
    void options.run(started).catch(stopped);
  }

  async function catalogChanged(): Promise<void> {
    if (worker !== undefined || restarting !== undefined || signal.aborted) return;
    const isWanted = await options.isWanted();
    if (isWanted && worker === undefined && restarting === undefined && !signal.aborted) start();
  }

  return { catalogChanged };
}
