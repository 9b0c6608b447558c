const FIRST_ROOM = 1 << 10;
const MOST_FRESH = 1 << 18;

/** Different numbers, of which any number comes again and again. */
export interface DistinctKeys {
  add(key: number): void;
  /** Ascending, each once; undefined where there were more than `most`. */
  sorted(): Float64Array | undefined;
}

/** Keeps 8 bytes for each different one, and those that came last. */
export function makeDistinctKeys(most: number): DistinctKeys {
  let known = new Float64Array(0);
  let fresh = new Float64Array(FIRST_ROOM);
  let used = 0;
  let last = Number.NaN;
  let full = false;

  const settle = (): void => {
    known = mergeKeys(known, fresh.subarray(0, used).sort());
    used = 0;
    full = known.length > most;
    if (full) known = fresh = new Float64Array(0);
    else if (fresh.length < Math.min(MOST_FRESH, known.length)) fresh = new Float64Array(fresh.length * 2);
  };
  return {
    add(key) {
      if (full || key === last) return;
      last = key;
      fresh[used++] = key;
      if (used === fresh.length) settle();
    },
    sorted() {
      if (!full) settle();
      return full ? undefined : known;
    },
  };
}

/** Two ascending lists as one, each number once. */
function mergeKeys(one: Float64Array, other: Float64Array): Float64Array<ArrayBuffer> {
  const merged = new Float64Array(one.length + other.length);
  let count = 0;
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const next = j >= other.length || (i < one.length && one[i]! <= other[j]!) ? one[i++]! : other[j++]!;
    if (count === 0 || merged[count - 1] !== next) merged[count++] = next;
  }
  return merged.slice(0, count);
}
