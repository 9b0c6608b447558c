/**
 * Integers in as few bits as they need: groups of 512, each as its least value and the bits of
 * what lies above it, or the same of the differences between neighbours where that is shorter.
 * Numbers that are not all integers (or all hundredths) stay 8 bytes each. Every number comes back
 * as the same bits, -0 and NaN included.
 */
const GROUP = 512;
const WORD = 0x1_0000_0000;
/** Differences of integers up to here are integers too. */
const GREATEST = 2 ** 51;
const SCALE = 100;
const GROUP_HEAD_BYTES = 9;
const DELTA_HEAD_BYTES = 8;

const RAW = 0;
const PLAIN = 1;
const DELTA = 2;
const HUNDREDTHS = 3;

/** Bytes that grow, little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  #reserve(more: number): number {
    const at = this.#length;
    this.#length += more;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** An integer from 0 to 2^53, seven bits a byte. */
  count(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  number(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  bytes(value: Uint8Array): void {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what {@link ByteWriter} wrote; past the end it throws a RangeError. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads on from where this one stands, for itself. */
  copy(): ByteReader {
    return new ByteReader(this.rest());
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  count(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  number(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError("Past the end of the bytes");
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }
}

type Numbers = Float64Array | Uint32Array;

export function packNumbers(values: Numbers, into: ByteWriter): void {
  if (!(values instanceof Uint32Array) && !areIntegers(values)) {
    const scaled = hundredths(values);
    if (scaled === undefined) {
      into.byte(RAW);
      into.bytes(new Uint8Array(values.slice().buffer));
      return;
    }
    into.byte(HUNDREDTHS);
    packNumbers(scaled, into);
    return;
  }
  const differences = deltas(values);
  if (differences !== undefined && DELTA_HEAD_BYTES + packedBytes(differences) < packedBytes(values)) {
    into.byte(DELTA);
    into.number(values[0]! - differences[0]!);
    packGroups(differences, into);
  } else {
    into.byte(PLAIN);
    packGroups(values, into);
  }
}

/** The `count` numbers that were packed next. */
export const unpackNumbers = (count: number, from: ByteReader): Float64Array =>
  unpackAs(from.byte(), count, from);

function unpackAs(mode: number, count: number, from: ByteReader): Float64Array {
  if (mode === RAW) return new Float64Array(from.bytes(count * 8).slice().buffer);
  if (mode === HUNDREDTHS) return unpackNumbers(count, from).map((value) => value / SCALE);
  const values = new Float64Array(count);
  let last = mode === DELTA ? from.number() : 0;
  unpackGroups(values, from);
  if (mode === DELTA) for (let at = 0; at < count; at++) values[at] = last += values[at]!;
  return values;
}

/** As {@link unpackNumbers}, of numbers that all are integers below 2^32. */
export function unpackOrdinals(count: number, from: ByteReader): Uint32Array {
  const mode = from.byte();
  // Differences may be less than 0.
  if (mode !== PLAIN) return new Uint32Array(unpackAs(mode, count, from));
  const values = new Uint32Array(count);
  unpackGroups(values, from);
  return values;
}

/** As {@link unpackNumbers}, of these places alone, given ascending: groups that hold none are gone past. */
export function unpackNumbersAt(places: Uint32Array, count: number, from: ByteReader): Float64Array {
  const mode = from.byte();
  if (mode === HUNDREDTHS) return unpackNumbersAt(places, count, from).map((value) => value / SCALE);
  if (mode !== PLAIN) {
    const all = unpackAs(mode, count, from);
    return Float64Array.from(places, (place) => all[place]!);
  }
  const values = new Float64Array(places.length);
  const group = new Float64Array(GROUP);
  let at = 0;
  for (let start = 0; start < count; start += GROUP) {
    const end = Math.min(start + GROUP, count);
    const width = from.byte();
    const least = from.number();
    const bits = from.bytes(Math.ceil(((end - start) * width) / 8));
    if (!(places[at]! < end)) continue;
    if (width === 0) group.fill(least);
    else unpackBits(bits, group, 0, end - start, least, width);
    for (; places[at]! < end; at++) values[at] = group[places[at]! - start]!;
  }
  return values;
}

/** Goes past what {@link unpackNumbers} would give. */
export function skipNumbers(count: number, from: ByteReader): void {
  const mode = from.byte();
  if (mode === RAW) return void from.bytes(count * 8);
  if (mode === HUNDREDTHS) return skipNumbers(count, from);
  if (mode === DELTA) from.number();
  for (let start = 0; start < count; start += GROUP) {
    const width = from.byte();
    from.number();
    from.bytes(Math.ceil((Math.min(GROUP, count - start) * width) / 8));
  }
}

function areIntegers(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++) if (!isPlainInteger(values[at]!)) return false;
  return true;
}

const isPlainInteger = (value: number): boolean =>
  Number.isSafeInteger(value) && !Object.is(value, -0) && Math.abs(value) <= GREATEST;

function hundredths(values: Numbers): Float64Array | undefined {
  const scaled = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const rounded = Math.round(values[at]! * SCALE);
    if (!isPlainInteger(rounded) || !Object.is(rounded / SCALE, values[at])) return undefined;
    scaled[at] = rounded;
  }
  return scaled;
}

function deltas(values: Numbers): Float64Array | undefined {
  if (values.length < 2) return undefined;
  const differences = new Float64Array(values.length);
  for (let at = 1; at < values.length; at++) differences[at] = values[at]! - values[at - 1]!;
  differences[0] = differences[1]!;
  return differences;
}

/** Of one group: its least value and the bits of the widest distance from it. */
function groupOf(values: Numbers, start: number, end: number): [least: number, width: number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = start; at < end; at++) {
    const value = values[at]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, bitsOf(greatest - least)];
}

/** What {@link packGroups} will write. */
function packedBytes(values: Numbers): number {
  let bytes = 0;
  for (let start = 0; start < values.length; start += GROUP) {
    const end = Math.min(start + GROUP, values.length);
    const [, width] = groupOf(values, start, end);
    bytes += GROUP_HEAD_BYTES + Math.ceil(((end - start) * width) / 8);
  }
  return bytes;
}

function packGroups(values: Numbers, into: ByteWriter): void {
  for (let start = 0; start < values.length; start += GROUP) {
    const end = Math.min(start + GROUP, values.length);
    const [least, width] = groupOf(values, start, end);
    into.byte(width);
    into.number(least);
    if (width > 0) into.bytes(packBits(values, start, end, least, width));
  }
}

function unpackGroups(values: Numbers, from: ByteReader): void {
  for (let start = 0; start < values.length; start += GROUP) {
    const end = Math.min(start + GROUP, values.length);
    const width = from.byte();
    const least = from.number();
    if (width === 0) values.fill(least, start, end);
    else unpackBits(from.bytes(Math.ceil(((end - start) * width) / 8)), values, start, end, least, width);
  }
}

const bitsOf = (range: number): number =>
  range < WORD ? 32 - Math.clz32(range) : 64 - Math.clz32(Math.floor(range / WORD));

/** Bits are held in 32-bit integers: at most 7 left over and a part of 24. */
const PART = 24;
const PART_FACTOR = 2 ** PART;

function packBits(values: Numbers, start: number, end: number, least: number, width: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(((end - start) * width) / 8));
  let at = 0;
  let held = 0;
  let bits = 0;
  for (let index = start; index < end; index++) {
    let rest = values[index]! - least;
    for (let left = width; left > 0; left -= PART) {
      const part = left > PART ? rest % PART_FACTOR : rest;
      if (left > PART) rest = (rest - part) / PART_FACTOR;
      held |= part << bits;
      bits += Math.min(left, PART);
      while (bits >= 8) {
        bytes[at++] = held & 0xff;
        held >>>= 8;
        bits -= 8;
      }
    }
  }
  if (bits > 0) bytes[at] = held;
  return bytes;
}

