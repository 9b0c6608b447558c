/**
 * Rows of a project's log, by their numbers, as it was at a position: what was admitted since is in none, and after a
 * rewriting the numbers are others'.
 */
export interface RowSet {
  generation: number;
  sequence: number;
  /** Tells it from every other. */
  key: string;
  /** Number of the row of the lowest bit of the first byte. */
  first: number;
  bits: Uint8Array;
}

export type RowBits = Pick<RowSet, "first" | "bits">;

export function toRowBits(rows: ArrayLike<number>): RowBits {
  let first = Infinity;
  let last = -1;
  for (let at = 0; at < rows.length; at++) {
    first = Math.min(first, rows[at]!);
    last = Math.max(last, rows[at]!);
  }
  if (last < 0) return { first: 0, bits: new Uint8Array(0) };
  const bits = new Uint8Array(((last - first) >> 3) + 1);
  for (let at = 0; at < rows.length; at++) {
    const place = rows[at]! - first;
    bits[place >> 3]! |= 1 << (place & 7);
  }
  return { first, bits };
}

export function hasRow({ first, bits }: RowBits, row: number): boolean {
  const place = row - first;
  return place >= 0 && ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
}
