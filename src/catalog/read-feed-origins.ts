import * as v from "valibot";
import { readOnce } from "../database/read-once.ts";
import { allowedOrigins, FEEDS_NOTE, parseFeeds } from "./feed-schema.ts";

const row = v.object({ key: v.string(), value: v.unknown() });

/** The origins the user allowed for feeds, of every project; for a service worker, so without Dexie. */
export async function readFeedOrigins(databaseName?: string): Promise<string[]> {
  const rows = await readOnce(["settings"], (reads) => reads.all("settings"), databaseName);
  const feeds = (rows ?? []).flatMap((each) => {
    const parsed = v.safeParse(row, each);
    const isNote = parsed.success && /^project:.+:(.+)$/.exec(parsed.output.key)?.[1] === FEEDS_NOTE;
    return isNote ? parseFeeds(parsed.output.value) : [];
  });
  return allowedOrigins(feeds);
}
