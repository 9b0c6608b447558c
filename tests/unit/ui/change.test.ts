import fc from "fast-check";
import { expect, test } from "vitest";
import { changeOf } from "../../../src/ui/state/change.ts";

test.each([
  [150, 100, { kind: "moved", isUp: true, share: 0.5 }],
  [50, 100, { kind: "moved", isUp: false, share: 0.5 }],
  [0, 100, { kind: "moved", isUp: false, share: 1 }],
  // Of a negative figure the share is of its size: more is up, whatever the signs.
  [5, -10, { kind: "moved", isUp: true, share: 1.5 }],
  [-5, -10, { kind: "moved", isUp: true, share: 0.5 }],
  [-15, -10, { kind: "moved", isUp: false, share: 0.5 }],
  [0, -10, { kind: "moved", isUp: true, share: 1 }],
  [-5, 10, { kind: "moved", isUp: false, share: 1.5 }],
  // Of nothing there is no share.
  [7, 0, { kind: "new", isUp: true }],
  [-7, 0, { kind: "new", isUp: false }],
  [7, -0, { kind: "new", isUp: true }],
  [0, 0, { kind: "nothing" }],
  [-0, 0, { kind: "nothing" }],
  // Less than a percentage would show.
  [10_004, 10_000, { kind: "same" }],
  [-10_004, -10_000, { kind: "same" }],
  [10_005, 10_000, { kind: "moved", isUp: true, share: 0.0005 }],
])("to %d from %d", (now, before, expected) => {
  expect(changeOf(now, before)).toEqual(expected);
});

test("it is up where there is more, and down where there is less, and the share leads from one to the other", () => {
  const figure = fc.integer({ min: -1_000, max: 1_000 });
  fc.assert(
    fc.property(figure, figure, (now, before) => {
      const change = changeOf(now, before);
      if (change.kind === "new" || change.kind === "moved") expect(change.isUp).toBe(now > before);
      else expect(now).toBe(before);
      if (change.kind === "moved")
        expect(before + (change.isUp ? 1 : -1) * change.share * Math.abs(before)).toBeCloseTo(now, 6);
    }),
    { numRuns: 300 },
  );
});
