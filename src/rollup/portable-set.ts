const COOKIE = 12_346;
const ARRAY_LIMIT = 4096;
const BITSET_BYTES = 8192;

/**
 * Ascending distinct ordinals in Roaring's portable format, as a bitmap would serialise them; much
 * faster than making one for a set that is only stored.
 * https://github.com/RoaringBitmap/RoaringFormatSpec
 */
export function encodePortable(ordinals: Uint32Array): Uint8Array {
  const starts: number[] = [];
  let key = -1;
  for (let index = 0; index < ordinals.length; index++) {
    const high = (ordinals[index] as number) >>> 16;
    if (high === key) continue;
    key = high;
    starts.push(index);
  }
  const sizeOf = (count: number): number => (count > ARRAY_LIMIT ? BITSET_BYTES : 2 * count);
  const countAt = (container: number): number =>
    (starts[container + 1] ?? ordinals.length) - (starts[container] as number);
  let size = 8 + 8 * starts.length;
  for (let container = 0; container < starts.length; container++) size += sizeOf(countAt(container));

  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, COOKIE, true);
  view.setUint32(4, starts.length, true);
  let offset = 8 + 8 * starts.length;
  for (let container = 0; container < starts.length; container++) {
    const first = starts[container] as number;
    const count = countAt(container);
    view.setUint16(8 + 4 * container, (ordinals[first] as number) >>> 16, true);
    view.setUint16(10 + 4 * container, count - 1, true);
    view.setUint32(8 + 4 * starts.length + 4 * container, offset, true);
    for (let index = first; index < first + count; index++) {
      const low = (ordinals[index] as number) & 0xffff;
      if (count > ARRAY_LIMIT) {
        const at = offset + (low >> 3);
        bytes[at] = (bytes[at] as number) | (1 << (low & 7));
      } else {
        const at = offset + 2 * (index - first);
        bytes[at] = low & 0xff;
        bytes[at + 1] = low >> 8;
      }
    }
    offset += sizeOf(count);
  }
  return bytes;
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
