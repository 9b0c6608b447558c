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

export const unpackArrival = (row: ArrivalRow): Arrival => ({
  ...row,
  events: JSON.parse(row.packed) as LochanEvent[],
});
