import fc from "fast-check";
import { expect, it } from "vitest";
import { makeStepOffsets } from "../../src/ui/events/step-offsets.ts";

it("the event at any number is where its step says, after the ones to pass over", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 50 }),
      (counts, width) => {
        const start = 1_000;
        // Each step's events, all at its beginning or its end.
        const times = counts
          .flatMap((count, step) =>
            Array.from({ length: count }, (_, at) => start + step * width + (at % 2) * (width - 1)),
          )
          .sort((a, b) => b - a);
        const offsets = makeStepOffsets({ start, width, counts: Uint32Array.from(counts) });
        expect(offsets.find(times.length)).toBeUndefined();
        for (const [offset, time] of times.entries()) {
          const { before, skip } = offsets.find(offset)!;
          expect(times.filter((each) => each < before.timestamp)[skip]).toBe(time);
          expect(skip).toBeLessThan(4);
        }
      },
    ),
  );
});
