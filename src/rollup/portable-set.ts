const COOKIE = 12_346;
const ARRAY_LIMIT = 4096;
const BITSET_BYTES = 8192;

/**
 * Ascending distinct ordinals in Roaring's portable format, as a bitmap would serialise them; much
 * faster than making one for a set that is only stored.
 * https://github.com/RoaringBitmap/RoaringFormatSpec
 */
export const encodePortable = (ordinals: Uint32Array): Uint8Array => packSets([ordinals])[0]!;

/** Sets, encoded already or as ordinals, as views of one buffer: storing a row costs by the buffer more than by the byte. */
export function packSets(sets: readonly (Uint8Array | Uint32Array)[]): Uint8Array[] {
  let size = 0;
  const ends = sets.map((set) => (size += set instanceof Uint8Array ? set.length : portableBytes(set)));
  const bytes = new Uint8Array(size);
  return sets.map((set, index) => {
    const start = index === 0 ? 0 : ends[index - 1]!;
    if (set instanceof Uint8Array) bytes.set(set, start);
    else writePortable(set, bytes, start);
    return bytes.subarray(start, ends[index]);
  });
}

const containerBytes = (count: number): number => (count > ARRAY_LIMIT ? BITSET_BYTES : 2 * count);

/** Past the ordinals of the container that begins at `first`. */
function containerEnd(ordinals: Uint32Array, first: number): number {
  const high = ordinals[first]! >>> 16;
  let end = first + 1;
  while (end < ordinals.length && ordinals[end]! >>> 16 === high) end++;
  return end;
}

function portableBytes(ordinals: Uint32Array): number {
  let bytes = 8;
  for (let first = 0; first < ordinals.length;) {
    const end = containerEnd(ordinals, first);
    bytes += 8 + containerBytes(end - first);
    first = end;
  }
  return bytes;
}

/** Little-endian, over zeros. */
function writePortable(ordinals: Uint32Array, bytes: Uint8Array, start: number): void {
  const write = (at: number, value: number, length: number): void => {
    for (let byte = 0; byte < length; byte++) bytes[at + byte] = value >>> (8 * byte);
  };
  let containers = 0;
  for (let first = 0; first < ordinals.length; first = containerEnd(ordinals, first)) containers++;
  write(start, COOKIE, 4);
  write(start + 4, containers, 4);
  let head = start + 8;
  let offsets = head + 4 * containers;
  let at = offsets + 4 * containers;
  for (let first = 0; first < ordinals.length;) {
    const end = containerEnd(ordinals, first);
    const count = end - first;
    write(head, ordinals[first]! >>> 16, 2);
    write(head + 2, count - 1, 2);
    write(offsets, at - start, 4);
    head += 4;
    offsets += 4;
    for (let index = first; index < end; index++) {
      const low = ordinals[index]! & 0xffff;
      if (count > ARRAY_LIMIT) bytes[at + (low >> 3)]! |= 1 << (low & 7);
      else {
        bytes[at + 2 * (index - first)] = low;
        bytes[at + 2 * (index - first) + 1] = low >> 8;
      }
    }
    at += containerBytes(count);
    first = end;
  }
}

const RUNS_COOKIE = 12_347;
/** Fewer containers than this with runs among them have no list of offsets. */
const OFFSETS_FROM = 4;

/** Whether the bytes have the shape of such a set: containers ascending, and as long as they say. */
export function isPortableSet(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cookie = view.getUint32(0, true);
  const hasRuns = (cookie & 0xffff) === RUNS_COOKIE;
  if (!hasRuns && cookie !== COOKIE) return false;
  const containers = hasRuns ? (cookie >>> 16) + 1 : view.getUint32(4, true);
  const runFlags = hasRuns ? 4 : 8;
  const header = runFlags + (hasRuns ? (containers + 7) >> 3 : 0);
  const hasOffsets = !hasRuns || containers >= OFFSETS_FROM;
  let offset = header + 4 * containers + (hasOffsets ? 4 * containers : 0);
  if (containers > 0x1_0000 || offset > bytes.length) return false;
  let last = -1;
  for (let container = 0; container < containers; container++) {
    const key = view.getUint16(header + 4 * container, true);
    if (key <= last) return false;
    last = key;
    if (hasOffsets && view.getUint32(header + 4 * containers + 4 * container, true) !== offset) return false;
    const isRun = hasRuns && ((bytes[runFlags + (container >> 3)] as number) & (1 << (container & 7))) !== 0;
    const count = view.getUint16(header + 4 * container + 2, true) + 1;
    if (isRun && offset + 2 > bytes.length) return false;
    offset += isRun ? 2 + 4 * view.getUint16(offset, true) : count > ARRAY_LIMIT ? BITSET_BYTES : 2 * count;
  }
  return offset === bytes.length;
}
