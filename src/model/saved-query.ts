import { canonicalJson } from "./canonical-json.ts";
import { compareText } from "./compare-text.ts";
import type { JsonValue } from "./event.ts";

/** A statement that somebody gave a name. */
export interface SavedQuery {
  id: string;
  name: string;
  text: string;
  /** Epoch milliseconds. */
  updatedAt: number;
}

export const SAVED_QUERY_LIMITS = { queries: 200, nameLength: 100, textLength: 20_000 } as const;

/** A statement that was run. */
export interface RunStatement {
  text: string;
  /** Epoch milliseconds, when it was run last. */
  at: number;
}

/** Of a project's history: statements, and characters of all of them together. */
export const HISTORY_LIMITS = { statements: 100, characters: 200_000 } as const;

/**
 * Of each id the newest edit, by name, at most {@link SAVED_QUERY_LIMITS} of them: those edited last. The same whatever
 * the order they come in: of two edits at the same time the one whose canonical JSON is greater.
 */
export function newestQueries(all: readonly SavedQuery[]): SavedQuery[] {
  const byId = new Map<string, SavedQuery>();
  for (const each of all) {
    const other = byId.get(each.id);
    if (other === undefined || isNewer(each, other)) byId.set(each.id, each);
  }
  return [...byId.values()]
    .sort((a, b) => b.updatedAt - a.updatedAt || compareText(a.id, b.id))
    .slice(0, SAVED_QUERY_LIMITS.queries)
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}

const textOf = (query: SavedQuery): string => canonicalJson({ ...query } satisfies JsonValue);

const isNewer = (a: SavedQuery, b: SavedQuery): boolean =>
  (a.updatedAt - b.updatedAt || compareText(textOf(a), textOf(b))) > 0;

/** Whether two say the same, whenever they were edited. */
export const isSameQuery = (a: SavedQuery, b: SavedQuery): boolean => a.name === b.name && a.text === b.text;
