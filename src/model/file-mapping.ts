import { canonicalJson } from "./canonical-json.ts";
import { compareText } from "./compare-text.ts";
import type { JsonValue } from "./event.ts";
import { MAPPED_FIELDS, type RowMapping } from "./row-mapping.ts";

/** A project remembers the ones used last. */
export const MOST_MAPPINGS = 100;

/** How rows with certain fields were read last. */
export interface FileMapping {
  /** Names the fields of the rows. */
  digest: string;
  /** Epoch milliseconds. */
  usedAt: number;
  mapping: RowMapping;
}

/**
 * Of each digest the one used last, newest first, at most {@link MOST_MAPPINGS}. The same whatever the order they
 * come in: of two used at the same time the one whose canonical JSON is greater.
 */
export function newestMappings(all: readonly FileMapping[]): FileMapping[] {
  const byDigest = new Map<string, FileMapping>();
  for (const each of all) {
    const other = byDigest.get(each.digest);
    if (other === undefined || isNewer(each, other)) byDigest.set(each.digest, each);
  }
  return [...byDigest.values()]
    .sort((a, b) => b.usedAt - a.usedAt || compareText(a.digest, b.digest))
    .slice(0, MOST_MAPPINGS);
}

/** Whether two read the same rows in other ways. */
export const isMappedOtherwise = (a: FileMapping, b: FileMapping): boolean => textOf(a) !== textOf(b);

/** The columns it reads, as it is called where it has no name: `when, who`. */
export const mappedColumns = ({ mapping }: FileMapping): string =>
  [...new Set(MAPPED_FIELDS.flatMap((field) => mapping[field] ?? []))].join(", ");

const isNewer = (a: FileMapping, b: FileMapping): boolean =>
  (a.usedAt - b.usedAt || compareText(textOf(a), textOf(b))) > 0;

const textOf = ({ mapping }: FileMapping): string => canonicalJson(mapping as JsonValue);
