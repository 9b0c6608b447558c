import { expect, test } from "vitest";
import { compareRuns } from "../../../src/model/compare-runs.ts";
import type { Properties } from "../../../src/model/event.ts";
import { countShape, makeShaper, type RunShape } from "../../../src/model/run.ts";
import { makeEvent } from "../../support/admitted-log.ts";

type Sent = [name: string, properties?: Properties];

function shapeOf(...sent: Sent[]): RunShape {
  const shaper = makeShaper();
  for (const [name, properties = {}] of sent) shaper.add(makeEvent({ name, properties }));
  return shaper.shape();
}

test("the same run has no differences, whatever its values", () => {
  expect(compareRuns(shapeOf(["a", { n: 1 }], ["b"]), shapeOf(["b"], ["a", { n: 2 }]))).toEqual([]);
});

test("a renamed event is one that is missing and one that is new", () => {
  expect(compareRuns(shapeOf(["cart", { n: 1 }], ["x"]), shapeOf(["basket", { n: 1 }], ["x"]))).toEqual([
    { name: "basket", kind: "new", before: 0, after: 1, properties: [] },
    { name: "cart", kind: "missing", before: 1, after: 0, properties: [] },
  ]);
});

test("a property that is missing, new, of another type, or no longer on every event is named", () => {
  const before = shapeOf(
    ["a", { gone: 1, kept: 1, typed: 1, sparse: 1 }],
    ["a", { kept: 2, typed: 2, gone: 1, sparse: 1 }],
  );
  const after = shapeOf(
    ["a", { kept: 1, typed: "1", fresh: true, sparse: 1 }],
    ["a", { kept: 2, typed: 2, fresh: true }],
  );
  const [change, ...others] = compareRuns(before, after);
  expect(others).toEqual([]);
  expect(change).toMatchObject({ name: "a", kind: "changed", before: 2, after: 2 });
  expect(change?.properties.map(({ key, kind }) => [key, kind])).toEqual([
    ["fresh", "new"],
    ["gone", "missing"],
    ["sparse", "share"],
    ["typed", "type"],
  ]);
  expect(change?.properties[3]).toMatchObject({
    before: { types: ["number"] },
    after: { types: ["text", "number"] },
  });
});

test("an event that came more often is told as a count", () => {
  expect(compareRuns(shapeOf(["a"]), shapeOf(["a"], ["a"]))).toEqual([
    { name: "a", kind: "count", before: 1, after: 2, properties: [] },
  ]);
});

test("what Lochan adds, and null, are no difference; names that mean something to an object are names", () => {
  const before = shapeOf(["a", { title: "x", $bot: true, none: null }], ["$dropped"], ["constructor"]);
  expect(compareRuns(before, shapeOf(["a"], ["constructor"]))).toEqual([]);
  const hostile = shapeOf(["__proto__", Object.fromEntries([["__proto__", 1]])]);
  expect(compareRuns(shapeOf(["__proto__"]), hostile)).toMatchObject([
    { name: "__proto__", kind: "changed", properties: [{ key: "__proto__", kind: "new" }] },
  ]);
});

test("a shape is counted as its events and names", () => {
  expect(countShape(shapeOf(["a"], ["a"], ["b"]))).toEqual({ events: 3, names: 2 });
});
