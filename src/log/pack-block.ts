import type { BatchColumns, BatchPart, PropertyColumn } from "../model/batch.ts";
import { toSequence } from "../model/identifier.ts";
import { crc32 } from "./checksum.ts";
import { ByteReader, ByteWriter, packNumbers, unpackNumbers } from "./pack-numbers.ts";

/** The bytes of a block are not what was written. */
export class DamagedBlockError extends Error {
  override readonly name = "DamagedBlockError";
  /** Its sequence, once known. */
  key = "";
}

export interface BlockContent {
  parts: BatchPart[];
  columns: BatchColumns;
}

const FORMAT = 1;
const CHECKSUM_BYTES = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * A block as bytes: every column packed for itself, and a CRC-32 over all of it. Times are kept as
 * their distance from the event's timestamp, UUIDs as time and rest, so that a version 7 id costs
 * about 11 bytes. {@link unpackBlock} gives back exactly the same columns.
 */
export function packBlock(content: BlockContent): Uint8Array<ArrayBuffer> {
  const steps = packInSteps(content);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As {@link packBlock}, with a place to pause after each column. */
export function* packInSteps({ parts, columns }: BlockContent): Generator<void, Uint8Array<ArrayBuffer>> {
  const into = new ByteWriter();
  into.byte(FORMAT);
  into.count(columns.count);
  into.count(parts.length);
  packNumbers(
    Float64Array.from(parts, (part) => part.sequence),
    into,
  );
  packNumbers(
    Float64Array.from(parts, (part) => part.count),
    into,
  );
  packNumbers(
    Float64Array.from(parts, (part) => part.firstRow),
    into,
  );
  packNumbers(columns.timestamp, into);
  yield;
  packUuids(columns, into);
  yield;
  packTexts(columns.otherIds, into);
  packDistance(columns.receivedAt, columns.timestamp, into);
  packOptional(columns.sentAt, into, (sentAt) => packSentAt(sentAt, columns.timestamp, into));
  for (const key of ORDINAL_COLUMNS) {
    packNumbers(columns[key], into);
    yield;
  }
  packOptional(columns.importId, into, (importId) => packNumbers(importId, into));
  into.count(columns.properties.length);
  for (const property of columns.properties) {
    packProperty(property, columns.count, into);
    yield;
  }
  const content = into.finish();
  const bytes = new Uint8Array(content.length + CHECKSUM_BYTES);
  bytes.set(content);
  new DataView(bytes.buffer).setUint32(content.length, crc32(content), true);
  return bytes;
}

/** True, or throws as {@link unpackBlock} does for bytes that are not what was written. */
export function requireIntact(bytes: Uint8Array): true {
  openBytes(bytes);
  return true;
}

type Ids = Pick<BatchColumns, "uuids" | "otherIds">;

/** The ids alone, for a third of the work. Throws as {@link unpackBlock}. */
export function unpackIds(bytes: Uint8Array): Ids {
  const { uuids, otherIds } = unpackHead(openBytes(bytes));
  return { uuids, otherIds };
}

function openBytes(bytes: Uint8Array): ByteReader {
  const end = bytes.length - CHECKSUM_BYTES;
  const content = bytes.subarray(0, Math.max(0, end));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end <= 0 || view.getUint32(end, true) !== crc32(content))
    throw new DamagedBlockError("The checksum of a block does not match its bytes.");
  const from = new ByteReader(content);
  const format = from.byte();
  if (format !== FORMAT) throw new DamagedBlockError(`A block of the unknown format ${format}.`);
  return from;
}

function unpackHead(from: ByteReader): Ids & Pick<BlockContent, "parts"> & { timestamp: Float64Array } {
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
  const timestamp = unpackNumbers(count, from);
  const uuids = unpackUuids(timestamp, from);
  const otherIds = unpackTexts(from);
  return { parts, timestamp, uuids, otherIds };
}

