import type { RefusedRows } from "../catalog/refusals.ts";
import type { LochanEvent } from "../model/event.ts";
import { fail, type Result } from "../model/failure.ts";
import {
  DEFAULT_POLL_SECONDS,
  type FeedPosition,
  type FeedStatus,
  hasRowsWithoutTime,
  type LiveFeed,
} from "../model/live-feed.ts";
import type { FeedConnection, FeedEnd, FeedMemory, FeedPorts } from "./feed-connection.ts";
import { readPolled } from "./feed-poll.ts";
import { makeFeedRate } from "./feed-rate.ts";
import { retryDelayMs } from "./feed-retry.ts";
import { type FeedRow, makeRowMemory, readRows } from "./feed-rows.ts";
import { readSocket } from "./feed-socket.ts";
import { readSse } from "./feed-sse.ts";
import { makeRefusalsByReason } from "./refusals-by-reason.ts";
import { makeFeedBatches } from "./feed-batches.ts";

const READERS: Record<LiveFeed["kind"], (connection: FeedConnection) => Promise<FeedEnd>> = {
  sse: readSse,
  websocket: readSocket,
  poll: readPolled,
};

/** What is thrown ends this attempt alone: the feeds of every project are read by one worker. */
export const readFeed = (connection: FeedConnection): Promise<FeedEnd> =>
  READERS[connection.feed.kind](connection).catch(toEnd);

const wordsOf = (error: unknown): string =>
  `Lochan could not read or store what it sent: ${String(error).slice(0, 200)}`;

const toEnd = (error: unknown): FeedEnd => ({ error: wordsOf(error) });

/** A connection that lasted so long has worked. */
const WORKED_MS = 60_000;
const REFUSALS_EVERY_MS = 1_000;

export interface FeedRunPorts extends FeedPorts {
  /** Resolves when the events are on disk. */
  append: (events: LochanEvent[]) => Promise<Result<unknown>>;
  savePosition: (position: FeedPosition) => Promise<unknown>;
  refuse: (refusals: readonly RefusedRows[]) => Promise<unknown>;
  /** Calls back when the network comes back, until the signal aborts. */
  onOnline: (listener: () => void, signal: AbortSignal) => void;
  random: () => number;
  now: () => number;
}

export interface FeedRun {
  /** As it is now. */
  status(): Omit<FeedStatus, "projectId" | "feedId">;
  /** Resolves when the signal has aborted and what had come is on disk. */
  readonly ended: Promise<void>;
}

/**
 * Reads a feed until the signal aborts: connects, stores, and connects again from where it was left.
 * `onChange` is called when its phase changes.
 */
