import fc from "fast-check";
import { snappyUncompress } from "hyparquet";
import { expect, test } from "vitest";
import { readHybrid } from "../../src/transfer/readers/read-hybrid.ts";
import { GrowingBytes } from "../../src/transfer/writers/growing-bytes.ts";
import { snappyInto } from "../../src/transfer/writers/snappy.ts";
import { writeHybrid } from "../../src/transfer/writers/write-hybrid.ts";

/** What repeats near and far, over more than the 64 KB a block has, among what does not repeat. */
const repetitive = fc
  .array(
    fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 90 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.boolean(),
    ),
    { maxLength: 12 },
  )
  .map((parts) => {
    const bytes: number[] = [];
    for (const [piece, times, isNoise] of parts)
      for (let time = 0; time < times && bytes.length < 300_000; time++)
        for (const byte of piece) bytes.push(isNoise ? (byte * 31 + time * 17 + (time >> 3)) & 0xff : byte);
    return Uint8Array.from(bytes);
  });

test("what Snappy packs comes back, and what repeats is smaller", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), repetitive), (bytes) => {
      const into = new GrowingBytes(1);
      snappyInto(bytes, into);
      const unpacked = new Uint8Array(bytes.length);
      // The reader takes what holds nothing for damage.
      if (bytes.length > 0) {
        const varint = bytes.length < 0x80 ? 1 : bytes.length < 0x4000 ? 2 : 3;
        expect(into.length).toBeGreaterThan(varint);
        snappyUncompress(into.view(), unpacked);
      }
      expect(Buffer.compare(unpacked, bytes)).toBe(0);
    }),
    { numRuns: 200 },
  );
  const into = new GrowingBytes();
  snappyInto(new TextEncoder().encode('{"path":"/teas","device":"mobile"}'.repeat(10_000)), into);
  expect(into.length).toBeLessThan(20_000);
});

test("runs and packed groups come back in any mix and width", () => {
  const stretches = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 40 })), { maxLength: 60 });
  fc.assert(
    fc.property(stretches, fc.integer({ min: 0, max: 24 }), (drawn, width) => {
      const values = Uint32Array.from(
        drawn.flatMap(([value, times]) => Array.from({ length: times }, () => value % 2 ** width)),
      );
      const into = new GrowingBytes(1);
      writeHybrid(values, width, into);
      expect(readHybrid(into.view(), width, values.length)).toEqual(values);
    }),
    { numRuns: 300 },
  );
});
