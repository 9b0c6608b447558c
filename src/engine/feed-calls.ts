import { allowedOrigins, feedInputSchema } from "../catalog/feed-schema.ts";
import { listFeeds, removeFeed, saveFeed } from "../catalog/live-feeds.ts";
import { parseInput } from "../catalog/parse-input.ts";
import { readProject } from "../catalog/projects.ts";
import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { feedOrigin, type LiveFeed } from "../model/live-feed.ts";
import type { FeedCalls } from "./api.ts";
import type { Cancellable } from "./cancellable.ts";
import type { FeedsHost } from "./feeds-host.ts";

/** What the page asks about live feeds. `changed` tells every tab that the catalog is another. */
export function makeFeedCalls(options: {
  database: Database;
  host: FeedsHost;
  changed: <T>(result: Result<T>) => Result<T>;
  cancellable: Cancellable;
}): FeedCalls {
  const { database, host, changed, cancellable } = options;
  return {
    async feeds(projectId) {
      const project = await readProject(database, projectId);
      return project.ok ? listFeeds(database, projectId) : project;
    },
    saveFeed: async (projectId, input) => changed(await saveFeed(database, projectId, input)),
    removeFeed: async (projectId, feedId) => changed(await removeFeed(database, projectId, feedId)),
    sampleFeed: (projectId, input, { queryId } = {}) =>
      cancellable(queryId, async (cancel) => {
        const feed = parseFeed(input);
        if (!feed.ok) return feed;
        const feeds = await listFeeds(database, projectId);
        if (!feeds.ok) return feeds;
        if (!allowedOrigins(feeds.value).includes(feedOrigin(feed.value.url) ?? ""))
          return fail({
            kind: "invalid-input",
            message: "This address may not be reached: no feed of it is on or paused.",
          });
        return host.sample(feed.value, cancel);
      }),
    async previewFeed(input, rows) {
      const feed = parseFeed(input);
      if (!feed.ok) return feed;
      const { previewFeed } = await import("../sources/feed-sample.ts");
      return success(previewFeed(feed.value, rows, Date.now()));
    },
  };
}

/** A feed as it would be saved. */
function parseFeed(input: unknown): Result<LiveFeed> {
  const parsed = parseInput(feedInputSchema, input);
  return parsed.ok ? success({ ...parsed.value, id: parsed.value.id ?? "" } as LiveFeed) : parsed;
}
