import { expect, test } from "vitest";
import { makeParquetBudget, ParquetTooLarge } from "../../../src/transfer/readers/parquet-budget.ts";

const page = (bytes: number, values = 0) => ({ bytes, values, isText: true });

test("a page of sizes that are none makes no room for others", () => {
  for (const odd of [page(-1_000), page(0, -1_000), page(0, NaN)]) {
    const budget = makeParquetBudget(100);
    expect(() => budget.hold({ heldBytes: 0 }, odd)).toThrow(/less than nothing/);
    expect(() => budget.hold({ heldBytes: 0 }, page(101))).toThrow(ParquetTooLarge);
  }
});

test("a leaf's page takes the room of the one before it", () => {
  const budget = makeParquetBudget(100);
  const place = { heldBytes: 0 };
  for (let time = 0; time < 3; time++) budget.hold(place, page(90));
  expect(() => budget.hold({ heldBytes: 0 }, page(20))).toThrow(ParquetTooLarge);
});
