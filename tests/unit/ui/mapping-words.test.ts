import { expect, test } from "vitest";
import { cellOf } from "../../../src/ui/data/mapping-words.ts";

test("a row shows what is its own: nothing for a column that others have, called as what every object has", () => {
  const row = JSON.parse('{"__proto__":"p","a":null,"b":[1],"c":false}') as Record<string, unknown>;
  expect(["__proto__", "a", "b", "c", "constructor", "toString"].map((key) => cellOf(row, key))).toEqual([
    "p",
    "",
    "[1]",
    "false",
    "",
    "",
  ]);
});
