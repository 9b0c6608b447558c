import fc from "fast-check";
import { expect, it } from "vitest";
import {
  hasTime,
  isWithin,
  joinSpans,
  withoutSpan,
  withSpan,
  type TimeSpan,
} from "../../../src/model/time-span.ts";

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

it("joins many at once as one after another, in any order, and as fast", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (given) => {
      expect(joinSpans(given)).toEqual(given.reduce<TimeSpan[]>(withSpan, []));
      expect(joinSpans(given.toReversed())).toEqual(joinSpans(given));
    }),
  );
  const many = Array.from({ length: 100_000 }, (_, n): TimeSpan => ({ from: n * 10, before: n * 10 + 5 }));
  expect(joinSpans([...many, { before: 20 }])).toHaveLength(many.length - 2);
});

it("takes a span out of others, and leaves the rest ascending and apart", () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), span, (given, out) => {
      const spans = given.reduce<TimeSpan[]>(withSpan, []);
      const left = withoutSpan(spans, out);
      expect(left.every(hasTime)).toBe(true);
      for (let time = -1; time <= 40; time++)
        expect(left.some((each) => isWithin(each, time))).toBe(
          spans.some((each) => isWithin(each, time)) && !isWithin(out, time),
        );
      for (const [at, { from = -Infinity }] of left.slice(1).entries())
        expect(from).toBeGreaterThanOrEqual(left[at]!.before);
    }),
  );
});
