import { fail, type Result, success } from "../model/failure.ts";
import type { RowGroup } from "./row-group.ts";

/**
 * The rows of a part, no more of them than its list says there are. Where there are more or fewer, the last item is
 * `unreadable-file`, after the rows that could be read.
 */
export async function* listedRows(
  groups: AsyncIterable<Result<RowGroup>>,
  listed: number,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  let given = 0;
  for await (const group of groups) {
    if (!group.ok) {
      yield group;
      return;
    }
    const { value } = group;
    const left = listed - given;
    if (value.count <= left) {
      given += value.count;
      yield group;
      continue;
    }
    if (left > 0) yield success(firstRows(value, left));
    yield otherThanListed(`It holds more than the ${rows(listed)} it is listed with: the rest is not read.`);
    return;
  }
  if (given < listed)
    yield otherThanListed(`It holds ${given.toLocaleString("en")} of the ${rows(listed)} it is listed with.`);
}

const rows = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;

const otherThanListed = (message: string): Result<never> => fail({ kind: "unreadable-file", message });

const firstRows = (group: RowGroup, count: number): RowGroup => ({
  count,
  numberAt: (index) => group.numberAt(index),
  rowAt: (index) => group.rowAt(index),
});
