import type { EntryLookup } from "../../log/dictionary.ts";
import { readUuid } from "../../log/event-id.ts";
import { matchRows } from "../../log/match-rows.ts";
import { splitKind } from "../../log/split-kind.ts";
import type { WalkedEntry } from "../../log/walk-range.ts";
import { makeBreather } from "../../log/breathe.ts";
import type { BatchColumns, PropertyColumn } from "../../model/batch.ts";
import { compareText } from "../../model/compare-text.ts";
import type { EventTerm } from "../../model/question.ts";
import { remembered } from "../remembered.ts";

/** A value as the log has it: a number, or an entry of the `values` dictionary. */
export type StoredValue = number | string;

/** Some events as columns, place for place. Their texts are as `text` wrote them. */
export interface Slice {
  count: number;
  ids: string[];
  types: string[];
  names: string[];
  /** JSON of the properties without a column of their own, keys in code unit order. */
  properties: string[];
  distinctIds: string[];
  userIds: (string | undefined)[];
  sessionIds: (string | undefined)[];
  /** Epoch milliseconds. */
  timestamps: number[];
  receivedAts: number[];
  sentAts: (number | undefined)[];
  sources: string[];
  /** Of the keys that were asked for, where an event has a value. */
  columns: ReadonlyMap<string, (StoredValue | undefined)[]>;
  /** How much of the walk is behind when this slice is, 0 to 1. */
  share: number;
}

export interface SliceOptions {
  /** Half-open. */
  from?: number | undefined;
  to?: number | undefined;
  /** An event must keep to all of them. */
  filters?: readonly EventTerm[] | undefined;
  /** Keys that get a column. */
  columns?: ReadonlySet<string>;
  /** Writes each text; the same ones of an entry of the log once. */
  text: (text: string) => string;
  /** Writes an id that is a UUID. */
  uuid: (text: string) => string;
  signal?: AbortSignal | undefined;
}

/**
 * Rows of a log entry that are looked at together. With 1,024, what is made of them is forgotten while it is young:
 * with 8,192 collecting garbage took up to half of the time.
 */
const SLICE_ROWS = 1_024;

/** The events of the walk that are asked for, straight from columns, in the walk's order; breathes between slices. */
export async function* openSlices(
  walk: AsyncIterable<WalkedEntry>,
  options: SliceOptions,
): AsyncGenerator<Slice, void, undefined> {
  const breathe = makeBreather();
  for await (const { batch, entries, at, of } of walk) {
    const { count } = batch.columns;
    const kept = keptRows(batch, entries, options);
    if (kept.length === 0) continue;
    const slicer = openBatch(batch, entries, options);
    for (let first = 0, next = 0; first < count; first += SLICE_ROWS) {
      const end = Math.min(count, first + SLICE_ROWS);
      const begin = next;
      while (next < kept.length && kept[next]! < end) next++;
      const slice = slicer(kept.subarray(begin, next), first, end);
      if (slice.count > 0) yield { ...slice, share: (at + end / count) / of };
      await breathe();
      options.signal?.throwIfAborted();
    }
  }
}

/** Which events an export is of. */
export type Selection = Pick<SliceOptions, "from" | "to" | "filters">;

/** The rows of an entry that are asked for, ascending. */
export function keptRows(
  { columns }: { columns: BatchColumns },
  entries: EntryLookup,
  { from = -Infinity, to = Infinity, filters = [] }: Selection,
): Uint32Array {
  const { count, timestamp } = columns;
  const matched =
    filters.length === 0 ? undefined : matchRows(columns, [{ name: "", conditions: [...filters] }], entries);
  const kept = new Uint32Array(count);
  let length = 0;
  if (filters.length === 0 || matched !== undefined)
    for (let row = 0; row < count; row++)
      if (timestamp[row]! >= from && timestamp[row]! < to && (matched === undefined || matched[row] === 1))
        kept[length++] = row;
  return kept.subarray(0, length);
}

