import { readFeedPosition, saveFeedPosition } from "../catalog/live-feeds.ts";
import { readOtherProjects } from "../catalog/other-projects.ts";
import { countRefusals } from "../catalog/refusals.ts";
import { openDatabase } from "../database/database.ts";
import type { Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import { feedOrigin, type FeedSample, type FeedStatus, type LiveFeed } from "../model/live-feed.ts";
import { toSource } from "../model/source.ts";
import { wait } from "../model/wait.ts";
import type { FeedPorts } from "../sources/feed-connection.ts";
import { type FeedRun, runFeed } from "../sources/feed-run.ts";
import { sampleFeed } from "../sources/feed-sample.ts";
import { type LogAccess, openLogAccess } from "./append-to-log.ts";

/** A feed of a project. */
export interface ProjectFeed {
  projectId: string;
  feed: LiveFeed;
}

const TELL_EVERY_MS = 1_000;
const TELL_CHANGES_MS = 100;
/** Word of a policy comes after what it stopped has failed. */
const VIOLATION_MS = 50;

/** What the worker of the feeds does. It alone may reach the addresses the user allowed. */
export interface FeedRunner {
  /**
   * Reads these feeds and no others from now on, and tells how each is doing every second and when that
   * changes. Waits until no other worker of this browser reads feeds.
   */
  run(feeds: ProjectFeed[], onStatus: (statuses: FeedStatus[]) => unknown): Promise<void>;
  /** Resolves when what had come is on disk. */
  stop(): Promise<void>;
  /** As `sampleFeed` of the sources room. */
  sample(feed: LiveFeed): Promise<Result<FeedSample>>;
}

interface Running extends ProjectFeed {
  run: FeedRun;
  end: AbortController;
}

/** `violations` tells of addresses that the policy of this worker kept from being asked. */
export function makeFeedRunner(options: {
  databaseName?: string;
  locks: LockManager;
  violations: (listener: (blocked: string) => void) => void;
  signal: AbortSignal;
}): FeedRunner {
  const { databaseName, signal } = options;
  const suffix = databaseName === undefined ? "" : `-${databaseName}`;
  const blockedOrigins = new Set<string>();
  options.violations((blocked) => void blockedOrigins.add(feedOrigin(blocked) ?? blocked));
  const ports: FeedPorts = {
    fetch: (url, init) => fetch(url, init),
    openSocket: (url) => new WebSocket(url),
    async wasBlocked(url) {
      await wait(VIOLATION_MS, signal);
      return blockedOrigins.has(feedOrigin(url) ?? url);
    },
    wait,
  };

  let log: LogAccess | undefined;
  const running = new Map<string, Running>();
  let tell: (statuses: FeedStatus[]) => unknown = () => undefined;
  let turn: Promise<void> | undefined;
  let isTelling: ReturnType<typeof setTimeout> | undefined;

  function openLog(): LogAccess {
    if (log !== undefined) return log;
    const database = openDatabase(databaseName === undefined ? {} : { name: databaseName });
    log = openLogAccess(database, { databaseName, signal });
    setInterval(tellAll, TELL_EVERY_MS);
    return log;
  }

  function tellAll(): void {
    void tell(
      [...running.values()].map(({ projectId, feed, run }) => ({
        projectId,
        feedId: feed.id,
        ...run.status(),
      })),
    );
  }

  function tellSoon(): void {
    isTelling ??= setTimeout(() => {
      isTelling = undefined;
      tellAll();
    }, TELL_CHANGES_MS);
  }

  async function start({ projectId, feed }: ProjectFeed): Promise<void> {
    const { database, appender } = openLog();
    const end = new AbortController();
    const origin = toSource("feed", feed.name);
    const run = runFeed({
      feed,
      start: await readFeedPosition(database, projectId, feed.id),
      otherProjects: await readOtherProjects(database, projectId),
      ports: {
        ...ports,
        append: (events) => appender.append(toProjectId(projectId), events),
        savePosition: (position) => saveFeedPosition(database, projectId, feed, position),
        refuse: (refusals) =>
          countRefusals(
            database,
            refusals.map((rows) => ({ projectId, origin, ...rows })),
          ),
        onOnline: (listener, until) => self.addEventListener("online", listener, { signal: until }),
        random: Math.random,
        now: Date.now,
      },
      onChange: tellSoon,
      signal: end.signal,
    });
    run.ended.catch(reportError);
    running.set(keyOf({ projectId, feed }), { projectId, feed, run, end });
  }

  async function stop(key: string): Promise<void> {
    const stopped = running.get(key);
    if (stopped === undefined) return;
    stopped.end.abort();
    await stopped.run.ended.catch(() => undefined);
    running.delete(key);
  }

  /**
   * Held for as long as this worker lives: the one before it, in a tab that is being closed, may live on for a
   * moment, and what has no id would count twice.
   */
  const myTurn = (): Promise<void> =>
    new Promise((resolve) => {
      const hold = () =>
        new Promise<void>((release) => {
          resolve();
          signal.addEventListener("abort", () => release(), { once: true });
        });
      void options.locks.request(`lochan-feeds-worker${suffix}`, hold);
    });

  let changing: Promise<void> = Promise.resolve();
  async function change(feeds: ProjectFeed[]): Promise<void> {
    const wanted = new Map(feeds.map((each) => [keyOf(each), each]));
    const gone = [...running.keys()].filter((key) => !wanted.has(key));
    await Promise.all(gone.map(stop));
    for (const [key, each] of wanted) if (!running.has(key)) await start(each);
    tellAll();
  }

  return {
    async run(feeds, onStatus) {
      tell = onStatus;
      await (turn ??= myTurn());
      await (changing = changing.catch(() => undefined).then(() => change(feeds)));
    },
    async stop() {
      await (changing = changing.catch(() => undefined).then(() => change([])));
    },
    sample: (feed) => sampleFeed(feed, ports, signal),
  };
}

/** One that was changed is another. */
const keyOf = ({ projectId, feed }: ProjectFeed): string => JSON.stringify([projectId, feed]);
