import fuzzysort from "fuzzysort";
import type { Entry } from "./entry.ts";

/** What was typed is cut here: nobody finds more by more. */
export const TYPED_LENGTH = 100;
export const MOST_FOUND = 60;

const LEAST_SCORE = 0.3;
/** What is found by its kind or other words comes after what is found by its name. */
const BY_WORDS = 0.8;
/** Of two that fit alike, the one chosen of late. */
const LATELY = 1.08;

/** Those that what was typed may mean, best first, at most {@link MOST_FOUND}; `recent` are ids. */
export function rankEntries(
  entries: readonly Entry[],
  typed: string,
  recent: ReadonlySet<string> = new Set(),
): Entry[] {
  return fuzzysort
    .go(typed.slice(0, TYPED_LENGTH).toWellFormed(), entries, {
      keys: [(entry) => entry.label, (entry) => `${entry.kind} ${entry.label} ${entry.words ?? ""}`],
      limit: MOST_FOUND,
      threshold: LEAST_SCORE,
      scoreFn: (result) =>
        Math.max(result[0]?.score ?? 0, (result[1]?.score ?? 0) * BY_WORDS) *
        (recent.has(result.obj.id) ? LATELY : 1),
    })
    .map(({ obj }) => obj);
}
