import type { Properties } from "./event.ts";

/** Events a run may have to be saved or replayed: they are in memory together. */
export const FIXTURE_EVENTS = 50_000;

/**
 * The times in a fixture file. `kept`: as they were, each line as an export has it, so that it can be
 * imported too. `relative`: `at`, milliseconds after the first event, and neither ids nor other times,
 * so that the file of a run that did the same differs little.
 */
export const FIXTURE_TIMES = ["relative", "kept"] as const;
export type FixtureTimes = (typeof FIXTURE_TIMES)[number];

/** An event of a fixture, to be sent again. */
export interface FixtureEvent {
  type: string;
  name: string;
  properties: Properties;
  distinctId: string;
  userId?: string;
  sessionId?: string;
  /** Milliseconds; where the times are relative the first is 0. */
  timestamp: number;
}

export interface Fixture {
  /** Ascending by timestamp. */
  events: FixtureEvent[];
  refused: number;
  /** The first of them. */
  refusedLines: { line: number; reason: string }[];
}
