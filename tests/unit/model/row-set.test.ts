import fc from "fast-check";
import { expect, it } from "vitest";
import { hasRow, toRowBits } from "../../../src/model/row-set.ts";

it("has the rows it was made of, and no other", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 400 })), (rows) => {
      const set = toRowBits(Int32Array.from(rows));
      const found = Array.from({ length: 420 }, (_, row) => row).filter((row) => hasRow(set, row));
      expect(found).toEqual(rows.toSorted((a, b) => a - b));
      expect(hasRow(set, -1)).toBe(false);
    }),
  );
});
