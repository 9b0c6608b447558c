import { ByteReader, ByteWriter } from "../log/pack-numbers.ts";
import { BitReader, BitWriter } from "./bit-stream.ts";
import { noValues, type DimensionBucket, type ValueLists } from "./dimension-bucket.ts";

/** What is known of a property's values without knowing whose they are. */
export interface ValueCounts extends Pick<ValueLists, "untold" | "values" | "events" | "pageViews"> {
  /** The members are those of {@link everyStay}, and have no row. */
  isEvery: boolean;
}
export type Members = Pick<ValueLists, "starts" | "members">;
export type Stays = Pick<DimensionBucket, "sessions" | "actors">;

/** The members of a property that has one value in every stay, and no page view. */
export const everyStay = (stays: number): Members => ({
  starts: Uint32Array.of(0, stays),
  members: Uint32Array.from({ length: stays }, (_, stay) => 2 * stay),
});

/** Days of events that lack a property are many, and each row costs as much as a long one. */
export const hasEveryStay = ({ values, members }: ValueLists, stays: number): boolean =>
  values.length === 1 && members.length === stays && members.every((member, stay) => member === 2 * stay);

/** All of a small bucket. */
export interface WholeBucket {
  counts: ValueCounts[];
  stays: Stays;
  /** By place of the property. */
  members: Members[];
}

const [TOLD, UNTOLD, EVERY] = [0, 1, 2];

export function packCounts({ lists, sessions }: DimensionBucket): Uint8Array<ArrayBuffer> {
  const into = new ByteWriter();
  for (const list of lists) {
    const { untold, values, events, pageViews } = list;
    into.byte(untold ? UNTOLD : hasEveryStay(list, sessions.length) ? EVERY : TOLD);
    into.count(values.length);
    let last = 0;
    for (let at = 0; at < values.length; at++) {
      into.count(values[at]! - last);
      into.count(events[at]!);
      into.count(pageViews[at]!);
      last = values[at]!;
    }
  }
  return into.finish();
}

export function unpackCounts(packed: Uint8Array, properties: number): ValueCounts[] {
  const from = new ByteReader(packed);
  return Array.from({ length: properties }, () => {
    const kind = from.byte();
    if (kind === UNTOLD) {
      from.count();
      return { ...noValues(true), isEvery: false };
    }
    const count = from.count();
    const values = new Uint32Array(count);
    const events = new Uint32Array(count);
    const pageViews = new Uint32Array(count);
    let last = 0;
    for (let at = 0; at < count; at++) {
      values[at] = last += from.count();
      events[at] = from.count();
      pageViews[at] = from.count();
    }
    return { untold: false, isEvery: kind === EVERY, values, events, pageViews };
  });
}

const widthOf = (greatest: number): number => 32 - Math.clz32(greatest);

/** What makes Rice's code short for gaps of this mean. */
const parameterFor = (meanGap: number): number =>
  Math.max(0, 31 - Math.clz32(Math.max(1, Math.floor(meanGap * 0.7))));

function packBits(head: readonly number[], bits: BitWriter): Uint8Array<ArrayBuffer> {
  const into = new ByteWriter();
  for (const number of head) into.count(number);
  into.bytes(bits.finish());
  return into.finish();
}

const SMALL_GAP = 2 ** 16;

export function packStays({ sessions, actors }: Stays): Uint8Array<ArrayBuffer> {
  let sum = 0;
  let small = 0;
  let greatest = 0;
  for (let stay = 0; stay < sessions.length; stay++) {
    const gap = sessions[stay]! - (sessions[stay - 1] ?? 0);
    if (gap < SMALL_GAP) {
      sum += gap;
      small++;
    }
    if (actors[stay]! > greatest) greatest = actors[stay]!;
  }
  const parameter = parameterFor(sum / Math.max(1, small));
  const width = widthOf(greatest);
  const bits = new BitWriter();
  for (let stay = 0; stay < sessions.length; stay++) {
    bits.rice(sessions[stay]! - (sessions[stay - 1] ?? 0), parameter);
    bits.bits(actors[stay]!, width);
  }
  return packBits([sessions.length, parameter, width], bits);
}

export function unpackStays(packed: Uint8Array): Stays {
  const from = new ByteReader(packed);
  const count = from.count();
  const parameter = from.count();
  const width = from.count();
  const bits = new BitReader(from.rest());
  const sessions = new Uint32Array(count);
  const actors = new Uint32Array(count);
  let last = 0;
  for (let stay = 0; stay < count; stay++) {
    sessions[stay] = last = (last + bits.rice(parameter)) >>> 0;
    actors[stay] = bits.bits(width);
  }
  return { sessions, actors };
}

const SIZE_PARAMETER = 4;
/** Of a list's flags: all 0, all 1, or one beside each member. */
const NONE = 0;
const ALL = 1;
const EACH = 2;

/** `stays` is how many stays the bucket has: what its members are dense in. */
export function packMembers({ starts, members }: Members, stays: number): Uint8Array<ArrayBuffer> {
  const bits = new BitWriter();
  for (let value = 0; value + 1 < starts.length; value++) {
    const first = starts[value]!;
    const past = starts[value + 1]!;
    const size = past - first;
    let flags = 0;
    for (let at = first; at < past; at++) flags += members[at]! & 1;
    const mode = flags === 0 ? NONE : flags === size ? ALL : EACH;
    bits.rice(size, SIZE_PARAMETER);
    bits.bits(mode, 2);
    const parameter = parameterFor(stays / Math.max(1, size));
    let last = -1;
    for (let at = first; at < past; at++) {
      const stay = members[at]! >> 1;
      bits.rice(stay - last - 1, parameter);
      if (mode === EACH) bits.bits(members[at]! & 1, 1);
      last = stay;
    }
  }
  return packBits([starts.length - 1, members.length, stays], bits);
}

export function unpackMembers(packed: Uint8Array): Members {
  const from = new ByteReader(packed);
  const values = from.count();
  const count = from.count();
  const stays = from.count();
  const bits = new BitReader(from.rest());
  const starts = new Uint32Array(values + 1);
  const members = new Uint32Array(count);
  let end = 0;
  for (let value = 0; value < values; value++) {
    const size = bits.rice(SIZE_PARAMETER);
    const mode = bits.bits(2);
    const parameter = parameterFor(stays / Math.max(1, size));
    let last = -1;
    for (let at = 0; at < size; at++) {
      last += bits.rice(parameter) + 1;
      members[end++] = 2 * last + (mode === EACH ? bits.bits(1) : mode);
    }
    starts[value + 1] = end;
  }
  return { starts, members };
}

/** Counts, stays, then the members of each property but those of {@link everyStay}: each after its length. */
export function packWhole(bucket: DimensionBucket): Uint8Array<ArrayBuffer> {
  const { lists, sessions } = bucket;
  const into = new ByteWriter();
  const put = (packed: Uint8Array): void => {
    into.count(packed.length);
    into.bytes(packed);
  };
  put(packCounts(bucket));
  put(packStays(bucket));
  for (const list of lists) if (!hasEveryStay(list, sessions.length)) put(packMembers(list, sessions.length));
  return into.finish();
}

export function unpackWhole(packed: Uint8Array, properties: number): WholeBucket {
  const from = new ByteReader(packed);
  const take = (): Uint8Array => from.bytes(from.count());
  const counts = unpackCounts(take(), properties);
  const stays = unpackStays(take());
  const every = everyStay(stays.sessions.length);
  return { counts, stays, members: counts.map(({ isEvery }) => (isEvery ? every : unpackMembers(take()))) };
}
