import type { ArrivalRow } from "../database/rows.ts";
import type { LochanEvent } from "../model/event.ts";
import { packEvents, readText } from "./arrival-text.ts";
import { decodeLocal, makeLocalEncoder } from "./local-events.ts";

type Content = Pick<ArrivalRow, "count" | "packed">;

/** An arrival as a page that was open before version 2 of the schema goes on writing it. */
type EarlyArrival = Omit<ArrivalRow, "count" | "packed"> & { events: LochanEvent[] };

export function currentForm(row: ArrivalRow | EarlyArrival): ArrivalRow {
  if ("packed" in row) return row;
  const { events, ...rest } = row;
  return { ...rest, ...packEvents(events) };
}

/** An arrival with events that can be read one by one. */
export function unpackArrival(row: ArrivalRow | EarlyArrival): ArrivalRow & { events: LochanEvent[] } {
  const arrival = currentForm(row);
  const { packed } = arrival;
  return {
    ...arrival,
    events: typeof packed === "string" ? readText(packed) : decodeLocal(packed),
  };
}

/** What an arrival holds once it has only these events, in the form it had. */
export function repackEvents(
  { packed }: Pick<ArrivalRow, "packed">,
  events: readonly LochanEvent[],
): Content {
  if (typeof packed === "string") return packEvents(events);
  const encoder = makeLocalEncoder(events.length);
  for (const event of events) encoder.add(event);
  return { count: events.length, packed: encoder.finish() };
}
