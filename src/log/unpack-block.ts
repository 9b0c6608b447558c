import type { ActionColumns, BatchColumns, PropertyColumn } from "../model/batch.ts";
import { toSequence } from "../model/identifier.ts";
import { openChecked } from "./checked-bytes.ts";
import { eachPlace } from "./column-places.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { FORMAT, ORDINAL_COLUMNS, type BlockContent } from "./pack-block.ts";
import {
  type ByteReader,
  skipNumbers,
  unpackNumbers,
  unpackNumbersAt,
  unpackOrdinals,
} from "./pack-numbers.ts";
import { unpackText } from "./pack-text.ts";
import { unpackIntegers, UUID_BYTES, UUID_PARTS, UUID_TIME_BYTES, writeIntegers } from "./pack-uuids.ts";

/** True, or throws as {@link unpackBlock} does for bytes that are not what was written. */
export function requireIntact(bytes: Uint8Array): true {
  openBlock(bytes);
  return true;
}

type Ids = Pick<BatchColumns, "uuids" | "otherIds">;

/** The ids and parts alone, with the imports they came by, for a third of the work. Throws as {@link unpackBlock}. */
export function unpackIds(
  bytes: Uint8Array,
): Ids & Pick<BlockContent, "parts"> & Pick<BatchColumns, "importId"> {
  const from = openBlock(bytes);
  const { uuids, otherIds, parts, timestamp } = unpackHead(from);
  const count = timestamp.length;
  skipDistance(count, from);
  unpackOptional(from, () => skipSentAt(count, from));
  for (const _ of ORDINAL_COLUMNS) skipNumbers(count, from);
  const importId = unpackOptional(from, () => unpackOrdinals(count, from));
  return { uuids, otherIds, parts, ...(importId === undefined ? {} : { importId }) };
}

function openBlock(bytes: Uint8Array): ByteReader {
  const from = openChecked(bytes);
  const format = from.byte();
  if (format !== FORMAT) throw new DamagedBlockError(`A block of the unknown format ${format}.`);
  return from;
}

type Times = Pick<BlockContent, "parts"> & { timestamp: Float64Array };

function unpackTimes(from: ByteReader): Times {
  const count = from.count();
  const partCount = from.count();
  const [sequences, counts, firstRows] = [
    unpackNumbers(partCount, from),
    unpackNumbers(partCount, from),
    unpackNumbers(partCount, from),
  ];
  const parts = Array.from(sequences, (sequence, at) => ({
    sequence: toSequence(sequence),
    count: counts[at]!,
    firstRow: firstRows[at]!,
  }));
  return { parts, timestamp: unpackNumbers(count, from) };
}

function unpackHead(from: ByteReader): Ids & Times {
  const { parts, timestamp } = unpackTimes(from);
  const uuids = unpackUuids(timestamp, from);
  const otherIds = unpackOtherIds(from);
  return { parts, timestamp, uuids, otherIds };
}

/** The times alone, for a twentieth of the work. Throws as {@link unpackBlock}. */
export const unpackTimestamps = (bytes: Uint8Array): Float64Array => unpackTimes(openBlock(bytes)).timestamp;

/** Who did what when, for a fifth of the work. Throws as {@link unpackBlock}. */
export function unpackActions(bytes: Uint8Array): Pick<BlockContent, "parts"> & { columns: ActionColumns } {
  const from = openBlock(bytes);
  const { parts, timestamp } = unpackTimes(from);
  const count = timestamp.length;
  skipUuids(count, from);
  unpackOtherIds(from);
  skipDistance(count, from);
  unpackOptional(from, () => skipSentAt(count, from));
  const ordinals = () => unpackOrdinals(count, from);
  const [name, distinct, user] = [ordinals(), ordinals(), ordinals()];
  return { parts, columns: { count, timestamp, name, distinct, user } };
}

/** What events are searched by: UUIDs, and when an event was received and sent, are not there. Throws as {@link unpackBlock}. */
export function unpackSearched(bytes: Uint8Array): BlockContent {
  const from = openBlock(bytes);
  const { parts, timestamp } = unpackTimes(from);
  const count = timestamp.length;
  skipUuids(count, from);
  const otherIds = unpackOtherIds(from);
  skipDistance(count, from);
  unpackOptional(from, () => skipSentAt(count, from));
  const none = { uuids: new Uint8Array(0), receivedAt: new Float64Array(0) };
  return { parts, columns: { count, otherIds, timestamp, ...none, ...unpackRest(count, from) } };
}

/** What {@link unpackSearched} leaves out, of some rows, given ascending. Throws as {@link unpackBlock}. */
export function unpackUnsearched(
  bytes: Uint8Array,
  rows: Uint32Array,
): Pick<BatchColumns, "uuids" | "receivedAt" | "sentAt"> {
  const from = openBlock(bytes);
  const { timestamp } = unpackTimes(from);
  const count = timestamp.length;
  const base = Float64Array.from(rows, (row) => timestamp[row]!);
  const uuids = new Uint8Array(rows.length * UUID_BYTES);
  const times =
    from.byte() === 1 ? unpackDistanceAt(rows, base, count, from) : unpackNumbersAt(rows, count, from);
  writeIntegers(times, uuids, 0, UUID_TIME_BYTES);
  for (const [start, end] of UUID_PARTS.slice(1))
    writeIntegers(unpackNumbersAt(rows, count, from), uuids, start, end);
  unpackOtherIds(from);
  const receivedAt = unpackDistanceAt(rows, base, count, from);
  const sentAt = unpackOptional(from, () => unpackSentAtOf(rows, base, count, from));
  return { uuids, receivedAt, ...(sentAt === undefined ? {} : { sentAt }) };
}

