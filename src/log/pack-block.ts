import type { ActionColumns, BatchColumns, BatchPart, PropertyColumn } from "../model/batch.ts";
import { toSequence } from "../model/identifier.ts";
import { DamagedBlockError } from "./damaged-block.ts";
import { finishChecked, openChecked } from "./checked-bytes.ts";
import { type ByteReader, ByteWriter, packNumbers, skipNumbers, unpackNumbers } from "./pack-numbers.ts";
import { packText, unpackText } from "./pack-text.ts";
import {
  packIntegers,
  readIntegers,
  unpackIntegers,
  UUID_BYTES,
  UUID_PARTS,
  UUID_TIME_BYTES,
  writeIntegers,
} from "./pack-uuids.ts";
import { breathe } from "./breathe.ts";

export interface BlockContent {
  parts: BatchPart[];
  columns: BatchColumns;
}

const FORMAT = 1;

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

/** As {@link packBlock}, letting go after each column. */
export async function packPausing(content: BlockContent): Promise<Uint8Array<ArrayBuffer>> {
  const steps = packInSteps(content);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await breathe();
  }
}

function* packInSteps({ parts, columns }: BlockContent): Generator<void, Uint8Array<ArrayBuffer>> {
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
  packIds(columns, into);
  yield;
  packOtherIds(columns.otherIds, into);
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
  return finishChecked(into);
}

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
  const importId = unpackOptional(from, () => new Uint32Array(unpackNumbers(count, from)));
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
  const ordinals = () => new Uint32Array(unpackNumbers(count, from));
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

/** Throws a {@link DamagedBlockError} unless the bytes are exactly what {@link packBlock} made. */
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
  const ordinals = () => new Uint32Array(unpackNumbers(count, from));
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

function skipDistance(count: number, from: ByteReader): void {
  from.byte();
  skipNumbers(count, from);
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

const skipSentAt = (count: number, from: ByteReader): void =>
  skipDistance(unpackRows(count, from).length, from);

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
  if (from.byte() === 0) return new Uint32Array(unpackNumbers(used, from));
  const bits = from.bytes(Math.ceil(count / 8));
  const rows = new Uint32Array(used);
  for (let row = 0, at = 0; row < count; row++) if ((bits[row >> 3]! >> (row & 7)) & 1) rows[at++] = row;
  return rows;
}

function packIds({ uuids, timestamp, count }: BatchColumns, into: ByteWriter): void {
  const times = readIntegers(uuids, count, 0, UUID_TIME_BYTES);
  const plain = new ByteWriter();
  packNumbers(times, plain);
  const near = new ByteWriter();
  packDistance(times, timestamp, near);
  const isNear = near.length < plain.length;
  into.byte(isNear ? 1 : 0);
  into.bytes((isNear ? near : plain).finish());
  for (const [start, end] of UUID_PARTS.slice(1)) packIntegers(uuids, count, start, end, into);
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

function packOtherIds(texts: readonly (readonly [row: number, text: string])[], into: ByteWriter): void {
  into.count(texts.length);
  packNumbers(
    Float64Array.from(texts, ([row]) => row),
    into,
  );
  for (const [, text] of texts) packText(text, into);
}

function unpackOtherIds(from: ByteReader): [row: number, text: string][] {
  const rows = unpackNumbers(from.count(), from);
  return Array.from(rows, (row) => [row, unpackText(from)]);
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
  const text = unpackOptional(from, () => withRows((used) => new Uint32Array(unpackNumbers(used, from))));
  const numbers = unpackOptional(from, () => withRows((used) => unpackNumbers(used, from)));
  return {
    key,
    ...(text === undefined ? {} : { text: { ...text.rows, ordinals: text.values } }),
    ...(numbers === undefined ? {} : { numbers: { ...numbers.rows, values: numbers.values } }),
  };
}
