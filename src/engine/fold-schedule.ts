/** Folds begin this far apart, so that a burst is folded once, and leave half of the time to the rest. */
const FOLD_EVERY_MS = 1_000;
const FOLD_REST_FACTOR = 2;
/** So many events are worth a fold at once. */
const MANY_EVENTS = 50_000;
/** What is pushed to the page at once goes before a fold. */
const PUSH_FIRST_MS = 20;

export interface FoldSchedule {
  /** So many more events wait to be folded. */
  soon(events: number): void;
  end(): void;
}

/** When what was admitted is folded. `fold` is called again while it runs only where many events wait. */
export function makeFoldSchedule(options: {
  fold: () => Promise<void>;
  /** A burst is being stored, which has the time that a fold at once would take. */
  isBurst: () => boolean;
  onError: (error: unknown) => void;
}): FoldSchedule {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let nextAt = -Infinity;
  let waiting = 0;
  let hurried = false;

  function run(): void {
    timer = undefined;
    waiting = 0;
    const started = performance.now();
    nextAt = started + FOLD_EVERY_MS;
    void options
      .fold()
      .catch(options.onError)
      .finally(() => {
        const tookMs = performance.now() - started;
        nextAt = Math.max(nextAt, started + FOLD_REST_FACTOR * tookMs);
      });
  }

  return {
    soon(events) {
      waiting += events;
      const areMany = waiting >= MANY_EVENTS && !options.isBurst();
      if (timer !== undefined && (hurried || !areMany)) return;
      clearTimeout(timer);
      hurried = areMany;
      timer = setTimeout(run, Math.max(PUSH_FIRST_MS, areMany ? 0 : nextAt - performance.now()));
    },
    end: () => clearTimeout(timer),
  };
}