/** As {@link unpackBits}, for widths that a 32-bit integer holds beside what is left over. */
function unpackFewBits(
  bytes: Uint8Array,
  values: Numbers,
  start: number,
  end: number,
  least: number,
  width: number,
): void {
  const mask = (1 << width) - 1;
  let at = 0;
  let held = 0;
  let bits = 0;
  for (let index = start; index < end; index++) {
    while (bits < width) {
      held |= bytes[at++]! << bits;
      bits += 8;
    }
    values[index] = least + (held & mask);
    held >>>= width;
    bits -= width;
  }
}

function unpackBits(
  bytes: Uint8Array,
  values: Numbers,
  start: number,
  end: number,
  least: number,
  width: number,
): void {
  if (width <= PART) return unpackFewBits(bytes, values, start, end, least, width);
  let at = 0;
  let held = 0;
  let bits = 0;
  for (let index = start; index < end; index++) {
    let value = 0;
    let factor = 1;
    for (let left = width; left > 0; left -= PART) {
      const take = left > PART ? PART : left;
      while (bits < take) {
        held |= bytes[at++]! << bits;
        bits += 8;
      }
      value += (held & ((1 << take) - 1)) * factor;
      factor *= PART_FACTOR;
      held >>>= take;
      bits -= take;
    }
    values[index] = least + value;
  }
}
