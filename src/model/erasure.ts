import { compareText } from "./compare-text.ts";
import type { TimeSpan } from "./time-span.ts";

/** What may be asked to be erased of a project: a user, a time, every event. */
export type Erasure = { userId: string } | TimeSpan | { all: true };

/**
 * Whom one device erased: each user id and distinct id as a hash under that device's secret, so that nobody is named but
 * whoever knows a person can look them up; and the time before which what they did stays out, epoch milliseconds.
 */
export interface ErasedPeople {
  /** Lower-case hex, as the hashes. */
  secret: string;
  people: [hash: string, before: number][];
}

/** What devices erased of a project, as another one merges it. */
export interface ErasureList {
  spans: readonly TimeSpan[];
  people: readonly ErasedPeople[];
}

/** What a device erased is kept out here; `apply` also erases what is here of it. */
export type ErasureMode = "apply" | "keep-out";

/** One is an id of a person: anyone has several. */
export const ERASED_LIMITS = { secrets: 100, people: 1_000_000 } as const;

/** By secret, then by hash; of what is in both the later time. */
export function uniteErased(...lists: readonly (readonly ErasedPeople[])[]): ErasedPeople[] {
  const bySecret = new Map<string, Map<string, number>>();
  for (const { secret, people } of lists.flat()) {
    const byHash = bySecret.get(secret) ?? new Map<string, number>();
    bySecret.set(secret, byHash);
    for (const [hash, before] of people) byHash.set(hash, Math.max(before, byHash.get(hash) ?? -Infinity));
  }
  const byText = ([a]: [string, unknown], [b]: [string, unknown]): number => compareText(a, b);
  return [...bySecret]
    .sort(byText)
    .map(([secret, byHash]): ErasedPeople => ({ secret, people: [...byHash].sort(byText) }))
    .filter(({ people }) => people.length > 0);
}
