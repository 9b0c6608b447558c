import { claimEpoch } from "../log/fence.ts";
import type { Database } from "../database/database.ts";
import { dropTornTail } from "../database/drop-torn-tail.ts";
import type { FeedChannel } from "../feed/feed-channel.ts";

const LOCK_NAME = "lochan-leader";
const BEAT_MS = 250;
/** Three of our own ticks without a beat: a machine too busy to beat is too busy to tick. */
const SILENT_TICKS = 3;
const RETRY_MS = 1_000;
/** So many ticks without a change of leader, and one change is forgotten. */
const CALM_TICKS = 40;
const MOST_UNREST = 5;

export interface Leadership {
  readonly leads: boolean;
  readonly epoch: number;
  /** Hidden tabs wait for the lock, and never take it by force. */
  setVisible(visible: boolean): void;
  /** Gives the lock up and queues again: for a leader that found itself deposed. */
  stepDown(): void;
}

/**
 * One leader over all tabs of the origin: who holds the Web Lock and the highest epoch in the
 * database. `onLead` runs with a signal that aborts when leadership ends; the lock is kept until
 * its promise settles. A frozen leader loses the lock by force and, by its stale epoch, every write.
 */
export function takePartInLeadership(options: {
  database: Database;
  channel: FeedChannel;
  locks: LockManager;
  lockName?: string;
  onLead: (epoch: number, signal: AbortSignal) => Promise<void>;
  onChange: () => void;
  /** Leading failed for a reason other than losing the lock; it is tried again. */
  onError: (error: unknown) => void;
  beat: () => { sequence: number; folds: number };
  signal: AbortSignal;
}): Leadership {
  const { database, channel, locks, signal } = options;
  const lockName = options.lockName ?? LOCK_NAME;
  let epoch = 0;
  let term: AbortController | undefined;
  let waiting = new AbortController();
  let visible = false;
  let silentTicks = 0;
  let holding: { lost: boolean } | undefined;
  let highestEpochSeen = 0;
  /**
   * Changes of leader that were just seen. Each doubles how long silence is borne: starting to lead
   * is work, and on a busy machine who was replaced too soon would replace in turn, without end.
   */
  let unrest = 0;
  let calmTicks = 0;

  function sawEpoch(seen: number): void {
    if (highestEpochSeen > 0) unrest = Math.min(MOST_UNREST, unrest + 1);
    calmTicks = 0;
    highestEpochSeen = seen;
  }

  /** `attempt.lost` is set when the lock was taken from us by force. */
  async function lead(attempt: { lost: boolean }): Promise<void> {
    const current = new AbortController();
    const stop = () => current.abort();
    signal.addEventListener("abort", stop, { once: true });
    try {
      // Before the epoch is claimed, which may take a while: others must not take the silence for death.
      holding = attempt;
      postBeat();
      // Who has heard of no other may be the first to write since the browser was killed.
      if (highestEpochSeen === 0) await dropTornTail(`${database.name}-torn-tail`);
      epoch = await claimEpoch(database);
      if (signal.aborted || attempt.lost) return;
      // The database is the authority: after it was cleared, epochs begin anew.
      sawEpoch(epoch);
      term = current;
      postBeat();
      options.onChange();
      await options.onLead(epoch, current.signal);
    } finally {
      signal.removeEventListener("abort", stop);
      current.abort();
      if (holding === attempt) holding = undefined;
      if (term === current) term = undefined;
      options.onChange();
    }
  }

  async function contend(steal: boolean): Promise<void> {
    waiting.abort();
    waiting = new AbortController();
    const mine = waiting;
    const attempt = { lost: false };
    try {
      await locks.request(lockName, steal ? { steal: true } : { signal: mine.signal }, () => lead(attempt));
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") {
        // Stolen from us, or superseded by our own newer request.
        attempt.lost = true;
        if (holding === attempt) {
          holding = undefined;
          term?.abort();
        }
      } else {
        options.onError(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    if (mine === waiting && !signal.aborted) void contend(false);
  }

  function postBeat(): void {
    channel.post({
      version: 1,
      kind: "beat",
      epoch: term ? epoch : Math.max(epoch, highestEpochSeen),
      ...options.beat(),
    });
  }

  function stepDown(): void {
    term?.abort();
  }

  const unsubscribe = channel.subscribe((message) => {
    if (message.kind !== "beat") return;
    if (message.epoch > highestEpochSeen) sawEpoch(message.epoch);
    if (message.epoch === highestEpochSeen) silentTicks = 0;
    if (term && message.epoch > epoch) stepDown();
  });

  const ticker = setInterval(() => {
    calmTicks += 1;
    if (calmTicks % CALM_TICKS === 0) unrest = Math.max(0, unrest - 1);
    if (holding) {
      postBeat();
      return;
    }
    silentTicks += 1;
    if (silentTicks >= SILENT_TICKS * 2 ** unrest && visible) {
      silentTicks = 0;
      void contend(true);
    }
  }, BEAT_MS);

  signal.addEventListener(
    "abort",
    () => {
      clearInterval(ticker);
      unsubscribe();
      waiting.abort();
      term?.abort();
    },
    { once: true },
  );

  void contend(false);

  return {
    get leads() {
      return term !== undefined;
    },
    get epoch() {
      return epoch;
    },
    setVisible(value) {
      if (value && !visible) silentTicks = 0;
      visible = value;
    },
    stepDown,
  };
}
