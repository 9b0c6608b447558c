import type { Failure } from "./failure.ts";

/**
 * What the snippet and its receiver (the bridge, or the app that opened the site) say to each
 * other. The snippet posts a {@link SnippetHello} with a `MessagePort`; everything after it goes
 * over that port. A receiver that does not speak the hello's version answers `refused` with
 * `version-mismatch`; one that does answers `welcome` in that version.
 */
export type SnippetVersion = 1;

export interface SnippetHello {
  /** The newest version the snippet speaks. */
  lochan: SnippetVersion;
  kind: "hello";
  project: string;
  key: string;
}

/**
 * `sentAt` and each event's `timestamp` are readings of the sender's clock, epoch milliseconds.
 * An event travels as the JSON text it was kept as, in the shape of our NDJSON.
 */
export interface SnippetBatch {
  kind: "events";
  sentAt: number;
  events: [id: string, json: string][];
}

export type ReceiverMessage =
  | { kind: "welcome"; version: SnippetVersion; idleMs: number; live: boolean }
  | { kind: "refused"; failure: Failure }
  /**
   * `ids` are committed (or were before). `refused` will never be taken; the sender forgets
   * both. What is in neither stays in its outbox.
   */
  | { kind: "acked"; ids: string[]; refused: [id: string, reason: string][] }
  /** Nothing of the batch was taken. */
  | { kind: "failed"; failure: Failure }
  /** Someone is watching: send at once. */
  | { kind: "live"; live: boolean }
  /** The receiver's page is being left or reloaded: no ack will come any more, say hello again. */
  | { kind: "closing" };

/** A bridge that was opened as a window tells its opener it is there. */
export interface BridgeReady {
  lochan: SnippetVersion;
  kind: "ready";
}
