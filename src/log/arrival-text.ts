import type { ArrivalRow } from "../database/rows.ts";
import type { LochanEvent } from "../model/event.ts";

/** A few events as text: it costs the browser a third of what objects cost, to store and to read. */
export const packEvents = (events: readonly LochanEvent[]): Pick<ArrivalRow, "count" | "packed"> => ({
  count: events.length,
  packed: JSON.stringify(events),
});

export const readText = (text: string): LochanEvent[] => JSON.parse(text) as LochanEvent[];
