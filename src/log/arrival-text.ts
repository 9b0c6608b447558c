import type { ArrivalRow } from "../database/rows.ts";
import type { LochanEvent } from "../model/event.ts";

/** A few events as text: it costs the browser a third of what objects cost, to store and to read. */
export const packEvents = (events: readonly LochanEvent[]): Pick<ArrivalRow, "count" | "packed"> => ({
  count: events.length,
  packed: JSON.stringify(events),
});

/** Undefined where it is not what {@link packEvents} made of so many events. */
export function readText(text: string, count: number): LochanEvent[] | undefined {
  let events: unknown;
  try {
    events = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(events) || events.length !== count || !events.every(isEvent)) return undefined;
  return events as LochanEvent[];
}

const TEXTS = ["id", "type", "name", "distinctId", "source"];
const TIMES = ["timestamp", "receivedAt"];

/** It was parsed when it came; this is to notice that something else lies in its place. */
function isEvent(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const event = value as Record<string, unknown>;
  return (
    TEXTS.every((field) => typeof event[field] === "string") &&
    TIMES.every((field) => typeof event[field] === "number") &&
    typeof event["properties"] === "object" &&
    event["properties"] !== null
  );
}
