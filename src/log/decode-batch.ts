import type { Batch, BatchColumns } from "../model/batch.ts";
import type { JsonValue, LochanEvent } from "../model/event.ts";
import { toEventId } from "../model/identifier.ts";
import { setOwn } from "../model/set-own.ts";
import { eachPlace } from "./column-places.ts";
import type { EntryLookup } from "./dictionary.ts";
import { makeIdReader } from "./event-id.ts";

/** The events of a batch in log order, or those at the given row indexes, in the order given. */
export function decodeBatch(
  { columns }: Pick<Batch, "columns">,
  entries: EntryLookup,
  rows?: readonly number[],
): LochanEvent[] {
  const idOf = makeIdReader(columns);
  const decode = (row: number) => decodeFields(columns, entries, idOf(row), row);
  const events = rows?.map(decode) ?? Array.from({ length: columns.count }, (_, row) => decode(row));
  for (const { key, text, numbers } of columns.properties) {
    const name = entries.entry("keys", key) ?? "";
    if (text !== undefined) {
      eachPlace(text.rows, columns.count, rows, (place, index) => {
        const value = entryToValue(entries.entry("values", text.ordinals[place]!) ?? "s");
        setOwn(events[index]!.properties, name, value);
      });
    }
    if (numbers !== undefined) {
      eachPlace(numbers.rows, columns.count, rows, (place, index) => {
        setOwn(events[index]!.properties, name, numbers.values[place]!);
      });
    }
  }
  return events;
}

function decodeFields(columns: BatchColumns, entries: EntryLookup, id: string, row: number): LochanEvent {
  const kind = entries.entry("names", columns.name[row]!) ?? "\0";
  const cut = kind.indexOf("\0");
  const person = (ordinal: number) => (entries.entry("people", ordinal) ?? "").slice(1);
  const text = (ordinal: number) => (entries.entry("values", ordinal) ?? "").slice(1);
  const event: LochanEvent = {
    id: toEventId(id),
    type: kind.slice(0, cut),
    name: kind.slice(cut + 1),
    properties: {},
    distinctId: person(columns.distinct[row]!),
    timestamp: columns.timestamp[row]!,
    receivedAt: columns.receivedAt[row]!,
    source: text(columns.source[row]!),
  };
  const user = columns.user[row]!;
  if (user > 0) event.userId = person(user - 1);
  const session = columns.session[row]!;
  if (session > 0) event.sessionId = entries.entry("sessions", session - 1) ?? "";
  const sentAt = columns.sentAt?.[row] ?? Number.NaN;
  if (!Number.isNaN(sentAt)) event.sentAt = sentAt;
  const importId = columns.importId?.[row] ?? 0;
  if (importId > 0) event.importId = text(importId - 1);
  return event;
}

function entryToValue(entry: string): JsonValue {
  const text = entry.slice(1);
  return entry.startsWith("s") ? text : (JSON.parse(text) as JsonValue);
}
