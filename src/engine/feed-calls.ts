import { feedInputSchema } from "../catalog/feed-schema.ts";
import { listFeeds, removeFeed, saveFeed } from "../catalog/live-feeds.ts";
import { parseInput } from "../catalog/parse-input.ts";
import { readProject } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { LiveFeed } from "../model/live-feed.ts";
import { previewFeed } from "../sources/feed-sample.ts";
import type { FeedCalls } from "./api.ts";
import type { FeedsHost } from "./feeds-host.ts";

/** What the page asks about live feeds. `changed` tells every tab that the catalog is another. */
export function makeFeedCalls(options: {
  database: Database;
  host: FeedsHost;
  changed: <T>(result: Result<T>) => Result<T>;
  cancellable: <T>(
    queryId: string | undefined,
    work: (signal: AbortSignal) => Promise<Result<T>>,
  ) => Promise<Result<T>>;
}): FeedCalls {
  const { database, host, changed, cancellable } = options;
  return {
    async feeds(projectId) {
      const project = await readProject(database, projectId);
      return project.ok ? listFeeds(database, projectId) : project;
    },
    saveFeed: async (projectId, input) => changed(await saveFeed(database, projectId, input)),
    removeFeed: async (projectId, feedId) => changed(await removeFeed(database, projectId, feedId)),
    sampleFeed: (projectId, feedId, { queryId } = {}) =>
      cancellable(queryId, async (cancel) => {
        const feeds = await listFeeds(database, projectId);
        if (!feeds.ok) return feeds;
        const feed = feeds.value.find(({ id }) => id === feedId);
        if (feed === undefined || feed.state === "off")
          return fail({
            kind: "invalid-input",
            message: "This feed may not be reached: it is off, or was removed.",
          });
        return host.sample(feed, cancel);
      }),
    async previewFeed(input, rows) {
      const parsed = parseInput(feedInputSchema, input);
      if (!parsed.ok) return parsed;
      const feed = { ...parsed.value, id: parsed.value.id ?? "" } as LiveFeed;
      return success(previewFeed(feed, rows, Date.now()));
    },
  };
}
