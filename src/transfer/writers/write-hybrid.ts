import type { GrowingBytes } from "./growing-bytes.ts";

/** Values that are the same, from so many on, are a run. */
const LEAST_RUN = 8;

/** What `readHybrid` reads: runs, and groups of eight packed values of `width` bits, up to 24. */
export function writeHybrid(values: Uint32Array, width: number, into: GrowingBytes): void {
  const { length } = values;
  let packedFrom = 0;
  let at = 0;
  while (at < length) {
    const value = values[at]!;
    let end = at + 1;
    while (end < length && values[end] === value) end++;
    // A packed stretch ends after whole groups of eight.
    const begins = packedFrom + Math.ceil((at - packedFrom) / 8) * 8;
    if (end - begins < LEAST_RUN) {
      at = end;
      continue;
    }
    writePacked(values, packedFrom, begins, width, into);
    into.pushVarint((end - begins) << 1);
    for (let bits = 0; bits < width; bits += 8) into.pushByte((value >>> bits) & 0xff);
    packedFrom = at = end;
  }
  writePacked(values, packedFrom, length, width, into);
}

function writePacked(
  values: Uint32Array,
  from: number,
  end: number,
  width: number,
  into: GrowingBytes,
): void {
  if (from >= end) return;
  const groups = Math.ceil((end - from) / 8);
  into.pushVarint((groups << 1) | 1);
  into.room(groups * width + 4);
  const { bytes } = into;
  let to = into.length;
  let held = 0;
  let bits = 0;
  for (let at = from; at < from + groups * 8; at++) {
    held |= (at < end ? values[at]! : 0) << bits;
    bits += width;
    while (bits >= 8) {
      bytes[to++] = held;
      held >>>= 8;
      bits -= 8;
    }
  }
  into.length = to;
}
