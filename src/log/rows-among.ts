import type { Batch, BatchPart } from "../model/batch.ts";
import { hasRow, type RowSet } from "../model/row-set.ts";
import { selectRows } from "./select-rows.ts";
import { partsOf } from "./stored-batch.ts";

/** Unmarks the rows of an entry with these parts that are not in the set. */
export function keepAmong(marks: Uint8Array, parts: readonly BatchPart[], among: RowSet): void {
  let at = 0;
  for (const { firstRow, count } of parts)
    for (let place = 0; place < count; place++, at++) if (!hasRow(among, firstRow + place)) marks[at] = 0;
}

/** An entry with no other rows than those of the set; undefined where it has none of them. */
export function selectAmong(batch: Batch, among: RowSet): Batch | undefined {
  const marks = new Uint8Array(batch.columns.count).fill(1);
  keepAmong(marks, partsOf(batch), among);
  const kept: number[] = [];
  for (const [row, mark] of marks.entries()) if (mark === 1) kept.push(row);
  if (kept.length === 0) return undefined;
  return kept.length === marks.length ? batch : { ...batch, columns: selectRows(batch.columns, kept) };
}
