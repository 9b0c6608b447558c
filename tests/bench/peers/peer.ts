import type { streamTraffic } from "../../support/web-traffic.ts";

export type TrafficEvent =
  ReturnType<typeof streamTraffic> extends Generator<(infer Event)[]> ? Event : never;

/** A question as plain words, for whoever has no questions of its own. */
export interface PeerQuestion {
  id: string;
  measure: "events" | "users" | "sessions";
  /** Half-open, epoch milliseconds. */
  from: number;
  to: number;
  /** Only events whose field has one of these values. */
  filter?: { field: Field; values: string[] };
  /** Only events of users who did an event of this name at least so often in the same time. Asked of SQL alone. */
  did?: { name: string; least: number };
  /**
   * One number a day of UTC, or one a value of a field, the ten greatest; `entry` is the path of the first page view of an
   * event's session, asked of DuckDB alone.
   */
  by?: "day" | "entry" | Field;
  /** Of what is of one instant, the choice that Lochan makes, for an answer that is compared; not for one that is timed. */
  isSettled?: boolean;
  /** With the measure over everything, and over all values but those ten, as {@link TOTAL} and {@link REST}. */
  whole?: boolean;
}

/** What questions here filter by and break down by. */
export type Field = "name" | "path" | "country" | "device";

/** The total alone, or a number a key; days by their start, those without events left out. */
export type PeerAnswer = number | [key: string | number, value: number][];

/** Something a developer would use instead, in a browser, each at its natural best. */
export interface Peer {
  /** Where its events are, and what was left out, in words for the table's notes. */
  readonly store: string;
  open(): Promise<void>;
  /** Ascending by time. */
  load(events: TrafficEvent[]): Promise<void>;
  /** Whatever is better done once everything is there. Called after each bulk of events. */
  finish(): Promise<void>;
  ask(question: PeerQuestion): Promise<PeerAnswer>;
}

/** A user is the user id, else the browser: nobody of this traffic logs in midway. */
export const actorOf = (event: TrafficEvent): string => event.userId ?? event.distinctId;

export const TOP = 10;
export const TOTAL = "(total)";
export const REST = "(rest)";
export const DAY_MS = 86_400_000;
