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
        const parsed = parseInput(feedInputSchema, input);
        if (!parsed.ok) return parsed;
        const feeds = await listFeeds(database, projectId);
        if (!feeds.ok) return feeds;
        const feed = { ...parsed.value, id: parsed.value.id ?? "" } as LiveFeed;
        if (!allowedOrigins(feeds.value).includes(feedOrigin(feed.url) ?? ""))
          return fail({
            kind: "invalid-input",
            message: "This address may not be reached: no feed of it is on or paused.",
          });
        return host.sample(feed, cancel);
      }),
    async previewFeed(input, rows) {
      const parsed = parseInput(feedInputSchema, input);
      if (!parsed.ok) return parsed;
      const feed = { ...parsed.value, id: parsed.value.id ?? "" } as LiveFeed;
      const { previewFeed } = await import("../sources/feed-sample.ts");
      return success(previewFeed(feed, rows, Date.now()));
    },
  };
}
