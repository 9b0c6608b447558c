import { sha256 } from "./sha256.ts";

const EMPTY = 0xffff_ffff;

/**
 * Ids for lines that came without one, so that reading a file again changes nothing: a UUIDv8 of
 * the first 122 bits of the SHA-256 of the line (trimmed) and of how many identical lines came
 * before it in the file. Genuine identical lines both count. Overlapping files agree, except where
 * a file is cut between identical lines.
 *
 * Keeps 12 bytes for each such line; memory doubles as it fills.
 */
export function makeLineIds(): (line: string) => string {
  let mask = (1 << 12) - 1;
  let used = 0;
  let high = new Uint32Array(mask + 1);
  let low = new Uint32Array(mask + 1);
  let counts = new Uint32Array(mask + 1).fill(EMPTY);

  const find = (h: number, l: number): number => {
    let slot = l & mask;
    while (counts[slot] !== EMPTY && (high[slot] !== h || low[slot] !== l)) slot = (slot + 1) & mask;
    return slot;
  };

  const grow = (): void => {
    const before = { high, low, counts };
    mask = mask * 2 + 1;
    high = new Uint32Array(mask + 1);
    low = new Uint32Array(mask + 1);
    counts = new Uint32Array(mask + 1).fill(EMPTY);
    for (const [index, count] of before.counts.entries()) {
      if (count === EMPTY) continue;
      const h = before.high[index] as number;
      const l = before.low[index] as number;
      const slot = find(h, l);
      high[slot] = h;
      low[slot] = l;
      counts[slot] = count;
    }
  };

  return (line) => {
    const text = line.trim();
    const digest = sha256(text);
    const h = (digest[0] as number) >>> 0;
    const l = (digest[1] as number) >>> 0;
    const slot = find(h, l);
    const before = counts[slot] as number;
    if (before !== EMPTY) {
      counts[slot] = before + 1;
      // A line holds no line feed, so no other line is hashed as this text.
      return toUuid(sha256(`${text}\n${before}`));
    }
    high[slot] = h;
    low[slot] = l;
    counts[slot] = 1;
    const id = toUuid(digest);
    used += 1;
    if (used * 3 > mask * 2) grow();
    return id;
  };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A version 8 UUID of the first 122 bits. */
export function toUuid(digest: Int32Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = [digest[0], digest[1], digest[2], digest[3]];
  const version = (b & 0xffff_0fff) | 0x8000;
  const variant = (c & 0x3fff_ffff) | 0x8000_0000;
  return `${hex16(a >>> 16)}${hex16(a)}-${hex16(version >>> 16)}-${hex16(version)}-${hex16(variant >>> 16)}-${hex16(variant)}${hex16(d >>> 16)}${hex16(d)}`;
}

const hex16 = (word: number): string => (HEX[(word >>> 8) & 0xff] as string) + (HEX[word & 0xff] as string);
