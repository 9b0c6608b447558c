import type { Failure, Result } from "../model/failure.ts";
import { chain } from "./readers/pieces.ts";
import type { RowGroup } from "./row-group.ts";

/** Of which a file's product is recognised, and a mapping proposed. */
export const FIRST_ROWS = 50;
/** Groups that hold fewer are not read on for ever: what was read is kept. */
const MOST_GROUPS = 16;

/** Looked through for what the first do not tell. */
const FURTHER_ROWS = 20_000;
const MOST_FURTHER_GROUPS = 256;

/** Rows of a file from its beginning, far more than the first of them. */
export type FurtherRows = () => Promise<unknown[]>;

/**
 * The first rows of a file, at most 50, and all of its groups; the failure that ended the rows so early. `further`
 * is for before the groups are read, and reads on: what it read they give again.
 */
export async function peekRows(groups: AsyncGenerator<Result<RowGroup>, void, undefined>): Promise<{
  rows: unknown[];
  groups: AsyncGenerator<Result<RowGroup>, void, undefined>;
  further: FurtherRows;
  failure: Failure | undefined;
}> {
  const first: Result<RowGroup>[] = [];
  const lookAt = async (mostRows: number, mostGroups: number): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for (let at = 0; rows.length < mostRows && at < mostGroups; at++) {
      const known = first[at - 1];
      if (known?.ok === false) break;
      if (at === first.length) {
        const { done, value } = await groups.next();
        if (done) break;
        first.push(value);
      }
      const group = first[at];
      if (group?.ok !== true) break;
      for (let index = 0; index < group.value.count && rows.length < mostRows; index++) {
        const row = group.value.rowAt(index);
        if (row !== undefined && "value" in row) rows.push(row.value);
      }
    }
    return rows;
  };
  const rows = await lookAt(FIRST_ROWS, MOST_GROUPS);
  const last = first.at(-1);
  return {
    rows,
    groups: chain(first, groups),
    further: () => lookAt(FURTHER_ROWS, MOST_FURTHER_GROUPS),
    failure: last?.ok === false ? last.failure : undefined,
  };
}
