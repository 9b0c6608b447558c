import type { BatchColumns, DictionaryKind } from "../model/batch.ts";
import { eachPlace } from "./column-places.ts";

/**
 * Calls back with every ordinal of a dictionary that the wanted rows (default: all) use, as often
 * as they use it. `types` follow from `names` and are not in the columns.
 */
export function eachOrdinal(
  columns: BatchColumns,
  kind: DictionaryKind,
  wanted: readonly number[] | undefined,
  take: (ordinal: number) => void,
): void {
  const each = (column: Uint32Array, offset: number) =>
    eachPlace(undefined, columns.count, wanted, (row) => {
      const stored = column[row]!;
      if (stored >= offset) take(stored - offset);
    });
  switch (kind) {
    case "people":
      each(columns.distinct, 0);
      each(columns.user, 1);
      return;
    case "sessions":
      each(columns.session, 1);
      return;
    case "names":
      each(columns.name, 0);
      return;
    case "types":
      return;
    case "keys":
      for (const { key } of columns.properties) take(key);
      return;
    case "values":
      each(columns.source, 0);
      if (columns.importId !== undefined) each(columns.importId, 1);
      for (const { text } of columns.properties) {
        if (text === undefined) continue;
        eachPlace(text.rows, columns.count, wanted, (place) => take(text.ordinals[place]!));
      }
      return;
  }
}