/** Throws a {@link DamagedBlockError} unless the bytes are exactly what {@link packBlock} made. */
export function unpackBlock(bytes: Uint8Array): BlockContent {
  const from = openBytes(bytes);
  const { parts, timestamp, uuids, otherIds } = unpackHead(from);
  const count = timestamp.length;
  const receivedAt = unpackDistance(timestamp, from);
  const sentAt = unpackOptional(from, () => unpackSentAt(timestamp, from));
  const ordinals = () => Uint32Array.from(unpackNumbers(count, from));
  const [name, distinct, user, session, source] = [
    ordinals(),
    ordinals(),
    ordinals(),
    ordinals(),
    ordinals(),
  ];
  const importId = unpackOptional(from, ordinals);
  const properties = Array.from({ length: from.count() }, () => unpackProperty(count, from));
  const columns: BatchColumns = {
    count,
    uuids,
    otherIds,
    timestamp,
    receivedAt,
    ...(sentAt === undefined ? {} : { sentAt }),
    name,
    distinct,
    user,
    session,
    source,
    ...(importId === undefined ? {} : { importId }),
    properties,
  };
  return { parts, columns };
}

const ORDINAL_COLUMNS = ["name", "distinct", "user", "session", "source"] as const;

function packOptional<T>(value: T | undefined, into: ByteWriter, pack: (value: T) => void): void {
  into.byte(value === undefined ? 0 : 1);
  if (value !== undefined) pack(value);
}

const unpackOptional = <T>(from: ByteReader, unpack: () => T): T | undefined =>
  from.byte() === 0 ? undefined : unpack();

/** As distances where those give back the very same numbers. */
function packDistance(values: Float64Array, base: Float64Array, into: ByteWriter): void {
  const distances = values.map((value, at) => value - base[at]!);
  const exact = distances.every((distance, at) => Object.is(base[at]! + distance, values[at]!));
  into.byte(exact ? 1 : 0);
  packNumbers(exact ? distances : values, into);
}

function unpackDistance(base: Float64Array, from: ByteReader): Float64Array {
  const isDistance = from.byte() === 1;
  const values = unpackNumbers(base.length, from);
  return isDistance ? values.map((distance, at) => base[at]! + distance) : values;
}

/** NaN, for unknown, is left out. */
function packSentAt(sentAt: Float64Array, timestamp: Float64Array, into: ByteWriter): void {
  const rows = Uint32Array.from([...sentAt.keys()].filter((row) => !Number.isNaN(sentAt[row]!)));
  packRows(rows, sentAt.length, into);
  const base = Float64Array.from(rows, (row) => timestamp[row]!);
  packDistance(
    Float64Array.from(rows, (row) => sentAt[row]!),
    base,
    into,
  );
}

function unpackSentAt(timestamp: Float64Array, from: ByteReader): Float64Array {
  const rows = unpackRows(timestamp.length, from);
  const base = Float64Array.from(rows, (row) => timestamp[row]!);
  const sentAt = new Float64Array(timestamp.length).fill(Number.NaN);
  for (const [place, value] of unpackDistance(base, from).entries()) sentAt[rows[place]!] = value;
  return sentAt;
}

/** Ascending rows: their distances, or a bit for every row, whichever is shorter. */
function packRows(rows: Uint32Array, count: number, into: ByteWriter): void {
  into.count(rows.length);
  const list = new ByteWriter();
  packNumbers(rows, list);
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (const row of rows) bits[row >> 3]! |= 1 << (row & 7);
  const asBits = bits.length < list.length;
  into.byte(asBits ? 1 : 0);
  into.bytes(asBits ? bits : list.finish());
}

function unpackRows(count: number, from: ByteReader): Uint32Array {
  const used = from.count();
  if (from.byte() === 0) return Uint32Array.from(unpackNumbers(used, from));
  const bits = from.bytes(Math.ceil(count / 8));
  const rows = new Uint32Array(used);
  for (let row = 0, at = 0; row < count; row++) if ((bits[row >> 3]! >> (row & 7)) & 1) rows[at++] = row;
  return rows;
}

const ID_BYTES = 16;
const TIME_BYTES = 6;
/** Byte ranges of a UUID after its first six bytes. The bits of version and variant cost nothing. */
const ID_PARTS = [
  [6, 8],
  [8, 10],
  [10, 13],
  [13, 16],
] as const;