/** Throws a {@link DamagedBlockError} unless the bytes are exactly what `packBlock` made. */
export function unpackBlock(bytes: Uint8Array): BlockContent {
  const from = openBlock(bytes);
  const { parts, timestamp, uuids, otherIds } = unpackHead(from);
  const count = timestamp.length;
  const receivedAt = unpackDistance(timestamp, from);
  const sentAt = unpackOptional(from, () => unpackSentAt(timestamp, from));
  const columns: BatchColumns = {
    count,
    uuids,
    otherIds,
    timestamp,
    receivedAt,
    ...(sentAt === undefined ? {} : { sentAt }),
    ...unpackRest(count, from),
  };
  return { parts, columns };
}

type Rest = Pick<BatchColumns, (typeof ORDINAL_COLUMNS)[number] | "importId" | "properties">;

function unpackRest(count: number, from: ByteReader): Rest {
  const ordinals = () => unpackOrdinals(count, from);
  const [name, distinct, user, session, source] = [
    ordinals(),
    ordinals(),
    ordinals(),
    ordinals(),
    ordinals(),
  ];
  const importId = unpackOptional(from, ordinals);
  const properties = Array.from({ length: from.count() }, () => unpackProperty(count, from));
  return {
    name,
    distinct,
    user,
    session,
    source,
    ...(importId === undefined ? {} : { importId }),
    properties,
  };
}

const unpackOptional = <T>(from: ByteReader, unpack: () => T): T | undefined =>
  from.byte() === 0 ? undefined : unpack();

function unpackDistance(base: Float64Array, from: ByteReader): Float64Array {
  const isDistance = from.byte() === 1;
  const values = unpackNumbers(base.length, from);
  return isDistance ? values.map((distance, at) => base[at]! + distance) : values;
}

/** As {@link unpackDistance}, of some of `count`; `base` is of those. */
function unpackDistanceAt(
  places: Uint32Array,
  base: Float64Array,
  count: number,
  from: ByteReader,
): Float64Array {
  const isDistance = from.byte() === 1;
  const values = unpackNumbersAt(places, count, from);
  return isDistance ? values.map((distance, at) => base[at]! + distance) : values;
}

function skipDistance(count: number, from: ByteReader): void {
  from.byte();
  skipNumbers(count, from);
}

function unpackSentAt(timestamp: Float64Array, from: ByteReader): Float64Array {
  const rows = unpackRows(timestamp.length, from);
  const base = Float64Array.from(rows, (row) => timestamp[row]!);
  const sentAt = new Float64Array(timestamp.length).fill(Number.NaN);
  for (const [place, value] of unpackDistance(base, from).entries()) sentAt[rows[place]!] = value;
  return sentAt;
}

function unpackSentAtOf(
  rows: Uint32Array,
  base: Float64Array,
  count: number,
  from: ByteReader,
): Float64Array {
  const known = unpackRows(count, from);
  const [places, indices]: [number[], number[]] = [[], []];
  eachPlace(known, count, [...rows], (place, index) => {
    places.push(place);
    indices.push(index);
  });
  const bases = Float64Array.from(indices, (index) => base[index]!);
  const sentAt = new Float64Array(rows.length).fill(Number.NaN);
  const values = unpackDistanceAt(Uint32Array.from(places), bases, known.length, from);
  for (const [at, index] of indices.entries()) sentAt[index] = values[at]!;
  return sentAt;
}

const skipSentAt = (count: number, from: ByteReader): void =>
  skipDistance(unpackRows(count, from).length, from);

function unpackRows(count: number, from: ByteReader): Uint32Array {
  const used = from.count();
  if (from.byte() === 0) return unpackOrdinals(used, from);
  const bits = from.bytes(Math.ceil(count / 8));
  const rows = new Uint32Array(used);
  for (let row = 0, at = 0; row < count; row++) if ((bits[row >> 3]! >> (row & 7)) & 1) rows[at++] = row;
  return rows;
}

function unpackUuids(timestamp: Float64Array, from: ByteReader): Uint8Array {
  const count = timestamp.length;
  const uuids = new Uint8Array(count * UUID_BYTES);
  const times = from.byte() === 1 ? unpackDistance(timestamp, from) : unpackNumbers(count, from);
  writeIntegers(times, uuids, 0, UUID_TIME_BYTES);
  for (const [start, end] of UUID_PARTS.slice(1)) unpackIntegers(uuids, count, start, end, from);
  return uuids;
}

function skipUuids(count: number, from: ByteReader): void {
  // How far from the event's time, or the time itself: as many numbers either way.
  if (from.byte() === 1) from.byte();
  for (const _ of UUID_PARTS) skipNumbers(count, from);
}

function unpackOtherIds(from: ByteReader): [row: number, text: string][] {
  const rows = unpackNumbers(from.count(), from);
  return Array.from(rows, (row) => [row, unpackText(from)]);
}

function unpackProperty(count: number, from: ByteReader): PropertyColumn {
  const key = from.count();
  const withRows = <Values>(read: (used: number) => Values) => {
    const rows = unpackOptional(from, () => unpackRows(count, from));
    return { rows: rows === undefined ? {} : { rows }, values: read(rows?.length ?? count) };
  };
  const text = unpackOptional(from, () => withRows((used) => unpackOrdinals(used, from)));
  const numbers = unpackOptional(from, () => withRows((used) => unpackNumbers(used, from)));
  return {
    key,
    ...(text === undefined ? {} : { text: { ...text.rows, ordinals: text.values } }),
    ...(numbers === undefined ? {} : { numbers: { ...numbers.rows, values: numbers.values } }),
  };
}
