import type { EventId } from "./identifier.ts";

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export type Properties = { [key: string]: JsonValue };

/**
 * One thing that happened, as it is appended, exported and shown. All times are epoch
 * milliseconds. `timestamp` is when it happened by the receiver's clock; the sender's own
 * reading is `timestamp - receivedAt + sentAt` where `sentAt` is known.
 */
export interface LochanEvent {
  id: EventId;
  /** `page`, `track`, `identify`, or any other word. */
  type: string;
  name: string;
  properties: Properties;
  /** The browser or device. */
  distinctId: string;
  /** The identified person. */
  userId?: string;
  /** A session the sender cut; events without one are cut by {@link cutSessions}. */
  sessionId?: string;
  timestamp: number;
  receivedAt: number;
  sentAt?: number;
  /** Where it came in: `api`, `snippet:https://shop.example`, `file:name.ndjson`. Local to this device. */
  source: string;
  importId?: string;
}

export const PAGE_VIEW = "page_view";

/** Names that begin with `$` (page leave, drops) are not counted as events unless asked for by name. */
export const isHiddenName = (name: string): boolean => name.startsWith("$");

export const EVENT_LIMITS = {
  nameLength: 200,
  idLength: 200,
  typeLength: 64,
  properties: 100,
  eventBytes: 8 * 1024,
  depth: 5,
  /** Events in one `append` call or one bridge message. */
  batchEvents: 10_000,
} as const;
