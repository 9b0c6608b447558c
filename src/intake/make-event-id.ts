import { v7 } from "uuid";

const BYTES = 16;
const pool = new Uint8Array(BYTES * 256);
let next = pool.length;

/** A UUIDv7 of the given epoch milliseconds. Random bytes are drawn in bulk: one draw is slow. */
export function makeEventId(timestamp: number): string {
  if (next === pool.length) {
    crypto.getRandomValues(pool);
    next = 0;
  }
  const random = pool.subarray(next, next + BYTES);
  next += BYTES;
  return v7({ msecs: timestamp, random });
}