function packUuids({ uuids, timestamp, count }: BatchColumns, into: ByteWriter): void {
  const times = readIntegers(uuids, count, 0, TIME_BYTES);
  const plain = new ByteWriter();
  packNumbers(times, plain);
  const near = new ByteWriter();
  packDistance(times, timestamp, near);
  const isNear = near.length < plain.length;
  into.byte(isNear ? 1 : 0);
  into.bytes((isNear ? near : plain).finish());
  for (const [start, end] of ID_PARTS) packNumbers(readIntegers(uuids, count, start, end), into);
}

function unpackUuids(timestamp: Float64Array, from: ByteReader): Uint8Array {
  const count = timestamp.length;
  const uuids = new Uint8Array(count * ID_BYTES);
  const times = from.byte() === 1 ? unpackDistance(timestamp, from) : unpackNumbers(count, from);
  writeIntegers(times, uuids, 0, TIME_BYTES);
  for (const [start, end] of ID_PARTS) writeIntegers(unpackNumbers(count, from), uuids, start, end);
  return uuids;
}

function readIntegers(uuids: Uint8Array, count: number, start: number, end: number): Float64Array {
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let value = 0;
    for (let at = row * ID_BYTES + start; at < row * ID_BYTES + end; at++) value = value * 256 + uuids[at]!;
    values[row] = value;
  }
  return values;
}

function writeIntegers(values: Float64Array, uuids: Uint8Array, start: number, end: number): void {
  for (let row = 0; row < values.length; row++) {
    let rest = values[row]!;
    for (let at = row * ID_BYTES + end - 1; at >= row * ID_BYTES + start; at--) {
      const byte = rest % 256;
      uuids[at] = byte;
      rest = (rest - byte) / 256;
    }
  }
}

function packTexts(texts: readonly (readonly [row: number, text: string])[], into: ByteWriter): void {
  into.count(texts.length);
  packNumbers(
    Float64Array.from(texts, ([row]) => row),
    into,
  );
  for (const [, text] of texts) packText(text, into);
}

function unpackTexts(from: ByteReader): [row: number, text: string][] {
  const rows = unpackNumbers(from.count(), from);
  return Array.from(rows, (row) => [row, unpackText(from)]);
}

/** UTF-8, or UTF-16 where the text holds half a surrogate pair, which UTF-8 cannot say. */
function packText(text: string, into: ByteWriter): void {
  const isWhole = text.isWellFormed();
  const bytes = isWhole
    ? encoder.encode(text)
    : new Uint8Array(Uint16Array.from(text.split(""), (unit) => unit.charCodeAt(0)).buffer);
  into.byte(isWhole ? 1 : 0);
  into.count(bytes.length);
  into.bytes(bytes);
}

function unpackText(from: ByteReader): string {
  const isWhole = from.byte() === 1;
  const bytes = from.bytes(from.count());
  if (isWhole) return decoder.decode(bytes);
  return Array.from(new Uint16Array(bytes.slice().buffer), (unit) => String.fromCharCode(unit)).join("");
}

function packProperty({ key, text, numbers }: PropertyColumn, count: number, into: ByteWriter): void {
  into.count(key);
  packOptional(text, into, ({ rows, ordinals }) => {
    packOptional(rows, into, (list) => packRows(list, count, into));
    packNumbers(ordinals, into);
  });
  packOptional(numbers, into, ({ rows, values }) => {
    packOptional(rows, into, (list) => packRows(list, count, into));
    packNumbers(values, into);
  });
}

function unpackProperty(count: number, from: ByteReader): PropertyColumn {
  const key = from.count();
  const withRows = <Values>(read: (used: number) => Values) => {
    const rows = unpackOptional(from, () => unpackRows(count, from));
    return { rows: rows === undefined ? {} : { rows }, values: read(rows?.length ?? count) };
  };
  const text = unpackOptional(from, () => withRows((used) => Uint32Array.from(unpackNumbers(used, from))));
  const numbers = unpackOptional(from, () => withRows((used) => unpackNumbers(used, from)));
  return {
    key,
    ...(text === undefined ? {} : { text: { ...text.rows, ordinals: text.values } }),
    ...(numbers === undefined ? {} : { numbers: { ...numbers.rows, values: numbers.values } }),
  };
}
