import type { LiveFeed } from "../model/live-feed.ts";
import type { FeedRow } from "./feed-rows.ts";

/** What a feed needs of where it runs. */
export interface FeedPorts {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  openSocket: (url: string) => WebSocket;
  /** Whether the browser kept this address from being asked, by the policy of the app. */
  wasBlocked: (url: string) => Promise<boolean>;
  /** Resolves early when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** One attempt to read a feed. */
export interface FeedConnection {
  feed: LiveFeed;
  ports: FeedPorts;
  /** What one attempt learned for the next. */
  memory: FeedMemory;
  lastEventId: string | undefined;
  /** Of the last document. */
  digest: string | undefined;
  onOpen: () => void;
  onWarning: (warning: string | undefined) => void;
  /** Resolves when more rows may come. */
  take: (rows: FeedRow[]) => Promise<void>;
  /** Where a document was left, once all its rows were taken. */
  leave: (position: { lastEventId?: string; digest?: string }) => Promise<void>;
  signal: AbortSignal;
}

export interface FeedMemory {
  /** What the server said to wait before coming back. */
  retryMs?: number;
}

/** Why an attempt is over. */
export interface FeedEnd {
  /** In words; absent where nothing is wrong. */
  error?: string;
  /** The browser was not let ask: the app's own policy. */
  blocked?: boolean;
  retryAfterMs?: number;
}

export const OPEN_WAIT_MS = 30_000;

export const aborted: FeedEnd = {};
