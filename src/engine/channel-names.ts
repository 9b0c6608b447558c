import type { Database } from "../database/database.ts";

/** One feed for each database: tests keep several apart. */
export const feedName = (databaseName: string | undefined): string =>
  databaseName === undefined ? "lochan-feed" : `lochan-feed-${databaseName}`;

/** Of whoever takes a turn in the shared folder of a project. */
export const sharingLock = ({ name }: Pick<Database, "name">, projectId: string): string =>
  `lochan-shared-${name}-${projectId}`;