export function runFeed(options: {
  feed: LiveFeed;
  start: FeedPosition | undefined;
  /** Of this browser, names by id: a collector's lines for them are refused. */
  otherProjects?: ReadonlyMap<string, string>;
  ports: FeedRunPorts;
  onChange: () => void;
  signal: AbortSignal;
}): FeedRun {
  const { feed, ports, signal } = options;
  const memory: FeedMemory = {};
  const rowMemory = makeRowMemory(options.start, options.otherProjects);
  const refusals = makeRefusalsByReason();
  const rate = makeFeedRate(ports.now);
  let shown: Omit<FeedStatus, "projectId" | "feedId" | "rate"> = {
    phase: "connecting",
    events: 0,
    refused: 0,
    reconnects: 0,
  };
  let writing: Promise<unknown> = Promise.resolve();
  let isWriteDue = false;
  let refusalFault: unknown;

  function show(patch: { [K in keyof typeof shown]?: (typeof shown)[K] | undefined }): void {
    const next = { ...shown, ...patch };
    const known = Object.entries(next).filter(([, value]) => value !== undefined);
    shown = Object.fromEntries(known) as unknown as typeof shown;
    options.onChange();
  }

  const batches = makeFeedBatches(
    {
      // What has come is kept and tried again, whatever went wrong.
      append: (events) =>
        ports
          .append(events)
          .catch((error: unknown) => fail({ kind: "storage-unavailable", message: wordsOf(error) })),
      savePosition: (position) =>
        ports.savePosition(position).catch((error: unknown) => show({ error: wordsOf(error) })),
      onStored(count) {
        rate.add(count);
        shown = { ...shown, events: shown.events + count, lastEventAt: ports.now() };
      },
      onFault: (failure) => show({ error: failure?.message }),
      wait: ports.wait,
      now: ports.now,
      signal,
    },
    options.start,
  );

  /** After those before: when it resolves, all that were refused by now are written. */
  function writeRefusals(): Promise<unknown> {
    const write = async (): Promise<void> => {
      const taken = refusals.take();
      if (taken.length > 0) await ports.refuse(taken);
    };
    return (writing = writing.catch(() => undefined).then(write));
  }

  /** Not with the next row: a quiet feed may send none for hours. */
  function writeRefusalsSoon(): void {
    if (isWriteDue) return;
    isWriteDue = true;
    void ports
      .wait(REFUSALS_EVERY_MS, signal)
      .then(() => {
        isWriteDue = false;
        return writeRefusals();
      })
      .catch((error: unknown) => {
        refusalFault = error;
        show({ error: wordsOf(error) });
      });
  }

  async function take(rows: FeedRow[]): Promise<void> {
    const read = readRows(feed, rows, ports.now(), rowMemory);
    for (const { reason, sample } of read.refused) refusals.add(reason, sample);
    shown = { ...shown, refused: shown.refused + read.refused.length };
    await batches.add(read.events, read.position);
    if (read.refused.length > 0) writeRefusalsSoon();
    const fault = refusalFault;
    refusalFault = undefined;
    if (fault !== undefined) throw fault;
  }

  async function settle(): Promise<undefined> {
    await batches.settle();
    await writeRefusals();
  }

  /** Rows it took, and for how long it was open. */
  async function attempt(): Promise<{ end: FeedEnd; worked: boolean }> {
    let rows = 0;
    let openedAt: number | undefined;
    const end = await readFeed({
      feed,
      ports,
      memory,
      signal,
      lastEventId: batches.position?.lastEventId,
      digest: batches.position?.digest,
      onOpen() {
        openedAt = ports.now();
        show({ phase: "connected", error: undefined, retryAt: undefined });
      },
      onWarning: (warning) => show({ warning }),
      take(taken) {
        rows += taken.length;
        return take(taken);
      },
      leave: (position) =>
        batches.add([], {
          ...batches.position,
          ...position,
          ...(hasRowsWithoutTime(feed) ? { firstSeen: rowMemory.firstSeen.leave() } : {}),
        }),
    });
    const fault = await settle().catch(toEnd);
    return {
      end: fault ?? end,
      worked: rows > 0 || (openedAt !== undefined && ports.now() - openedAt >= WORKED_MS),
    };
  }

  /** At once when the network comes back. */
  async function rest(ms: number): Promise<void> {
    const resting = new AbortController();
    const stop = (): void => resting.abort();
    signal.addEventListener("abort", stop, { once: true });
    ports.onOnline(stop, resting.signal);
    await ports.wait(ms, resting.signal);
    signal.removeEventListener("abort", stop);
    stop();
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      if (shown.phase !== "connected") show({ phase: "connecting", retryAt: undefined });
      const { end, worked } = await attempt();
      if (signal.aborted) return;
      if (end.error === undefined && end.blocked !== true) {
        failures = 0;
        await rest((feed.pollSeconds ?? DEFAULT_POLL_SECONDS) * 1_000);
        continue;
      }
      if (worked) failures = 0;
      const ms = Math.max(retryDelayMs(failures, ports.random, memory.retryMs), end.retryAfterMs ?? 0);
      failures += 1;
      show({
        phase: end.blocked === true ? "blocked" : "waiting",
        retryAt: ports.now() + ms,
        reconnects: shown.reconnects + 1,
        error: end.error,
      });
      await rest(ms);
    }
  }

  return {
    status: () => ({ ...shown, rate: rate.read() }),
    ended: run(),
  };
}
