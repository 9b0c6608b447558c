export interface Bucket {
  tokens: number;
  /** Epoch milliseconds. */
  at: number;
}

/** Where buckets are kept. */
export interface Buckets {
  get(key: string): Bucket | undefined;
  set(key: string, bucket: Bucket): unknown;
}

/**
 * Lets `burst` through at once and `perSecond` over time, for each key on its own. `take` returns 0
 * and takes, or takes nothing and returns after how many milliseconds to ask again. More than
 * `burst` at once is never granted.
 */
export function makeTokenBuckets(options: {
  burst: number;
  perSecond: number;
  now: () => number;
  buckets?: Buckets | undefined;
}): { take(key: string, count: number): number } {
  const { burst, perSecond } = options;
  const buckets = options.buckets ?? new Map<string, Bucket>();
  return {
    take(key, count) {
      const now = options.now();
      const { tokens: left, at } = buckets.get(key) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, left + (Math.max(0, now - at) * perSecond) / 1000);
      const granted = count <= tokens;
      buckets.set(key, { tokens: granted ? tokens - count : tokens, at: now });
      return granted ? 0 : Math.ceil(((count - tokens) * 1000) / perSecond);
    },
  };
}

/**
 * Buckets that all pages of this origin share, so that who is framed or opened again and again gains
 * nothing. Where the storage cannot be used every page has its own.
 */
export function makeSharedBuckets(storage: () => Pick<Storage, "getItem" | "setItem">): Buckets {
  const own = new Map<string, Bucket>();
  return {
    get(key) {
      try {
        const [tokens, at] = JSON.parse(storage().getItem(PREFIX + key) ?? "") as unknown[];
        if (Number.isFinite(tokens) && Number.isFinite(at)) return { tokens: Number(tokens), at: Number(at) };
      } catch {}
      return own.get(key);
    },
    set(key, bucket) {
      own.set(key, bucket);
      try {
        storage().setItem(PREFIX + key, JSON.stringify([bucket.tokens, bucket.at]));
      } catch {}
    },
  };
}

// Not "lochan:": what begins so is an outbox of pages of this origin.
const PREFIX = "lochan-rate:";
