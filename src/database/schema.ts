export const DATABASE_NAME = "lochan";
export const SCHEMA_VERSION = 8;

/** What Dexie multiplies a version by before the browser sees it; it may add to that. */
const DEXIE_VERSION_FACTOR = 10;

/** The schema of a database as the browser numbers it. */
export const schemaOf = (version: number): number => Math.floor(version / DEXIE_VERSION_FACTOR);
