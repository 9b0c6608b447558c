import { expect, test } from "vitest";
import { spanWords } from "../../../src/ui/state/span-words.ts";

const ZONE = "Asia/Kolkata";
/** Midnight there is half past six in the evening before. */
const midnight = (day: number) => Date.UTC(2026, 2, day - 1, 18, 30);
const HOUR = 3_600_000;
const words = (from: number | undefined, before: number) =>
  spanWords(from === undefined ? { before } : { from, before }, ZONE);

test("says days by their dates, both ends included, and what is not of whole days by the minute", () => {
  expect(words(midnight(3), midnight(4))).toMatch(/^\D*3\D+2026$|^Mar 3, 2026$/);
  expect(words(midnight(1), midnight(8))).toMatch(/1.* to .*7/);
  expect(words(undefined, midnight(5))).toMatch(/^everything before .*5/);
  expect(words(midnight(3), midnight(3) + 9.5 * HOUR)).toMatch(/00:00 to .*09:30$/);
});
