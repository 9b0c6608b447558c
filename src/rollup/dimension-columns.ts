import type { Database } from "../database/database.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import { readDictionary } from "../log/dictionary.ts";
import { NUMERIC } from "./dimension-bucket.ts";

/** Where the tracked properties are among the columns of batches; keys are read as they are met. */
export interface DimensionColumns {
  readonly properties: readonly string[];
  /** Makes every key in `columns` known. */
  load(columns: readonly BatchColumns[]): Promise<void>;
  /** Writes the values of loaded columns, by property, from `at` on. */
  fill(columns: BatchColumns, into: readonly Uint32Array[], at: number): void;
}

export function makeDimensionColumns(
  db: Database,
  projectId: ProjectId,
  properties: readonly string[],
): DimensionColumns {
  const places = new Map(properties.map((key, place) => [key, place]));
  /** By `keys` ordinal; undefined where it is not tracked. */
  const placeByKey: (number | undefined)[] = [];
  return {
    properties,
    async load(batches) {
      let greatest = -1;
      for (const columns of batches)
        for (const { key } of columns.properties) greatest = Math.max(greatest, key);
      if (greatest < placeByKey.length) return;
      for (const key of await readDictionary(db, projectId, "keys", placeByKey.length))
        placeByKey.push(key === null ? undefined : places.get(key));
    },
    fill(columns, into, at) {
      for (const { key, text, numbers } of columns.properties) {
        const place = placeByKey[key];
        if (place === undefined) continue;
        const values = into[place]!;
        if (text !== undefined) {
          const { rows, ordinals } = text;
          for (let index = 0; index < ordinals.length; index++)
            values[at + (rows === undefined ? index : rows[index]!)] = ordinals[index]! + 1;
        }
        if (numbers === undefined) continue;
        for (let index = 0; index < numbers.values.length; index++)
          values[at + (numbers.rows === undefined ? index : numbers.rows[index]!)] = NUMERIC;
      }
    },
  };
}
