/** Goes through the part of a property's column that some rows have, from the first row to the last. */
export class ColumnCursor {
  readonly #rows: Uint32Array | undefined;
  #next = 0;

  /** `rows`: absent where every row is in the part. */
  constructor(rows: Uint32Array | undefined) {
    this.#rows = rows;
  }

  /** Where in the part a row is, -1 where it is not. Rows must be asked for ascending. */
  placeOf(row: number): number {
    const rows = this.#rows;
    if (rows === undefined) return row;
    let next = this.#next;
    while (next < rows.length && rows[next]! < row) next++;
    this.#next = next;
    return rows[next] === row ? next : -1;
  }
}
