import { expect, test } from "vitest";
import { findShift, HALF_HOUR_MS } from "../../../../src/model/reconcile/find-shift.ts";
import { makeRandom } from "../../../support/make-random.ts";

const STEPS = 7 * 48;
const START = Date.UTC(2026, 4, 1);
const FIRST = START / HALF_HOUR_MS;
const span = { from: START, to: START + STEPS * HALF_HOUR_MS };

/** A week with nights, busy noons and some chance; by half hour from a day before to a day after. */
function week(seed = 3): Map<number, number> {
  const random = makeRandom(seed);
  const counts = new Map<number, number>();
  for (let step = FIRST - 48; step < FIRST + STEPS + 48; step++) {
    const hour = (((step % 48) + 48) % 48) / 2;
    counts.set(step, hour < 6 ? 0 : random(10) + (hour > 11 && hour < 14 ? 30 : 5));
  }
  return counts;
}
const toPairs = (counts: ReadonlyMap<number, number>, later = 0, keep = 1): number[] =>
  [...counts].flatMap(([step, count]) => [step + later, Math.round(count * keep)]);

test.each([-26, -4, -1, 3, 4, 11])(
  "a clock that is ahead by %i half hours is found, whatever part is lost",
  (later) => {
    const counts = week();
    for (const keep of [1, 0.6]) {
      const shift = findShift(toPairs(counts), toPairs(counts, later, keep), span);
      expect(shift?.byMs).toBe(-later * HALF_HOUR_MS);
      expect(shift!.after).toBeLessThan(shift!.before * 0.6);
    }
  },
);

test("clocks that agree have no shift, though one side loses a half or has other days", () => {
  const counts = week();
  expect(findShift(toPairs(counts), toPairs(counts, 0, 0.5), span)).toBeUndefined();
  const lost = new Map([...counts].filter(([step]) => step < FIRST + 48 || step > FIRST + 144));
  expect(findShift(toPairs(counts), toPairs(lost), span)).toBeUndefined();
});

test("of few counts nothing is said", () => {
  const few = new Map([
    [FIRST, 9],
    [FIRST + 40, 9],
  ]);
  expect(findShift(toPairs(few), toPairs(few, 4), span)).toBeUndefined();
  expect(findShift(toPairs(week()), toPairs(few), span)).toBeUndefined();
  expect(findShift([], [], span)).toBeUndefined();
});

test("one event of a clock that is off by a thousand years is no reason to look at the hours between", () => {
  const counts = week();
  const last = Date.UTC(9999, 11, 31) / HALF_HOUR_MS;
  const both = [toPairs(counts), toPairs(counts, 3)].map((pairs) => [0, 1, ...pairs, last, 1]);
  const shift = findShift(both[0]!, both[1]!, { from: 0, to: (last + 48) * HALF_HOUR_MS });
  expect(shift?.byMs).toBe(-3 * HALF_HOUR_MS);
  const ages = { from: -8.64e15, to: 8.64e15 };
  expect(findShift(both[0]!, both[1]!, ages)?.byMs).toBe(-3 * HALF_HOUR_MS);
});
