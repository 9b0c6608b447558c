import type { Failure } from "../../src/model/failure.ts";
import { firstPart, openRows } from "../../src/transfer/open-rows.ts";
import { valueOf } from "./open-catalog.ts";

/** All rows of a file, whatever container it is, and the failure that ended them. */
export async function rowsOf(
  file: Blob,
  onBytes?: (bytes: number) => void,
): Promise<{ rows: Record<string, unknown>[]; numbers: number[]; failure?: Failure; container: string }> {
  const { groups, container } = valueOf(
    await firstPart(openRows(file, onBytes === undefined ? {} : { onBytes })),
  );
  const rows: Record<string, unknown>[] = [];
  const numbers: number[] = [];
  for await (const group of groups) {
    if (!group.ok) return { rows, numbers, failure: group.failure, container };
    for (let index = 0; index < group.value.count; index++) {
      const row = group.value.rowAt(index);
      if (row === undefined || !("value" in row)) continue;
      rows.push(row.value as Record<string, unknown>);
      numbers.push(group.value.numberAt(index));
    }
  }
  return { rows, numbers, container };
}
