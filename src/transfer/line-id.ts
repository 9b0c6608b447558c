import type { RowDigest } from "./row-digest.ts";
import { sha256 } from "./sha256.ts";

/** Names lines, or rows of tables by their digest. */
export type LineIds = (line: string | RowDigest) => string;

/** The same names for many rows of a table at once: digests stand behind each other, four words each. */
export interface RowIds extends LineIds {
  /**
   * Before so many rows are named: fetches where they will be looked for, all at once, while looking one up
   * after the other waits for memory each time.
   */
  fetchRows(digests: Int32Array, rows: number): void;
  /** The words of the id in place of the digest that begins at `at`. */
  nameRow(digests: Int32Array, at: number): void;
}

/**
 * Ids for lines that came without one, so that reading a file again changes nothing: a UUIDv8 of
 * the first 122 bits of the SHA-256 of the line (trimmed) and of how many identical lines came
 * before it in the file. Genuine identical lines both count. Overlapping files agree, except where
 * a file is cut between identical lines. A row of a table is named likewise, by its digest.
 *
 * Keeps 8 bytes for each such line, in a table that is up to three quarters full and doubles then.
 */
export function makeLineIds(): RowIds {
  let mask = (1 << 12) - 1;
  let used = 0;
  /** Two words of each digest, beside each other: to look one up is one reach into memory. Zeros where there is none. */
  let seen = new Uint32Array(2 * (mask + 1));
  /** Of lines that came more than once: how often, by most of these words. */
  const counts = new Map<number, number>();

  const find = (h: number, l: number): number => {
    let slot = l & mask;
    for (;;) {
      const high = seen[2 * slot]!;
      const low = seen[2 * slot + 1]!;
      if ((high === h && low === l) || (high === 0 && low === 0)) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const grow = (): void => {
    const before = seen;
    mask = mask * 2 + 1;
    seen = new Uint32Array(2 * (mask + 1));
    for (let at = 0; at < before.length; at += 2) {
      const h = before[at]!;
      const l = before[at + 1]!;
      if (h === 0 && l === 0) continue;
      const slot = find(h, l);
      seen[2 * slot] = h;
      seen[2 * slot + 1] = l;
    }
  };

  /** How many such came before it. */
  const countBefore = (h: number, l: number): number => {
    const slot = find(h, l);
    if (seen[2 * slot] === h && seen[2 * slot + 1] === l) {
      const key = (h & 0x1f_ffff) * 2 ** 32 + l;
      const before = counts.get(key) ?? 1;
      counts.set(key, before + 1);
      return before;
    }
    seen[2 * slot] = h;
    seen[2 * slot + 1] = l;
    used += 1;
    if (used * 4 > mask * 3) grow();
    return 0;
  };

  const idOf = (line: string | RowDigest): string => {
    const text = typeof line === "string" ? line.trim() : undefined;
    const digest = text === undefined ? (line as RowDigest) : sha256(text);
    const id = toUuid(digest);
    const before = countBefore(digest[0]! >>> 0, digest[1]! >>> 0 || 1);
    return before === 0 ? id : toUuid(sha256(again(text ?? id, before)));
  };

  let fetched = 0;
  return Object.assign(idOf, {
    fetchRows(digests: Int32Array, rows: number): void {
      let all = 0;
      for (let row = 0; row < rows; row++) all |= seen[2 * ((digests[4 * row + 1]! >>> 0 || 1) & mask)]!;
      // What nobody reads would not be fetched.
      fetched |= all;
    },
    nameRow(digests: Int32Array, at: number): void {
      const before = countBefore(digests[at]! >>> 0, digests[at + 1]! >>> 0 || 1);
      if (before > 0)
        digests.set(sha256(again(toUuid(digests.subarray(at, at + 4)), before)).subarray(0, 4), at);
      digests[at + 1] = versioned(digests[at + 1]!);
      digests[at + 2] = varied(digests[at + 2]!);
    },
  });
}

/** A line holds no line feed, so no other line is hashed as this text. */
const again = (text: string, before: number): string => `${text}\n${before}`;

const versioned = (word: number): number => (word & 0xffff_0fff) | 0x8000;
const varied = (word: number): number => (word & 0x3fff_ffff) | 0x8000_0000;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A version 8 UUID of the first 122 bits. */
export function toUuid(digest: Int32Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = [digest[0], digest[1], digest[2], digest[3]];
  const version = versioned(b);
  const variant = varied(c);
  return `${hex16(a >>> 16)}${hex16(a)}-${hex16(version >>> 16)}-${hex16(version)}-${hex16(variant >>> 16)}-${hex16(variant)}${hex16(d >>> 16)}${hex16(d)}`;
}

const hex16 = (word: number): string => (HEX[(word >>> 8) & 0xff] as string) + (HEX[word & 0xff] as string);