/** Slices of one log entry, asked for from its first row to its last. */
function openBatch({ columns }: { columns: BatchColumns }, entries: EntryLookup, options: SliceOptions) {
  const { text, uuid } = options;
  const person = remembered((ordinal: number) => text((entries.entry("people", ordinal) ?? "").slice(1)));
  const session = remembered((ordinal: number) => text(entries.entry("sessions", ordinal) ?? ""));
  const source = remembered((ordinal: number) => text((entries.entry("values", ordinal) ?? "").slice(1)));
  const kind = remembered((ordinal: number) => splitKind(entries.entry("names", ordinal) ?? "\0").map(text));
  const otherIds = new Map(columns.otherIds);
  const readers = columns.properties
    .map((property) => openProperty(property, entries, options))
    .sort((a, b) => compareText(a.name, b.name));

  return (rows: Uint32Array, first: number, end: number): Omit<Slice, "share"> => {
    const count = rows.length;
    const list = <T>(read: (row: number) => T): T[] => {
      const values: T[] = [];
      for (let at = 0; at < count; at++) values.push(read(rows[at]!));
      return values;
    };
    const places = new Int32Array(end - first).fill(-1);
    for (let at = 0; at < count; at++) places[rows[at]! - first] = at;
    const json = Array.from({ length: count }, () => "");
    const own = new Map<string, (StoredValue | undefined)[]>();
    for (const { read } of readers) read(places, first, end, json, own);
    return {
      count,
      ids: list((row) => {
        const other = otherIds.get(row);
        return other === undefined ? uuid(readUuid(columns.uuids, row * 16)) : text(other);
      }),
      types: list((row) => kind(columns.name[row]!)[0]!),
      names: list((row) => kind(columns.name[row]!)[1]!),
      properties: json.map((members) => `{${members}}`),
      distinctIds: list((row) => person(columns.distinct[row]!)),
      userIds: list((row) => (columns.user[row]! > 0 ? person(columns.user[row]! - 1) : undefined)),
      sessionIds: list((row) => (columns.session[row]! > 0 ? session(columns.session[row]! - 1) : undefined)),
      timestamps: list((row) => columns.timestamp[row]!),
      receivedAts: list((row) => columns.receivedAt[row]!),
      sentAts: list((row) => {
        const sentAt = columns.sentAt?.[row] ?? Number.NaN;
        return Number.isNaN(sentAt) ? undefined : sentAt;
      }),
      sources: list((row) => source(columns.source[row]!)),
      columns: own,
    };
  };
}

/** JSON has a minus zero, which `JSON.stringify` does not write. */
export const numberText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** A dictionary's entry as JSON. */
export const entryJson = (entry: string): string =>
  entry.startsWith("s") ? JSON.stringify(entry.slice(1)) : entry.slice(1);

function openProperty({ key, text, numbers }: PropertyColumn, entries: EntryLookup, options: SliceOptions) {
  const name = entries.entry("keys", key) ?? "";
  const isColumn = options.columns?.has(name) === true;
  const prefix = `${JSON.stringify(name)}:`;
  const entryOf = (ordinal: number): string => entries.entry("values", ordinal) ?? "s";
  const member = remembered((ordinal: number) => prefix + entryJson(entryOf(ordinal)));
  const nextText = openPart(text?.rows);
  const nextNumber = openPart(numbers?.rows);

  const read = (
    places: Int32Array,
    first: number,
    end: number,
    json: string[],
    own: Map<string, (StoredValue | undefined)[]>,
  ): void => {
    let column: (StoredValue | undefined)[] | undefined;
    const put = (at: number, value: StoredValue, written: string): void => {
      if (!isColumn) {
        json[at] = json[at] === "" ? written : `${json[at]},${written}`;
        return;
      }
      if (column === undefined)
        own.set(name, (column = Array.from({ length: json.length }, () => undefined)));
      column[at] = value;
    };
    if (text !== undefined)
      nextText(first, end, (place, row) => {
        const at = places[row - first]!;
        if (at < 0) return;
        const ordinal = text.ordinals[place]!;
        put(at, isColumn ? entryOf(ordinal) : "", isColumn ? "" : member(ordinal));
      });
    if (numbers !== undefined)
      nextNumber(first, end, (place, row) => {
        const at = places[row - first]!;
        const value = numbers.values[place]!;
        if (at >= 0) put(at, value, isColumn ? "" : prefix + numberText(value));
      });
  };
  return { name, read };
}

/** Goes through a part's places in stretches of rows, each beginning where the one before ended. */
function openPart(rows: Uint32Array | undefined) {
  let next = 0;
  return (first: number, end: number, take: (place: number, row: number) => void): void => {
    if (rows === undefined) {
      for (let row = first; row < end; row++) take(row, row);
      return;
    }
    for (; next < rows.length && rows[next]! < end; next++) take(next, rows[next]!);
  };
}
