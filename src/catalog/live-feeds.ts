import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { randomHex } from "../model/hex.ts";
import { FEED_LIMITS, type FeedPosition, type LiveFeed } from "../model/live-feed.ts";
import { attempt } from "./attempt.ts";
import { feedInputSchema, FEEDS_NOTE, parseFeedPosition, parseFeeds } from "./feed-schema.ts";
import { parseInput } from "./parse-input.ts";
import { changeProjectNote } from "./project-note.ts";
import { foldName } from "./projects.ts";
import { projectSettingPrefix } from "./settings.ts";

export const feedsKey = (projectId: string): string => `${projectSettingPrefix(projectId)}${FEEDS_NOTE}`;
const positionKey = (projectId: string, feedId: string): string =>
  `${projectSettingPrefix(projectId)}feed-position:${feedId}`;

/** As they were added. */
export function listFeeds(db: Database, projectId: string): Promise<Result<LiveFeed[]>> {
  return attempt(async () => success(parseFeeds((await db.settings.get(feedsKey(projectId)))?.value)));
}

/** Those of every project that may be reached, paused ones too. */
export async function listAllowedFeeds(db: Database): Promise<{ projectId: string; feed: LiveFeed }[]> {
  const projectIds = await db.projects.toCollection().primaryKeys();
  const notes = await db.settings.bulkGet(projectIds.map(feedsKey));
  return projectIds.flatMap((projectId, at) =>
    parseFeeds(notes[at]?.value)
      .filter(({ state }) => state !== "off")
      .map((feed) => ({ projectId, feed })),
  );
}

/**
 * Adds a feed, or changes the one whose id is given. One that now comes from elsewhere is read from its
 * beginning; rows without a time stay as old as they are. Failures: `invalid-input` (a name that is taken, too), `unknown-project`.
 */
export async function saveFeed(db: Database, projectId: string, input: unknown): Promise<Result<LiveFeed>> {
  const parsed = parseInput(feedInputSchema, input);
  if (!parsed.ok) return parsed;
  const feed = { ...parsed.value, id: parsed.value.id ?? randomHex(8) } as LiveFeed;
  return changeProjectNote(db, projectId, feedsKey(projectId), async (stored) => {
    const feeds = parseFeeds(stored);
    const known = feeds.find(({ id }) => id === feed.id);
    if (parsed.value.id !== undefined && known === undefined)
      return refuse("This feed was removed.", undefined);
    if (feeds.some(({ id, name }) => id !== feed.id && foldName(name) === foldName(feed.name)))
      return refuse(`There is already a feed named ${feed.name}.`, "name");
    if (known === undefined && feeds.length >= FEED_LIMITS.feeds)
      return refuse(`A project has at most ${FEED_LIMITS.feeds} feeds.`, undefined);
    if (known !== undefined && placeOf(known) !== placeOf(feed)) {
      const key = positionKey(projectId, feed.id);
      const firstSeen = parseFeedPosition((await db.settings.get(key))?.value)?.firstSeen;
      if (firstSeen === undefined) await db.settings.delete(key);
      else await db.settings.put({ key, value: { firstSeen } satisfies FeedPosition });
    }
    const changed =
      known === undefined ? [...feeds, feed] : feeds.map((each) => (each === known ? feed : each));
    return success({ note: feedsToNote(changed), value: feed });
  });
}

/** What it sent stays. */
export function removeFeed(db: Database, projectId: string, feedId: string): Promise<Result<null>> {
  return changeProjectNote(db, projectId, feedsKey(projectId), async (stored) => {
    await db.settings.delete(positionKey(projectId, feedId));
    return success({ note: feedsToNote(parseFeeds(stored).filter(({ id }) => id !== feedId)), value: null });
  });
}

export async function readFeedPosition(
  db: Database,
  projectId: string,
  feedId: string,
): Promise<FeedPosition | undefined> {
  return parseFeedPosition((await db.settings.get(positionKey(projectId, feedId)))?.value);
}

/** Where `feed` was left, unless it was removed or comes from elsewhere by now: its reader may learn of it later. */
export function saveFeedPosition(
  db: Database,
  projectId: string,
  feed: LiveFeed,
  position: FeedPosition,
): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.settings, async () => {
      if ((await db.projects.get(projectId)) === undefined) return success(null);
      const stored = parseFeeds((await db.settings.get(feedsKey(projectId)))?.value);
      if (stored.some((each) => each.id === feed.id && placeOf(each) === placeOf(feed)))
        await db.settings.put({ key: positionKey(projectId, feed.id), value: position });
      return success(null);
    }),
  );
}

export const feedsToNote = (feeds: readonly LiveFeed[]) => ({ version: 1, feeds });

const refuse = (message: string, path: string | undefined): Result<never> =>
  fail({ kind: "invalid-input", message, ...(path === undefined ? {} : { path }) });

/** Another place, another position; another mapping, too: what it refused before is read again, and what it did not has its ids. */
const placeOf = ({ kind, url, cursorField, mapping }: LiveFeed): string =>
  JSON.stringify([kind, url, cursorField, mapping]);
