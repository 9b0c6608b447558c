import { describe, expect, it } from "vitest";
import type { Properties } from "../../../src/model/event.ts";
import { checkEvent, type TrackingPlan } from "../../../src/model/tracking-plan.ts";

const PLAN: TrackingPlan = {
  version: 1,
  events: [
    {
      name: "bought",
      properties: [
        { key: "price", type: "number", required: true },
        { key: "coupon", type: "text", required: false },
        { key: "extra", type: "any", required: false },
      ],
    },
  ],
};

const check = (name: string, properties: Properties, type = "track") =>
  checkEvent(PLAN, { name, type, properties });

describe("checkEvent", () => {
  it("says nothing of an event as planned, with or without what is optional", () => {
    expect(check("bought", { price: 3 })).toEqual([]);
    expect(check("bought", { price: 3, coupon: "x", extra: [1] })).toEqual([]);
  });

  it("names what is missing, of another type, and not planned, in the plan's order", () => {
    expect(check("bought", { coupon: 7, colour: "red" })).toEqual([
      { kind: "missing-property", property: "price" },
      { kind: "wrong-type", property: "coupon", expected: "text", found: "number" },
      { kind: "unplanned-property", property: "colour" },
    ]);
  });

  it("takes null for missing", () => {
    expect(check("bought", { price: null, colour: null })).toEqual([
      { kind: "missing-property", property: "price" },
    ]);
  });

  it("names an event the plan does not have, but not Lochan's own", () => {
    expect(check("sold", {})).toEqual([{ kind: "unplanned-event" }]);
    expect(check("$dropped", { count: 1 })).toEqual([]);
    expect(check("identify", { plan: "pro" }, "identify")).toEqual([]);
  });

  it("leaves what the snippet adds alone, and keys that objects have by birth are like any other", () => {
    expect(check("bought", { price: 1, path: "/", $bot: true })).toEqual([]);
    expect(check("bought", { price: 1, constructor: "x" })).toEqual([
      { kind: "unplanned-property", property: "constructor" },
    ]);
    const planned: TrackingPlan = {
      version: 1,
      events: [{ name: "bought", properties: [{ key: "toString", type: "text", required: true }] }],
    };
    expect(checkEvent(planned, { name: "bought", type: "track", properties: {} })).toEqual([
      { kind: "missing-property", property: "toString" },
    ]);
  });

  it("knows the types of JSON", () => {
    const any = {
      name: "e",
      properties: ["a", "b", "c", "d"].map((key) => ({ key, type: "boolean", required: false }) as const),
    };
    expect(
      checkEvent(
        { version: 1, events: [any] },
        {
          name: "e",
          type: "track",
          properties: { a: true, b: [], c: {}, d: 1 },
        },
      ).map((violation) => "found" in violation && violation.found),
    ).toEqual(["list", "object", "number"]);
  });

  it("finds nothing where nothing is planned yet", () => {
    expect(checkEvent({ version: 1, events: [] }, { name: "a", type: "track", properties: {} })).toEqual([]);
  });
});
