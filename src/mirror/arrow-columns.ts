import {
  batchType,
  bool,
  Column,
  columnFromArray,
  float64,
  int32,
  int64,
  map,
  utf8,
  type DataType,
  type TypedArray,
} from "@uwdata/flechette";

/** A column over typed values. Without `validity` (one bit a row, lowest first) nothing is null. */
function columnOver(
  type: DataType,
  length: number,
  values: TypedArray,
  validity?: { bits: Uint8Array; nulls: number },
): Column<unknown> {
  const Batch = batchType(type);
  const batch = new Batch({
    length,
    nullCount: validity?.nulls ?? 0,
    type,
    values,
    validity: validity && validity.nulls > 0 ? validity.bits : new Uint8Array(0),
  });
  return new Column([batch], type);
}

export const intColumn = (values: Int32Array): Column<unknown> => columnOver(int32(), values.length, values);

const HIGH = 2 ** 32;

/** BIGINT from whole numbers within ±2^53, without a BigInt each. */
export function longColumn(values: Float64Array): Column<unknown> {
  const words = new Int32Array(values.length * 2);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    words[row * 2] = value | 0;
    words[row * 2 + 1] = Math.floor(value / HIGH);
  }
  return columnOver(int64(), values.length, new BigInt64Array(words.buffer));
}

export const textColumn = (values: (string | null)[]): Column<unknown> => columnFromArray(values, utf8());

export const columnOfBooleans = (values: boolean[]): Column<unknown> => columnFromArray(values, bool());

export const doubleOrNullColumn = (values: (number | null)[]): Column<unknown> =>
  columnFromArray(values, float64());

/** Rows not set are null. */
export class SparseColumn {
  readonly #values: Int32Array | Float64Array;
  readonly #bits: Uint8Array;
  #set = 0;

  constructor(kind: "int" | "double", length: number) {
    this.#values = kind === "int" ? new Int32Array(length) : new Float64Array(length);
    this.#bits = new Uint8Array((length + 7) >> 3);
  }

  /** At most once a row. */
  set(row: number, value: number): void {
    this.#values[row] = value;
    this.#bits[row >> 3]! |= 1 << (row & 7);
    this.#set++;
  }

  get used(): boolean {
    return this.#set > 0;
  }

  finish(): Column<unknown> {
    const { length } = this.#values;
    const type = this.#values instanceof Int32Array ? int32() : float64();
    return columnOver(type, length, this.#values, { bits: this.#bits, nulls: length - this.#set });
  }
}

/** Null where a row has no entries. */
export const mapColumn = (kind: "int" | "double", rows: ([number, number][] | null)[]): Column<unknown> =>
  columnFromArray(rows, map(int32(), kind === "int" ? int32() : float64()));
