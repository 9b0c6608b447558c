/** Keeps what was put last. */
export interface Kept<Key, Value> {
  get(key: Key): Value | undefined;
  /** Forgets what was put longest ago until the rest weighs no more than allowed; this one stays. */
  put(key: Key, value: Value): void;
  drop(key: Key): void;
}

export function makeKept<Key, Value>(
  most: number,
  weigh: (value: Value) => number = () => 1,
): Kept<Key, Value> {
  const kept = new Map<Key, { value: Value; weight: number }>();
  let weight = 0;
  const drop = (key: Key): void => {
    weight -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  };
  return {
    get: (key) => kept.get(key)?.value,
    drop,
    put(key, value) {
      drop(key);
      const one = { value, weight: weigh(value) };
      kept.set(key, one);
      weight += one.weight;
      for (const oldest of kept.keys()) {
        if (weight <= most || oldest === key) break;
        drop(oldest);
      }
    },
  };
}
