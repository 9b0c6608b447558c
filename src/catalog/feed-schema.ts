import * as v from "valibot";
import {
  FEED_KINDS,
  FEED_LIMITS,
  FEED_STATES,
  FEED_TIMES,
  feedOrigin,
  fillAddress,
  type FeedPosition,
  type LiveFeed,
} from "../model/live-feed.ts";

/** Of whom no policy can be written otherwise: Chromium's URL takes spaces and more in a host. */
const ORIGIN = /^(?:https?|wss?):\/\/(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

const SCHEMES = { sse: /^https?:/, poll: /^https?:/, websocket: /^wss?:/ } as const;

const text = (what: string, limit: number) =>
  v.pipe(
    v.string(`${what} must be text.`),
    v.trim(),
    v.nonEmpty(`${what} is missing.`),
    v.maxLength(limit, `${what} is longer than ${limit} characters.`),
    v.check((words) => words.isWellFormed() && !words.includes("\0"), `${what} is not valid text.`),
  );
const field = v.optional(text("The field", FEED_LIMITS.fieldLength));

const mapping = v.strictObject({
  nameField: field,
  fixedName: v.optional(text("The event's name", 200)),
  timestampField: field,
  timeFormat: v.optional(v.picklist(FEED_TIMES)),
  distinctIdField: field,
  userIdField: field,
  idField: field,
  propertiesField: field,
});

const parts = {
  name: text("The name", FEED_LIMITS.nameLength),
  kind: v.picklist(FEED_KINDS, "The kind must be sse, websocket or poll."),
  url: v.pipe(
    text("The address", FEED_LIMITS.urlLength),
    v.check(
      (url) => ORIGIN.test(feedOrigin(url) ?? ""),
      "Write the whole address, such as https://feeds.example/live.",
    ),
    v.check(
      (url) => !/^\w+:\/\/[^/?#]*@/.test(url),
      "The address holds a user name or a password: leave them out.",
    ),
    v.check((url) => !url.includes("#"), "The address has a part after #: leave it out."),
    v.check(
      (url) => feedOrigin(fillAddress(url, "1")) === feedOrigin(url),
      "{lastEventId} and {since} stand in the path of the address or after ?, not in its host or port.",
    ),
  ),
  mapping: v.optional(
    v.pipe(
      mapping,
      v.check(
        ({ nameField, fixedName }) => nameField !== undefined || fixedName !== undefined,
        "Choose the field with the event's name, or give one name for all.",
      ),
    ),
  ),
  greeting: v.optional(text("The message", FEED_LIMITS.greetingLength)),
  cursorField: field,
  pollSeconds: v.optional(
    v.pipe(
      v.number("Seconds must be a number."),
      v.minValue(FEED_LIMITS.leastPollSeconds, "Ask at most once a second."),
      v.maxValue(FEED_LIMITS.mostPollSeconds, "Ask at least once a day."),
    ),
  ),
  silenceSeconds: v.optional(
    v.pipe(
      v.number("Seconds must be a number."),
      v.minValue(FEED_LIMITS.leastSilenceSeconds, "Wait at least 5 seconds."),
      v.maxValue(FEED_LIMITS.mostSilenceSeconds, "Wait at most a day."),
    ),
  ),
  state: v.picklist(FEED_STATES),
};

const fitsKind = ({ kind, url }: { kind: keyof typeof SCHEMES; url: string }): boolean =>
  SCHEMES[kind].test(url);

const schemeWords =
  "A WebSocket's address begins with wss:// or ws://, any other feed's with https:// or http://.";

/** Without an id, it is a new one. */
export const feedInputSchema = v.pipe(
  v.strictObject({ ...parts, id: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))) }),
  v.forward(
    v.check((feed) => fitsKind(feed), schemeWords),
    ["url"],
  ),
);

const storedFeed = v.pipe(
  v.object({ ...parts, id: v.string() }),
  v.check((feed) => fitsKind(feed)),
);
const storedFeeds = v.object({ version: v.literal(1), feeds: v.array(v.unknown()) });

/** What was saved; a feed that is not understood is left out. */
export function parseFeeds(stored: unknown): LiveFeed[] {
  const parsed = v.safeParse(storedFeeds, stored);
  if (!parsed.success) return [];
  return parsed.output.feeds.flatMap((each) => {
    const feed = v.safeParse(storedFeed, each);
    return feed.success ? [feed.output as LiveFeed] : [];
  });
}

const position = v.object({
  lastEventId: v.optional(v.string()),
  digest: v.optional(v.string()),
  firstSeen: v.optional(v.object({ ids: v.instance(Float64Array), times: v.instance(Float64Array) })),
});

export function parseFeedPosition(stored: unknown): FeedPosition | undefined {
  const parsed = v.safeParse(position, stored);
  return parsed.success ? (parsed.output as FeedPosition) : undefined;
}

/** Ends the key of the note that holds a project's feeds. */
export const FEEDS_NOTE = "feeds";

/** Of every feed that is not off, each once: what the user allowed. */
export const allowedOrigins = (feeds: readonly LiveFeed[]): string[] => [
  ...new Set(feeds.flatMap(({ state, url }) => (state === "off" ? [] : (feedOrigin(url) ?? [])))),
];
