import type { WalkedEntry } from "../../log/walk-range.ts";
import { splitKind } from "../../log/split-kind.ts";
import type { GrowingBytes } from "./growing-bytes.ts";
import type { Slice } from "./open-slices.ts";
import { type ColumnBuilder, Numbers, PlainTexts, RepeatedTexts } from "./parquet-chunks.ts";
import { openPropertyBuilder } from "./parquet-property.ts";
import { type ColumnChunk, FIELDS } from "./parquet-schema.ts";
import { Places } from "./places.ts";
import type { TypedColumn } from "./typed-columns.ts";
import { makeMemberWriter } from "./write-members.ts";

/** Rows that are written together. */
export interface ParquetGroup {
  readonly rows: number;
  /** Bytes of JSON. */
  readonly length: number;
  /** Of events that are no entry of the log: typed columns stay empty. */
  takeSlice(slice: Slice): void;
  /** Takes rows of an entry, in stretches from its first row to its last. */
  openEntry(entry: WalkedEntry): (rows: Uint32Array) => void;
  /** The pages of each column, for a file that is `start` bytes long before them. */
  finish(start: number): { pages: Uint8Array<ArrayBuffer>[]; columns: ColumnChunk[] };
}

export function openParquetGroup(typed: readonly TypedColumn[]): ParquetGroup {
  const ids = new PlainTexts(FIELDS.id);
  const properties = new PlainTexts(FIELDS.properties);
  const [types, names] = [new RepeatedTexts(FIELDS.type), new RepeatedTexts(FIELDS.name)];
  const [distinctIds, userIds] = [new RepeatedTexts(FIELDS.distinctId), new RepeatedTexts(FIELDS.userId)];
  const [sessionIds, sources] = [new RepeatedTexts(FIELDS.sessionId), new RepeatedTexts(FIELDS.source)];
  const [timestamps, receivedAts] = [new Numbers(FIELDS.timestamp), new Numbers(FIELDS.receivedAt)];
  const sentAts = new Numbers(FIELDS.sentAt);
  const own = typed.map((column) => ({ key: column.key, ...openPropertyBuilder(column) }));
  const builders: ColumnBuilder[] = [
    ...[ids, types, names, properties, distinctIds, userIds, sessionIds, timestamps, receivedAts],
    ...[sources, sentAts, ...own.map(({ builder }) => builder)],
  ];
  let rowCount = 0;
  let length = 0;

  /** `places`: of the ordinals whose texts this column has already. `read`: the ordinal + 1 of a row, 0 where it has none. */
  function addTexts(
    into: RepeatedTexts,
    places: Places,
    rows: Uint32Array,
    read: (row: number) => number,
    textOf: (ordinal: number) => string,
  ): void {
    const added = into.addRows(rows.length);
    for (let at = 0; at < rows.length; at++) {
      const ordinal = read(rows[at]!) - 1;
      if (ordinal < 0) continue;
      let place = places.at(ordinal);
      if (place === 0) places.put(ordinal, (place = into.place(textOf(ordinal))));
      added[at] = place;
    }
  }

  function addNumbers(into: Numbers, rows: Uint32Array, values: Float64Array | undefined): void {
    const added = into.addRows(rows.length);
    if (values !== undefined)
      for (let at = 0; at < rows.length; at++) added[at] = Math.round(values[rows[at]!]!);
  }

  return {
    get rows() {
      return rowCount;
    },
    get length() {
      return length;
    },
    takeSlice(slice) {
      rowCount += slice.count;
      for (const id of slice.ids) {
        ids.begin().pushText(id);
        ids.end();
      }
      for (const json of slice.properties) {
        properties.begin().pushText(json);
        length += properties.end();
      }
      const addAll = (into: RepeatedTexts, texts: readonly (string | undefined)[]): void => {
        const added = into.addRows(texts.length);
        for (const [at, each] of texts.entries()) if (each !== undefined) added[at] = into.place(each);
      };
      addAll(types, slice.types);
      addAll(names, slice.names);
      addAll(distinctIds, slice.distinctIds);
      addAll(userIds, slice.userIds);
      addAll(sessionIds, slice.sessionIds);
      addAll(sources, slice.sources);
      timestamps.addRows(slice.count).set(slice.timestamps);
      receivedAts.addRows(slice.count).set(slice.receivedAts);
      sentAts.addRows(slice.count).set(slice.sentAts.map((ms) => ms ?? Number.NaN));
      for (const each of own) each.addNone(slice.count);
    },
    openEntry({ batch: { columns }, entries }) {
      const otherIds = new Map(columns.otherIds);
      // Ordinals mean the same throughout an entry.
      const [typePlaces, namePlaces, distinctPlaces] = [new Places(), new Places(), new Places()];
      const [userPlaces, sessionPlaces, sourcePlaces] = [new Places(), new Places(), new Places()];
      const writeMembers = makeMemberWriter(columns.properties, entries);
      const byName = new Map(columns.properties.map((each) => [entries.entry("keys", each.key) ?? "", each]));
      const takers = own.map(({ key, addNone, openEntry }) => {
        const property = byName.get(key);
        return property === undefined
          ? (rows: Uint32Array): void => addNone(rows.length)
          : openEntry(property, entries);
      });
      const person = (ordinal: number): string => (entries.entry("people", ordinal) ?? "").slice(1);
      const session = (ordinal: number): string => entries.entry("sessions", ordinal) ?? "";
      const source = (ordinal: number): string => (entries.entry("values", ordinal) ?? "").slice(1);
      const kind =
        (part: 0 | 1) =>
        (ordinal: number): string =>
          splitKind(entries.entry("names", ordinal) ?? "\0")[part];

      return (rows) => {
        rowCount += rows.length;
        for (const row of rows) {
          const other = otherIds.get(row);
          if (other === undefined) pushUuid(columns.uuids, row * 16, ids.begin());
          else ids.begin().pushText(other);
          ids.end();
          writeMembers(row, properties.begin());
          length += properties.end();
        }
        addTexts(types, typePlaces, rows, (row) => columns.name[row]! + 1, kind(0));
        addTexts(names, namePlaces, rows, (row) => columns.name[row]! + 1, kind(1));
        addTexts(distinctIds, distinctPlaces, rows, (row) => columns.distinct[row]! + 1, person);
        addTexts(userIds, userPlaces, rows, (row) => columns.user[row]!, person);
        addTexts(sessionIds, sessionPlaces, rows, (row) => columns.session[row]!, session);
        addTexts(sources, sourcePlaces, rows, (row) => columns.source[row]! + 1, source);
        addNumbers(timestamps, rows, columns.timestamp);
        addNumbers(receivedAts, rows, columns.receivedAt);
        addNumbers(sentAts, rows, columns.sentAt);
        for (const take of takers) take(rows);
      };
    },
    finish(start) {
      const pages: Uint8Array<ArrayBuffer>[] = [];
      const columns: ColumnChunk[] = [];
      let at = start;
      for (const builder of builders) {
        const { bytes, chunk } = builder.finish(at);
        pages.push(bytes);
        columns.push(chunk);
        at += bytes.length;
      }
      return { pages, columns };
    },
  };
}

const HEX = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const DASH = 45;

function pushUuid(uuids: Uint8Array, offset: number, into: GrowingBytes): void {
  into.room(36);
  const { bytes } = into;
  let at = into.length;
  for (let byte = 0; byte < 16; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) bytes[at++] = DASH;
    const value = uuids[offset + byte]!;
    bytes[at++] = HEX[value >>> 4]!;
    bytes[at++] = HEX[value & 15]!;
  }
  into.length = at;
}
