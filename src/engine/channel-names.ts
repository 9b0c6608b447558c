/** One feed for each database: tests keep several apart. */
export const feedName = (databaseName: string | undefined): string =>
  databaseName === undefined ? "lochan-feed" : `lochan-feed-${databaseName}`;
