import type { ArrivalRow } from "../database/rows.ts";
import type { LochanEvent } from "../model/event.ts";
import { DICTIONARY_KINDS, type LocalEvents } from "../model/batch.ts";
import { packEvents, readText } from "./arrival-text.ts";
import { decodeLocal, makeLocalEncoder } from "./local-events.ts";
import { UUID_BYTES } from "./pack-uuids.ts";

type Content = Pick<ArrivalRow, "count" | "packed">;

/** An arrival as a page that was open before version 2 of the schema goes on writing it. */
type EarlyArrival = Omit<ArrivalRow, "count" | "packed"> & { events: LochanEvent[] };

/** With a count that is one, of no event where it cannot be read. */
export function currentForm(row: ArrivalRow | EarlyArrival): ArrivalRow {
  if ("packed" in row) return Number.isSafeInteger(row.count) && row.count > 0 ? row : { ...row, count: 0 };
  const { events, ...rest } = row;
  return { ...rest, ...(Array.isArray(events) ? packEvents(events) : { count: 0, packed: "" }) };
}

/** What an arrival holds: few events as they are, many as columns. Undefined where that cannot be read. */
export function openArrival({ packed, count }: Content): LochanEvent[] | LocalEvents | undefined {
  if (typeof packed === "string") return readText(packed, count);
  return isWhole(packed, count) ? packed : undefined;
}

function isWhole(packed: Partial<LocalEvents> | undefined, count: number): boolean {
  const { columns, entries } = packed ?? {};
  if (columns?.count !== count || entries === undefined) return false;
  const { uuids, timestamp, receivedAt, name, distinct, user, session, source, properties } = columns;
  const lists = [timestamp, receivedAt, name, distinct, user, session, source];
  return (
    uuids?.length === count * UUID_BYTES &&
    lists.every((list) => list?.length === count) &&
    Array.isArray(properties) &&
    DICTIONARY_KINDS.every((kind) => Array.isArray(entries[kind]))
  );
}

/** An arrival with events that can be read one by one: none where they cannot be read. */
export function unpackArrival(row: ArrivalRow | EarlyArrival): ArrivalRow & { events: LochanEvent[] } {
  const arrival = currentForm(row);
  const content = openArrival(arrival) ?? [];
  return { ...arrival, events: Array.isArray(content) ? content : decodeLocal(content) };
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
