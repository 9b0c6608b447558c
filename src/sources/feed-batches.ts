import type { LochanEvent } from "../model/event.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { FeedPosition } from "../model/live-feed.ts";

const GROUP_EVENTS = 1_000;
/** From here on the feed waits until some are stored. */
const WAITING_EVENTS = 5_000;
const FULL_WAIT_MS = 100;
const FAULT_WAIT_MS = 3_000;
const POSITION_EVERY_MS = 1_000;

export interface FeedBatchesOptions {
  /** Resolves when the events are on disk; `backpressure` means nothing was taken, try later. */
  append: (events: LochanEvent[]) => Promise<Result<unknown>>;
  savePosition: (position: FeedPosition) => Promise<unknown>;
  /** So many are on disk. */
  onStored: (count: number) => void;
  /** Why nothing can be stored for now; undefined once it can. */
  onFault: (failure: Failure | undefined) => void;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  signal: AbortSignal;
}

export interface FeedBatches {
  /** Where the feed was left, on disk or not: from here it goes on when the connection broke. */
  readonly position: FeedPosition | undefined;
  /** `position` is where the feed goes on after these events. Resolves when more may come. */
  add(events: readonly LochanEvent[], position: FeedPosition | undefined): Promise<void>;
  /** Resolves when all that was added is on disk, and then where the feed was left. */
  settle(): Promise<void>;
}

interface Part {
  events: readonly LochanEvent[];
  position: FeedPosition | undefined;
}

/**
 * Stores a feed's events in order, as many at a time as gathered while the last ones were stored, and after
 * them where the feed was left, once a second: a position never passes an event that is not on disk. What
 * cannot be stored is kept and tried again; meanwhile the feed waits.
 */
export function makeFeedBatches(options: FeedBatchesOptions, start: FeedPosition | undefined): FeedBatches {
  const { signal } = options;
  let position = start;
  let parts: Part[] = [];
  let waiting = 0;
  let isFlushing = false;
  let flushing = Promise.resolve();
  let rouse: () => void = () => undefined;
  let roused = new Promise<void>((resolve) => (rouse = resolve));
  let reached: FeedPosition | undefined;
  let savedAt = -Infinity;

  function takeGroup(): { events: LochanEvent[]; position: FeedPosition | undefined } {
    const events: LochanEvent[] = [];
    let last: FeedPosition | undefined;
    while (parts.length > 0 && events.length < GROUP_EVENTS) {
      const [part] = parts.splice(0, 1);
      for (const event of part!.events) events.push(event);
      last = part!.position ?? last;
    }
    return { events, position: last };
  }

  /** Tries at least once; false where the signal has aborted and it still failed. */
  async function append(events: LochanEvent[]): Promise<boolean> {
    for (let failed = false; events.length > 0; failed = true) {
      const stored = await options.append(events);
      if (stored.ok) {
        if (failed) options.onFault(undefined);
        options.onStored(events.length);
        return true;
      }
      if (signal.aborted) return false;
      const isFull = stored.failure.kind === "backpressure";
      if (!isFull) options.onFault(stored.failure);
      await options.wait(isFull ? FULL_WAIT_MS : FAULT_WAIT_MS, signal);
    }
    return true;
  }

  async function save(): Promise<void> {
    if (reached === undefined) return;
    const saved = reached;
    reached = undefined;
    savedAt = options.now();
    await options.savePosition(saved);
  }

  async function flush(): Promise<void> {
    isFlushing = true;
    while (parts.length > 0) {
      const group = takeGroup();
      if (!(await append(group.events))) break;
      waiting -= group.events.length;
      reached = group.position ?? reached;
      rouse();
      roused = new Promise((resolve) => (rouse = resolve));
      if (options.now() - savedAt >= POSITION_EVERY_MS) await save();
    }
    isFlushing = false;
    rouse();
  }

  return {
    get position() {
      return position;
    },
    async add(events, next) {
      position = next ?? position;
      for (let from = 0; from === 0 || from < events.length; from += GROUP_EVENTS) {
        const isLast = from + GROUP_EVENTS >= events.length;
        parts.push({ events: events.slice(from, from + GROUP_EVENTS), position: isLast ? next : undefined });
      }
      waiting += events.length;
      if (!isFlushing) flushing = flush();
      while (waiting >= WAITING_EVENTS && !signal.aborted) await roused;
    },
    async settle() {
      await flushing;
      await save();
    },
  };
}
