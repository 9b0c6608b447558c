import { readBatches, readHead, type LogDatabase } from "../log/reader.ts";
import type { Batch, Checkpoint } from "../model/batch.ts";
import { toSequence, type ProjectId } from "../model/identifier.ts";
import type { FeedChannel } from "./feed-channel.ts";

export interface Follower {
  /** Batches right after the checkpoint, ascending. The next call waits for this one. */
  onBatches(batches: Batch[], generation: number): void | Promise<void>;
  /** Everything applied so far is void: what follows starts at the beginning of the log. */
  onReset(generation: number): void | Promise<void>;
}

const PAGE_EVENTS = 65_536;
const POLL_MS = 2_000;

/**
 * Gives a follower every batch after its checkpoint, once and in order, then each new one, until
 * the signal aborts (then resolves). Messages only wake it, so a lost one delays by `pollMs` at
 * most. Rejects with what the follower or the database threw.
 */
export async function followLog(
  db: LogDatabase,
  projectId: ProjectId,
  checkpoint: Checkpoint,
  channel: FeedChannel,
  follower: Follower,
  signal: AbortSignal,
  { maxEvents = PAGE_EVENTS, pollMs = POLL_MS }: { maxEvents?: number; pollMs?: number } = {},
): Promise<void> {
  let { generation, sequence } = checkpoint;
  let seen = 0;
  let woken = true;
  let wake = () => {};
  const rouse = () => {
    woken = true;
    wake();
  };
  const unsubscribe = channel.subscribe((message) => {
    const to = message.kind === "advanced" ? message.to : message.kind === "beat" ? message.sequence : 0;
    if (message.kind === "advanced" || to > seen) rouse();
    seen = Math.max(seen, to);
  });
  signal.addEventListener("abort", rouse, { once: true });
  try {
    while (!signal.aborted) {
      woken = false;
      const head = await readHead(db, projectId);
      if (signal.aborted) return;
      if (head.generation !== generation) {
        generation = head.generation;
        sequence = toSequence(0);
        await follower.onReset(generation);
        woken = true;
        continue;
      }
      const batches =
        head.sequence > sequence ? await readBatches(db, projectId, sequence, { maxEvents }) : [];
      const last = batches.at(-1);
      if (last !== undefined) {
        if ((await readHead(db, projectId)).generation !== generation) continue;
        if (signal.aborted) return;
        await follower.onBatches(batches, generation);
        sequence = last.sequence;
        continue;
      }
      if (woken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = () => {};
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", rouse);
  }
}
