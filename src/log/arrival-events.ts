import type { ArrivalRow } from "../database/rows.ts";
import type { LochanEvent } from "../model/event.ts";

/** An arrival with its events as they can be read. */
export interface Arrival extends ArrivalRow {
  events: LochanEvent[];
}

/** As text an arrival costs the browser a third of what it costs as objects, to store and to read. */
export const packEvents = (events: readonly LochanEvent[]): Pick<ArrivalRow, "count" | "packed"> => ({
  count: events.length,
  packed: JSON.stringify(events),
});

/** Also what a page that was open before version 2 of the schema goes on writing: objects, no count. */
export function unpackArrival(row: ArrivalRow | Omit<Arrival, "count" | "packed">): Arrival {
  const events = "packed" in row ? (JSON.parse(row.packed) as LochanEvent[]) : row.events;
  return { packed: "", ...row, count: events.length, events };
}
