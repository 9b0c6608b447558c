import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { makeParquetBudget, ParquetTooLarge } from "../../../src/transfer/readers/parquet-budget.ts";
import { readParquet } from "../../../src/transfer/readers/read-parquet.ts";
import { toBlob } from "../../support/import-fixtures.ts";
import { readRows, type ReadRows } from "../../support/read-rows.ts";

type Columns = Parameters<typeof parquetWriteBuffer>[0]["columnData"];
type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], "columnData">;

const write = (columnData: Columns, options: Options = {}): Blob =>
  toBlob(new Uint8Array(parquetWriteBuffer({ columnData, ...options })));
const read = (file: Blob, mostBytes?: number): Promise<ReadRows> =>
  readRows(readParquet(file, {}, mostBytes));

/** Texts that come twice each, so that they are written once. */
const words = (column: number): string[] =>
  Array.from({ length: 400 }, (_, row) => `${column} ${row % 200} ${"w".repeat(100)}`);
const manyDictionaries = (columns: number, options?: Options): Blob =>
  write(
    Array.from({ length: columns }, (_, column) => ({
      name: `c${column}`,
      data: words(column),
      type: "STRING",
    })),
    options,
  );

describe("what a Parquet file unpacks to at once", () => {
  test("has one bound for all columns: their dictionaries together, not each", async () => {
    const file = manyDictionaries(20);
    expect((await read(file)).rows).toHaveLength(400);
    const { rows, failure } = await read(file, 200_000);
    expect(rows).toEqual([]);
    expect(failure).toMatchObject({
      kind: "unreadable-file",
      message: expect.stringMatching(/columns of one row group .* smaller row groups, or with fewer columns/),
    });
  });

  test("is let go with its row group, and a page with the next", async () => {
    const groups = manyDictionaries(4, { rowGroupSize: 40 });
    expect((await read(groups, 60_000)).rows).toHaveLength(400);
    const numbers = Float64Array.from({ length: 20_000 }, (_, at) => at / 7);
    const pages = write([{ name: "n", data: numbers, type: "DOUBLE" }], { pageSize: 8_000 });
    const { rows, failure } = await read(pages, 40_000);
    expect(failure).toBeUndefined();
    expect(rows).toHaveLength(20_000);
  });

  test("is counted by what a page says before it is unpacked", () => {
    const budget = makeParquetBudget(1_000_000);
    const [one, other] = [{ heldBytes: 0 }, { heldBytes: 0 }];
    budget.hold(one, { bytes: 600_000, values: 0, isText: false });
    expect(() => budget.hold(other, { bytes: 500_000, values: 0, isText: false })).toThrow(ParquetTooLarge);
    const again = makeParquetBudget(1_000_000);
    again.hold(one, { bytes: 100, values: 10, isText: true });
    expect(one.heldBytes).toBe(340);
    expect(() => again.hold(one, { bytes: 10, values: 2 ** 25 + 1, isText: false })).toThrow(
      /33,554,432 values/,
    );
  });
});

test("texts that each begin with all of the one before are refused where they are too long together", async () => {
  const text = "x".repeat(2 * 1024 * 1024);
  const bytes = new TextEncoder().encode(text);
  const file = write(
    [
      {
        name: "t",
        data: Array.from({ length: 300 }, () => bytes),
        type: "BYTE_ARRAY",
        encoding: "DELTA_BYTE_ARRAY",
      },
    ],
    { statistics: false, pageSize: 2 ** 30 },
  );
  expect(file.size).toBeLessThan(3 * 1024 * 1024);
  const { rows, failure } = await read(file);
  expect(rows).toEqual([]);
  expect(failure?.message).toMatch(/texts of a page of the Parquet file are longer than 512 MB together/);
});

test("ten thousand columns are read", async () => {
  const file = write(
    Array.from({ length: 10_000 }, (_, at) => ({
      name: `c${at}`,
      data: [at, at + 1, at + 2],
      type: "INT32",
    })),
    { statistics: false },
  );
  const { rows, failure } = await read(file);
  expect(failure).toBeUndefined();
  expect(rows).toHaveLength(3);
  expect(rows[2]?.[1]).toMatchObject({ c0: 2, c9999: 10_001 });
});

test("of a name that two columns have, each is there", async () => {
  const file = write([
    { name: "plan", data: ["free"], type: "STRING" },
    { name: "plan", data: ["pro"], type: "STRING" },
  ]);
  const { rows, failure } = await read(file);
  expect(failure).toBeUndefined();
  expect(rows).toEqual([[1, { plan: "free", plan_2: "pro" }]]);
});
