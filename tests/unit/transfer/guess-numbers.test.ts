import { expect, test } from "vitest";
import { guessNumbers } from "../../../src/transfer/guess-numbers.ts";

const read = (columns: Record<string, unknown[]>, delimiter?: string) =>
  guessNumbers(Object.keys(columns), (field) => columns[field] ?? [], delimiter);

test.each<[string, unknown[], boolean]>([
  ["fractions with a comma", ["0,50", "-3,1", "", "12"], true],
  ["one that cannot part thousands", ["1,234", "2,5", null], true],
  ["spaces around", [" 0,50 "], true],
  ["what may be thousands alone", ["1,234", "20,500"], false],
  ["thousands for sure", ["1,234,567", "0,5"], false],
  ["points between thousands", ["1.234,50", "0,5"], false],
  ["points and commas", ["0.5", "0,5"], false],
  ["a word", ["0,5", "n/a"], false],
  ["codes", ["00,5"], false],
  ["a comma and nothing", ["5,"], false],
  ["numbers that are none", [0.5, "0,5"], false],
  ["nothing", ["", null], false],
])("%s are %j in a file parted by semicolons: numbers %s", (_words, values, isNumber) => {
  expect(read({ price: values }, ";").comma).toEqual(isNumber ? ["price"] : []);
  for (const delimiter of [",", "\t", "|", undefined])
    expect(read({ price: values }, delimiter)).toMatchObject({ comma: [], proof: undefined });
});

test("whole numbers are read as those beside them, and a point stays a point", () => {
  const columns = { count: ["1", "2"], price: ["3", "0,50"], at: ["52.5", "13.4"], code: ["007"] };
  expect(read(columns, ";")).toEqual({
    point: ["at"],
    comma: ["count", "price"],
    proof: { field: "price", text: "0,50", number: 0.5 },
  });
  expect(read({ count: columns.count, at: columns.at }, ";")).toEqual({
    point: ["count", "at"],
    comma: [],
    proof: undefined,
  });
});

test.each<[string, string[], boolean]>([
  ["what may be thousands alone", ["1.234", "900", ""], false],
  ["one that cannot part thousands", ["1.234", "2.5"], true],
  ["a zero before it", ["0.125"], true],
])("beside a decimal comma, %s is %j: numbers with a point %s", (_words, views, isNumber) => {
  const point = isNumber ? ["views"] : [];
  expect(read({ price: ["12,50"], views }, ";")).toMatchObject({ point, comma: ["price"] });
  // Nothing else there says how fractions are written.
  expect(read({ price: ["12"], views }, ";").point).toEqual(["price", "views"]);
});
