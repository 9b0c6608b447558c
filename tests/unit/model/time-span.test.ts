import fc from "fast-check";
import { expect, it } from "vitest";
import { hasTime, isWithin, withSpan, type TimeSpan } from "../../../src/model/time-span.ts";

const span: fc.Arbitrary<TimeSpan> = fc
  .tuple(fc.option(fc.integer({ min: 0, max: 30 }), { freq: 6 }), fc.integer({ min: 1, max: 8 }))
  .map(([from, length]) => (from === null ? { before: length } : { from, before: from + length }));

it("joins spans into the same times, ascending and apart", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (given) => {
      const joined = given.reduce<TimeSpan[]>((spans, added) => withSpan(spans, added), []);
      for (let time = -1; time <= 40; time++)
        expect(joined.some((each) => isWithin(each, time))).toBe(given.some((each) => isWithin(each, time)));
      for (const [at, { from = -Infinity }] of joined.slice(1).entries())
        expect(from).toBeGreaterThan(joined[at]!.before);
      expect(joined.every(hasTime)).toBe(true);
    }),
  );
});
