/**
 * Lets `burst` through at once and `perSecond` over time, for each key on its own. `take` returns 0
 * and takes, or takes nothing and returns after how many milliseconds to ask again. More than
 * `burst` at once is never granted.
 */
export function makeTokenBuckets(options: { burst: number; perSecond: number; now: () => number }): {
  take(key: string, count: number): number;
} {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, count) {
      const now = options.now();
      const bucket = buckets.get(key) ?? { tokens: options.burst, at: now };
      const elapsedMs = Math.max(0, now - bucket.at);
      bucket.tokens = Math.min(options.burst, bucket.tokens + (elapsedMs * options.perSecond) / 1000);
      bucket.at = now;
      buckets.set(key, bucket);
      if (count <= bucket.tokens) {
        bucket.tokens -= count;
        return 0;
      }
      return Math.ceil(((count - bucket.tokens) * 1000) / options.perSecond);
    },
  };
}
