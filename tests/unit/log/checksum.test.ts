import { crc32 as expected } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "../../../src/log/checksum.ts";

test("is what gzip's checksum is, of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc32(bytes)).toBe(expected(bytes));
    }),
  );
});
