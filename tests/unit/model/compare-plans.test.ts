import { expect, it } from "vitest";
import { comparePlans, mergePlans } from "../../../src/model/compare-plans.ts";
import type { PlannedEvent, PlannedProperty } from "../../../src/model/tracking-plan.ts";

const property = (key: string, over: Partial<PlannedProperty> = {}): PlannedProperty => ({
  key,
  type: "text",
  required: false,
  ...over,
});
const event = (name: string, ...properties: PlannedProperty[]): PlannedEvent => ({ name, properties });
const plan = (...events: PlannedEvent[]) => ({ version: 1 as const, events });

it("names what was added, removed and changed, and no mere change of place", () => {
  const before = plan(
    event("a", property("x"), property("y"), property("z")),
    event("b"),
    event("c", property("k")),
  );
  const after = plan(
    event("d", property("n")),
    { ...event("c", property("k")), description: "why" },
    event("a", property("z"), property("y", { type: "number", required: true }), property("w")),
  );
  expect(comparePlans(before, after)).toEqual([
    { kind: "event-added", event: "d", properties: 1 },
    { kind: "event-described", event: "c" },
    {
      kind: "property-changed",
      event: "a",
      before: property("y"),
      property: property("y", { type: "number", required: true }),
    },
    { kind: "property-added", event: "a", property: property("w") },
    { kind: "property-removed", event: "a", property: property("x") },
    { kind: "event-removed", event: "b", properties: 0 },
  ]);
  expect(comparePlans(before, plan(...before.events.toReversed()))).toEqual([]);
  expect(comparePlans(before, plan(...before.events.map((each) => ({ ...each, description: "" }))))).toEqual(
    [],
  );
});

it("merging adds what is not there and changes nothing that is", () => {
  const mine = plan({ ...event("a", property("x", { required: true })), description: "mine" });
  const other = plan(
    { ...event("a", property("x", { type: "number" }), property("y")), description: "theirs" },
    event("b", property("z")),
  );
  expect(mergePlans(mine, other)).toEqual(
    plan(
      { ...event("a", property("x", { required: true }), property("y")), description: "mine" },
      event("b", property("z")),
    ),
  );
  expect(mergePlans(mine, mine)).toEqual(mine);
});
