import type { FirstSeen } from "../model/live-feed.ts";
import { sha256 } from "../transfer/sha256.ts";

/** Also of documents before the last one, so that one that is empty for a moment does not have all forgotten. */
const KEPT_ROWS = 10_000;

/** When each row of a document was first seen, over documents that mostly hold the same rows. */
export interface FirstSeenRows {
  /** `now` for an event that was not there before. */
  timeOf(eventId: string, now: number): number;
  /** The document is over: what is to be known of its rows, and of as many before them as make 10,000. */
  leave(): FirstSeen;
}

export function makeFirstSeenRows(start: FirstSeen | undefined): FirstSeenRows {
  let before = new Map<number, number>();
  let current = new Map<number, number>();
  for (const [at, id] of (start?.ids ?? []).entries()) before.set(id, start?.times[at] ?? 0);
  return {
    timeOf(eventId, now) {
      const key = keyOf(eventId);
      const time = current.get(key) ?? before.get(key) ?? now;
      current.set(key, time);
      return time;
    },
    leave() {
      for (const [key, time] of before) {
        if (current.size >= KEPT_ROWS) break;
        if (!current.has(key)) current.set(key, time);
      }
      before = current;
      current = new Map();
      return { ids: Float64Array.from(before.keys()), times: Float64Array.from(before.values()) };
    },
  };
}

/** 53 bits of its SHA-256: of two rows that have them in common, one would get the other's time. */
function keyOf(eventId: string): number {
  const [high = 0, low = 0] = sha256(eventId);
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}
