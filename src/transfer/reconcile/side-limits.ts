import type { LochanEvent } from "../../model/event.ts";

/** What memory may grow to. */
export const SIDE_LIMITS = {
  /** Of one side; an id takes some 24 bytes. */
  events: 12_000_000,
  /** Of tables of daily totals, each some 100 bytes. */
  lines: 1_000_000,
  /** With events. */
  days: 4_096,
  /** Users, and sessions. */
  people: 4_000_000,
  /** Of one dimension; and names of events that ids are given on with. */
  values: 100_000,
  /** Pairs of a value and a day, of one dimension. */
  cells: 2_000_000,
  /** A user or session by value and day, of one dimension. */
  members: 8_000_000,
  /** Ids are given on to be matched where there are no more. */
  ids: 1_000_000,
} as const;

export type SideLimits = { [Limit in keyof typeof SIDE_LIMITS]: number };

export type TalliedEvent = Pick<
  LochanEvent,
  "id" | "type" | "name" | "distinctId" | "userId" | "sessionId" | "timestamp" | "properties"
>;
