const POLYNOMIAL = 0xedb8_8320;
const STEP = 8;
const BYTES = 256;

/** At `n * 256 + byte`: what a byte makes that is followed by `n` more of the same step. */
const TABLE = new Uint32Array(STEP * BYTES);
for (let byte = 0; byte < BYTES; byte++) {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  TABLE[byte] = rest;
}
for (let at = BYTES; at < TABLE.length; at++) {
  const before = TABLE[at - BYTES]!;
  TABLE[at] = TABLE[before & 0xff]! ^ (before >>> 8);
}

/** CRC-32 (ISO 3309, as in gzip), eight bytes a step. Finds damage, not tampering. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffff_ffff;
  let at = 0;
  for (; at + STEP <= bytes.length; at += STEP) {
    rest =
      TABLE[0x700 + ((rest ^ bytes[at]!) & 0xff)]! ^
      TABLE[0x600 + (((rest >>> 8) ^ bytes[at + 1]!) & 0xff)]! ^
      TABLE[0x500 + (((rest >>> 16) ^ bytes[at + 2]!) & 0xff)]! ^
      TABLE[0x400 + ((rest >>> 24) ^ bytes[at + 3]!)]! ^
      TABLE[0x300 + bytes[at + 4]!]! ^
      TABLE[0x200 + bytes[at + 5]!]! ^
      TABLE[0x100 + bytes[at + 6]!]! ^
      TABLE[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) rest = TABLE[(rest ^ bytes[at]!) & 0xff]! ^ (rest >>> 8);
  return ~rest >>> 0;
}
