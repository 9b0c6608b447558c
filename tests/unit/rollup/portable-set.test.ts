import { beforeAll, expect, test } from "vitest";
import { bitmapBytes, initBitmaps, makeBitmap, readBitmap } from "../../../src/rollup/bitmap.ts";
import { encodePortable } from "../../../src/rollup/portable-set.ts";

beforeAll(initBitmaps);

test.each([
  ["nothing", []],
  ["one", [7]],
  ["several containers", [0, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1]],
  ["a full array container", Array.from({ length: 4096 }, (_, index) => index * 3)],
  ["a bitset container", Array.from({ length: 4097 }, (_, index) => index * 3)],
  ["both kinds", [...Array.from({ length: 9000 }, (_, index) => index * 7), 3_000_000_001]],
])("%s is encoded as a bitmap would be", (_, members) => {
  const ordinals = Uint32Array.from(members);
  const bitmap = makeBitmap(ordinals);
  const bytes = encodePortable(ordinals);
  expect(bytes).toEqual(bitmapBytes(bitmap));
  const back = readBitmap(bytes);
  expect([...back.toUint32Array()]).toEqual(members);
  back.dispose();
  bitmap.dispose();
});
