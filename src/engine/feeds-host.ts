import * as Comlink from "comlink";
import * as v from "valibot";
import { allowedOrigins } from "../catalog/feed-schema.ts";
import { listAllowedFeeds } from "../catalog/live-feeds.ts";
import type { Database } from "../database/database.ts";
import type { FeedChannel } from "../feed/feed-channel.ts";
import { fail, type Result } from "../model/failure.ts";
import type { FeedSample, FeedStatus, LiveFeed } from "../model/live-feed.ts";
import { wait } from "../model/wait.ts";
import type { FeedRunner, ProjectFeed } from "./feed-runner.ts";
import { makeRestartDelay } from "./restart-delay.ts";

/** What had come is stored meanwhile. */
const STOP_MS = 3_000;

const statusesMessage = v.object({
  version: v.literal(1),
  statuses: v.array(
    v.object({
      projectId: v.string(),
      feedId: v.string(),
      phase: v.picklist(["connecting", "connected", "waiting", "blocked"]),
      retryAt: v.optional(v.number()),
      rate: v.number(),
      events: v.number(),
      refused: v.number(),
      lastEventAt: v.optional(v.number()),
      reconnects: v.number(),
      error: v.optional(v.string()),
      warning: v.optional(v.string()),
    }),
  ),
});

export interface FeedsHost {
  /** Looks at a feed in a worker of its own, which `cancel` ends. */
  sample(feed: LiveFeed, cancel: AbortSignal): Promise<Result<FeedSample>>;
}

/**
 * Runs the feeds that are on, in one worker of one tab of the browser: the one that holds the lock. Every tab
 * is told how they are doing. While no feed is on there is no worker, and nobody asks for the lock.
 */
export function hostFeeds(options: {
  database: Database;
  databaseName?: string;
  channel: FeedChannel;
  locks: LockManager;
  startWorker: () => Worker;
  /** Resolves when the page's first questions were answered. */
  calm: Promise<void>;
  onStatuses: (statuses: FeedStatus[]) => void;
  onError: (error: unknown) => void;
  signal: AbortSignal;
}): FeedsHost {
  const { database, signal, startWorker } = options;
  const suffix = options.databaseName === undefined ? "" : `-${options.databaseName}`;
  const tabs = new BroadcastChannel(`lochan-feed-status${suffix}`);
  tabs.onmessage = (event: MessageEvent<unknown>) => {
    const parsed = v.safeParse(statusesMessage, event.data);
    if (parsed.success) options.onStatuses(parsed.output.statuses as FeedStatus[]);
  };

  let wanted: ProjectFeed[] = [];
  /** As the service worker allows them when the worker is started. */
  let allowed = "";
  /** Ends this tab's part: waiting for the lock, or holding it. */
  let part: AbortController | undefined;
  let changed: () => void = () => undefined;

  function publish(statuses: FeedStatus[]): void {
    if (signal.aborted) return;
    tabs.postMessage({ version: 1, statuses });
    options.onStatuses(statuses);
  }

  async function look(): Promise<void> {
    const feeds = await listAllowedFeeds(database);
    wanted = feeds.filter(({ feed }) => feed.state === "on");
    allowed = originsOf(feeds);
    if (signal.aborted) return;
    changed();
    if (wanted.length > 0 && part === undefined) takePart();
    if (wanted.length === 0) part?.abort();
  }

  function takePart(): void {
    const mine = new AbortController();
    part = mine;
    void options.locks
      .request(`lochan-feeds${suffix}`, { signal: mine.signal }, () => host(mine.signal))
      .catch((error: unknown) => {
        if (!mine.signal.aborted) options.onError(error);
      })
      .finally(() => {
        part = undefined;
        if (!signal.aborted) void look().catch(options.onError);
      });
  }

  async function host(until: AbortSignal): Promise<void> {
    let restartDelay = makeRestartDelay();
    while (!until.aborted) {
      const startedAt = performance.now();
      const ended = await runWorker(until);
      if (ended === "failed") await wait(restartDelay(performance.now() - startedAt), until);
      else restartDelay = makeRestartDelay();
    }
    publish([]);
  }

  /**
   * Until other origins are allowed, for which the worker's policy must be made anew, or something fails: the worker
   * stops, or the browser keeps it from asking.
   */
  async function runWorker(until: AbortSignal): Promise<"done" | "failed"> {
    const worker = startWorker();
    const runner = Comlink.wrap<FeedRunner>(worker);
    const allowedThen = allowed;
    const ended = new Promise<"done" | "failed">((resolve) => {
      const end = (): void => resolve("done");
      until.addEventListener("abort", end, { once: true });
      if (until.aborted) end();
      worker.addEventListener("error", () => resolve("failed"));
      const onStatuses = Comlink.proxy((statuses: FeedStatus[]) => {
        publish(statuses);
        if (statuses.some(({ phase }) => phase === "blocked")) resolve("failed");
      });
      changed = () => {
        if (allowed !== allowedThen) end();
        else runner.run(wanted, onStatuses).catch(options.onError);
      };
      changed();
    });
    const how = await ended;
    changed = () => undefined;
    await Promise.race([runner.stop(), wait(STOP_MS, signal)]);
    worker.terminate();
    return how;
  }

  signal.addEventListener(
    "abort",
    () => {
      tabs.close();
      part?.abort();
    },
    { once: true },
  );
  options.channel.subscribe((message) => {
    if (message.kind === "catalog") void look().catch(options.onError);
  });
  void options.calm.then(() => (signal.aborted ? undefined : look())).catch(options.onError);

  return {
    async sample(feed, cancel) {
      const worker = startWorker();
      const runner = Comlink.wrap<FeedRunner>(worker);
      const stopped = new Promise<Result<FeedSample>>((resolve) => {
        const end = (): void => resolve(fail({ kind: "cancelled", message: "Looking was stopped." }));
        cancel.addEventListener("abort", end, { once: true });
        if (cancel.aborted) end();
        worker.addEventListener("error", ({ message }) =>
          resolve(fail({ kind: "feed-unreachable", message: message || "The worker of the feeds ended." })),
        );
      });
      try {
        return await Promise.race([runner.sample(feed), stopped]);
      } finally {
        worker.terminate();
      }
    },
  };
}

const originsOf = (feeds: readonly ProjectFeed[]): string =>
  allowedOrigins(feeds.map(({ feed }) => feed))
    .toSorted()
    .join(" ");
