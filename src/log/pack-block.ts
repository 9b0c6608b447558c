import type { BatchColumns, BatchPart, PropertyColumn } from "../model/batch.ts";
import { breathe } from "./breathe.ts";
import { finishChecked } from "./checked-bytes.ts";
import { ByteWriter, packNumbers } from "./pack-numbers.ts";
import { packText } from "./pack-text.ts";
import { packIntegers, readIntegers, UUID_PARTS, UUID_TIME_BYTES } from "./pack-uuids.ts";

export interface BlockContent {
  parts: BatchPart[];
  columns: BatchColumns;
}

export const FORMAT = 1;

/**
 * A block as bytes: every column packed for itself, and a CRC-32 over all of it. Times are kept as
 * their distance from the event's timestamp, UUIDs as time and rest, so that a version 7 id costs
 * about 11 bytes. `unpackBlock` gives back exactly the same columns.
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

export const ORDINAL_COLUMNS = ["name", "distinct", "user", "session", "source"] as const;

function packOptional<T>(value: T | undefined, into: ByteWriter, pack: (value: T) => void): void {
  into.byte(value === undefined ? 0 : 1);
  if (value !== undefined) pack(value);
}

/** As distances where those give back the very same numbers. */
function packDistance(values: Float64Array, base: Float64Array, into: ByteWriter): void {
  const distances = values.map((value, at) => value - base[at]!);
  const exact = distances.every((distance, at) => Object.is(base[at]! + distance, values[at]!));
  into.byte(exact ? 1 : 0);
  packNumbers(exact ? distances : values, into);
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

function packOtherIds(texts: readonly (readonly [row: number, text: string])[], into: ByteWriter): void {
  into.count(texts.length);
  packNumbers(
    Float64Array.from(texts, ([row]) => row),
    into,
  );
  for (const [, text] of texts) packText(text, into);
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
