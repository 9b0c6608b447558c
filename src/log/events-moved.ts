import { type Failure } from "../model/failure.ts";

/**
 * Another content of an id took the place of the one in the log, with another time, after a reader by time had given
 * events: it would give that event twice, or not at all.
 */
export class EventsMovedError extends Error {
  override readonly name = "EventsMovedError";
  constructor() {
    super(
      "Meanwhile, of events that came with several contents other ones came to stand, at other times: an import had brought them, or was undone.",
    );
  }
}

/** Undefined where something else was thrown. */
export const movedFailure = (error: unknown): Failure | undefined =>
  error instanceof EventsMovedError ? { kind: "log-changed", message: error.message } : undefined;
