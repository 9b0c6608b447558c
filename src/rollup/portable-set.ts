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
