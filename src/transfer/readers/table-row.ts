import { setOwn } from "../../model/set-own.ts";
import { makeRowDigest, type RowDigest } from "../row-digest.ts";
import type { FileRow, RowGroup, TableColumn } from "../row-group.ts";

const valueAt = ({ values, places, from }: TableColumn, index: number): unknown =>
  places === undefined ? values[from + index] : values[places[from + index] as number];

/** Rows of columns, the first of them `firstRow` of the file. What a row is named by is only made when it is asked for. */
export function makeTableRows(names: readonly string[]) {
  const digestOf = makeRowDigest(names);
  return (columns: readonly TableColumn[], count: number, firstRow: number): RowGroup => ({
    count,
    numberAt: (index) => firstRow + index,
    rowAt: (index): FileRow => new TableRow(names, columns, index, digestOf),
    table: { names, columns },
  });
}

class TableRow {
  readonly value: Record<string, unknown> = {};
  readonly #columns: readonly TableColumn[];
  readonly #index: number;
  readonly #digestOf: ReturnType<typeof makeRowDigest>;

  constructor(
    names: readonly string[],
    columns: readonly TableColumn[],
    index: number,
    digestOf: ReturnType<typeof makeRowDigest>,
  ) {
    this.#columns = columns;
    this.#index = index;
    this.#digestOf = digestOf;
    for (let at = 0; at < names.length; at++) {
      setOwn(this.value, names[at]!, valueAt(columns[at]!, index) ?? null);
    }
  }

  get text(): string {
    return JSON.stringify(this.value);
  }

  get digest(): RowDigest {
    return this.#digestOf((column) => valueAt(this.#columns[column]!, this.#index));
  }
}
