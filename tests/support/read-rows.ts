import type { Failure, Result } from "../../src/model/failure.ts";
import { success } from "../../src/model/failure.ts";
import type { Pieces } from "../../src/transfer/readers/pieces.ts";
import type { RowGroup } from "../../src/transfer/row-group.ts";

/** A row's number and value, or the number and why it cannot be read. */
export type ReadRow = [number: number, value: unknown] | [number: number, value: undefined, fault: string];

export interface ReadRows {
  rows: ReadRow[];
  texts: (string | undefined)[];
  failure?: Failure;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes in pieces that end at these places. */
export async function* inPieces(bytes: Uint8Array, cuts: readonly number[] = []): Pieces {
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    if (cut > from || cut === bytes.length) yield success(bytes.subarray(from, Math.max(from, cut)));
    from = Math.max(from, cut);
  }
}

export async function readRows(groups: AsyncIterable<Result<RowGroup>>): Promise<ReadRows> {
  const got: ReadRows = { rows: [], texts: [] };
  for await (const group of groups) {
    if (!group.ok) {
      got.failure = group.failure;
      continue;
    }
    for (let index = 0; index < group.value.count; index++) {
      const row = group.value.rowAt(index);
      if (row === undefined) continue;
      const number = group.value.numberAt(index);
      got.rows.push("fault" in row ? [number, undefined, row.fault] : [number, row.value]);
      got.texts.push(row.text);
    }
  }
  return got;
}
