import type { LochanEvent } from "./event.ts";
import type { Failure } from "./failure.ts";

/** Receivers tell labs of this browser what they took, over this channel, while one holds the lock. */
export const LAB_CHANNEL = "lochan-lab";
export const LAB_LOCK = "lochan-lab";

/** How a page reached its receiver, as the receiver itself knows it. */
export type Via = "same-origin" | "opener" | "iframe" | "popup";

/** What became of one message of a snippet. */
export interface MessageOutcome {
  /** By the sender's clock, epoch milliseconds; absent where the message was not understood. */
  sentAt?: number;
  receivedAt: number;
  /** When the events were on disk. */
  storedAt: number;
  /** Those on disk now, or already before. */
  events: LochanEvent[];
  refused: RefusedText[];
  /** Nothing of the message was taken. */
  failure?: Failure;
}

export interface RefusedText {
  /** As the page wrote it. */
  id: string;
  reason: string;
  /** The event as it came, cut to {@link REFUSED_LENGTH} characters. */
  json: string;
}

export const REFUSED_LENGTH = 2_000;

export interface LabNote extends MessageOutcome {
  version: 1;
  via: Via;
  origin: string;
  /** As the snippet claimed. */
  projectId: string;
}
