import { CUT_SESSION_BASE } from "../database/rows.ts";
import type { Members } from "./pack-dimensions.ts";

/** Where values are listed: of each, a chain of buckets and of its places among their values. */
export interface Listings {
  /** First link of each value, -1 for none. */
  first: Int32Array;
  /** The link after each, -1 for none. */
  next: Int32Array;
  bucket: Uint32Array;
  at: Uint32Array;
}

/** One bucket of one property: its lists, and the user or session of each stay. */
export interface CountedBucket extends Members {
  entities: Uint32Array;
}

/** Given and cut sessions take turns, so that both are dense from 0 on. */
export const sessionEntity = (session: number): number =>
  session >= CUT_SESSION_BASE ? 2 * (session - CUT_SESSION_BASE) + 1 : 2 * session;

/** Counts distinct users or sessions over lists of stays: a bit each, cleared by going over them again. */
export interface MemberCounter {
  /** Distinct entities that have any of the values. */
  count(values: readonly number[]): number;
}

export function makeMemberCounter(
  buckets: readonly CountedBucket[],
  { first, next, bucket, at }: Listings,
  { onlyPageViews }: { onlyPageViews: boolean },
): MemberCounter {
  let greatest = 0;
  for (const { entities } of buckets)
    for (let stay = 0; stay < entities.length; stay++)
      if (entities[stay]! > greatest) greatest = entities[stay]!;
  const seen = new Uint32Array((greatest >>> 5) + 1);
  const wanted = onlyPageViews ? 1 : 0;

  const mark = ({ entities, members, starts }: CountedBucket, value: number): number => {
    const past = starts[value + 1]!;
    let fresh = 0;
    for (let index = starts[value]!; index < past; index++) {
      const member = members[index]!;
      if ((member & wanted) !== wanted) continue;
      const entity = entities[member >> 1]!;
      const bit = 1 << (entity & 31);
      const word = seen[entity >>> 5]!;
      if ((word & bit) !== 0) continue;
      seen[entity >>> 5] = word | bit;
      fresh++;
    }
    return fresh;
  };
  const clear = ({ entities, members, starts }: CountedBucket, value: number): void => {
    const past = starts[value + 1]!;
    for (let index = starts[value]!; index < past; index++) seen[entities[members[index]! >> 1]! >>> 5] = 0;
  };
  return {
    count(values) {
      let count = 0;
      for (const value of values)
        for (let link = first[value]!; link >= 0; link = next[link]!)
          count += mark(buckets[bucket[link]!]!, at[link]!);
      if (count > seen.length) seen.fill(0);
      else
        for (const value of values)
          for (let link = first[value]!; link >= 0; link = next[link]!)
            clear(buckets[bucket[link]!]!, at[link]!);
      return count;
    },
  };
}
