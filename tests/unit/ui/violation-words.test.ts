import { expect, it } from "vitest";
import type { Violation } from "../../../src/model/tracking-plan.ts";
import { violationCount, violationLine } from "../../../src/ui/state/violation-words.ts";

const missing: Violation = { kind: "missing-property", property: "plan" };

it("says of an event how often it violates the plan, and how, in one line each", () => {
  expect(violationCount([missing])).toBe("1 violation of the plan");
  expect(violationCount([missing, missing])).toBe("2 violations of the plan");
  expect(violationLine(missing)).toBe("plan is missing");
  expect(violationLine({ kind: "unplanned-event" })).toBe("The event is not in the plan");
});
