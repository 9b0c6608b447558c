import { expect, test } from "vitest";
import { endOfWhole } from "../../support/mend-half-records.ts";

const BLOCK_BYTES = 32_768;
const [WHOLE, FIRST, MIDDLE, LAST] = [1, 2, 3, 4];

const record = (kind: number, length: number): number[] => [
  ...[9, 9, 9, 9, length & 255, length >> 8, kind],
  ...new Array<number>(length).fill(7),
];
const endOf = (...parts: number[][]): number => endOfWhole(Uint8Array.from(parts.flat()));

test("whole records are kept", () => {
  expect(endOf()).toBe(0);
  expect(endOf(record(WHOLE, 3), record(WHOLE, 0))).toBe(17);
  const full = record(FIRST, BLOCK_BYTES - 7);
  expect(endOf(full, record(MIDDLE, BLOCK_BYTES - 7), record(LAST, 2))).toBe(2 * BLOCK_BYTES + 9);
});

test("half a record goes, wherever it ends", () => {
  const whole = record(WHOLE, 3);
  expect(endOf(whole, record(WHOLE, 3).slice(0, 4))).toBe(10);
  expect(endOf(whole, record(WHOLE, 3).slice(0, 7))).toBe(10);
  expect(endOf(whole, record(WHOLE, 300).slice(0, -1))).toBe(10);
  expect(endOf(whole, record(FIRST, BLOCK_BYTES - 17))).toBe(10);
  expect(endOf(whole, record(FIRST, BLOCK_BYTES - 17), record(MIDDLE, 5))).toBe(10);
});

test("the rest of a block that is too short for a head is kept behind a whole record", () => {
  const rest = [0, 0, 0, 0];
  const whole = record(WHOLE, BLOCK_BYTES - 11);
  expect(endOf(whole, rest)).toBe(BLOCK_BYTES);
  expect(endOf(whole, rest.slice(1))).toBe(BLOCK_BYTES - 1);
  expect(endOf(whole, rest, record(WHOLE, 1).slice(0, 5))).toBe(BLOCK_BYTES);
});
