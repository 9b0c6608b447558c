import type { LochanEvent } from "./event.ts";
import type { RefusedEvent } from "./import.ts";
import type { RowMapping, RowTime } from "./row-mapping.ts";

export const FEED_KINDS = ["sse", "websocket", "poll"] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

export const FEED_TIMES = ["iso", "milliseconds", "seconds"] as const satisfies readonly RowTime[];
export type FeedTime = (typeof FEED_TIMES)[number];

/** `off`: may not be reached. `paused`: may be, and is not for now. */
export const FEED_STATES = ["off", "on", "paused"] as const;
export type FeedState = (typeof FEED_STATES)[number];

/**
 * The parts of a {@link RowMapping} that rows of a feed need: they come with their time, or as it happens, and not in the
 * cells of a table. A field may be {@link EVENT_TYPE_FIELD}, the type a server-sent event came with. Without a
 * `timestampField` an event happened when it was received, or, in a document that is asked for again, when it was first
 * seen there; without a `distinctIdField` it counts for the feed itself, unless it names a user.
 */
export interface FeedMapping extends Pick<
  RowMapping,
  | "nameField"
  | "fixedName"
  | "timestampField"
  | "distinctIdField"
  | "userIdField"
  | "idField"
  | "propertiesField"
> {
  timeFormat?: FeedTime;
}

export const EVENT_TYPE_FIELD = "$event";

/** A stream of events at an address the user allowed. */
export interface LiveFeed {
  id: string;
  name: string;
  kind: FeedKind;
  /** `{lastEventId}` or `{since}` in it stand for where the feed was left. */
  url: string;
  /** Absent: rows are events as Lochan writes them. */
  mapping?: FeedMapping;
  /** Sent to a WebSocket that has opened; one that names `{lastEventId}`, once there is one. */
  greeting?: string;
  /** The field whose value says where to go on; server-sent events say it themselves. */
  cursorField?: string;
  pollSeconds?: number;
  /** Server-sent events: without a byte for so long, comments included, the connection is taken for dead. */
  silenceSeconds?: number;
  state: FeedState;
}

/** Where a feed was left: everything up to here is on disk. */
export interface FeedPosition {
  lastEventId?: string;
  /** Of the last document a polled feed gave. */
  digest?: string;
  /** Of the rows of a polled feed that have no time of their own. */
  firstSeen?: FirstSeen;
}

/** Events by a part of the hash of their ids, and when each was seen first, epoch milliseconds. */
export interface FirstSeen {
  ids: Float64Array;
  times: Float64Array;
}

export type FeedPhase = "connecting" | "connected" | "waiting" | "blocked";

/** How a feed that runs is doing, in whichever tab it runs. */
export interface FeedStatus {
  projectId: string;
  feedId: string;
  phase: FeedPhase;
  /** When it is tried again, epoch milliseconds. */
  retryAt?: number;
  /** Events a second, over the last ten. */
  rate: number;
  /** Since it runs in this tab: stored, what came twice included. */
  events: number;
  refused: number;
  lastEventAt?: number;
  reconnects: number;
  /** Why it is not connected. */
  error?: string;
  /** What cannot be had from it while it is. */
  warning?: string;
}

/** A row of a feed as it came. */
export interface FeedRowText {
  text: string;
  /** Of a server-sent event. */
  event?: string;
}

/** What a feed sent when it was looked at; nothing of it is stored. */
export interface FeedSample {
  rows: FeedRowText[];
  /** Null where the rows are events as Lochan writes them. */
  guess: FeedMapping | null;
  /** Where a row's fields are: what a mapping can name. */
  fields: string[];
}

/** What a mapping makes of rows. */
export interface FeedPreview {
  events: LochanEvent[];
  refused: RefusedEvent[];
}

export const FEED_LIMITS = {
  feeds: 50,
  nameLength: 60,
  urlLength: 2_000,
  greetingLength: 2_000,
  fieldLength: 200,
  leastPollSeconds: 1,
  leastSilenceSeconds: 5,
  mostSilenceSeconds: 86_400,
  mostPollSeconds: 86_400,
  /** Of a document whose rows have no time. */
  rowsWithoutTime: 250_000,
} as const;

export const DEFAULT_POLL_SECONDS = 30;
export const DEFAULT_SILENCE_SECONDS = 300;

/** Whether its documents hold the same rows again and again, with nothing that says when they happened. */
export const hasRowsWithoutTime = ({ kind, mapping }: LiveFeed): boolean =>
  kind === "poll" && mapping !== undefined && mapping.timestampField === undefined;

const HOLE = /\{(?:lastEventId|since)\}/g;

export const namesPosition = (template: string): boolean => template.search(HOLE) >= 0;

export const fillAddress = (template: string, lastEventId = ""): string =>
  template.replace(HOLE, () => encodeURIComponent(lastEventId.toWellFormed()));

/** Inside the quotes of a JSON string, too. */
export const fillGreeting = (template: string, lastEventId = ""): string =>
  template.replace(HOLE, () => JSON.stringify(lastEventId).slice(1, -1));

/** As a Content-Security-Policy names it; undefined for what is no address of a feed. */
export function feedOrigin(url: string): string | undefined {
  const plain = url.replace(HOLE, "");
  return URL.canParse(plain) ? new URL(plain).origin : undefined;
}
