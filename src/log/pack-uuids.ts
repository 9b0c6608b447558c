import { packNumbers, unpackNumbers, type ByteReader, type ByteWriter } from "./pack-numbers.ts";

export const UUID_BYTES = 16;
/** Of a version 7 UUID: when it was made, epoch milliseconds. */
export const UUID_TIME_BYTES = 6;

/** Byte ranges of a UUID. The bits of version and variant cost nothing. */
export const UUID_PARTS = [
  [0, UUID_TIME_BYTES],
  [6, 8],
  [8, 10],
  [10, 13],
  [13, 16],
] as const;

/** Bytes `start..end` of each of `count` UUIDs, as an integer each. */
export function readIntegers(uuids: Uint8Array, count: number, start: number, end: number): Float64Array {
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let value = 0;
    for (let at = row * UUID_BYTES + start; at < row * UUID_BYTES + end; at++)
      value = value * 256 + uuids[at]!;
    values[row] = value;
  }
  return values;
}

export function writeIntegers(values: Float64Array, uuids: Uint8Array, start: number, end: number): void {
  // Four bytes at a time in whole numbers: by remainders of fractions it takes five times as long.
  const middle = Math.max(start, end - 4);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let at = row * UUID_BYTES + end - 1;
    let rest = value | 0;
    for (const last = row * UUID_BYTES + middle; at >= last; at--) {
      uuids[at] = rest;
      rest >>>= 8;
    }
    if (middle === start) continue;
    rest = Math.floor(value / 0x1_0000_0000);
    for (const last = row * UUID_BYTES + start; at >= last; at--) {
      uuids[at] = rest;
      rest >>>= 8;
    }
  }
}

export const packIntegers = (
  uuids: Uint8Array,
  count: number,
  start: number,
  end: number,
  into: ByteWriter,
): void => packNumbers(readIntegers(uuids, count, start, end), into);

export const unpackIntegers = (
  uuids: Uint8Array,
  count: number,
  start: number,
  end: number,
  from: ByteReader,
): void => writeIntegers(unpackNumbers(count, from), uuids, start, end);
