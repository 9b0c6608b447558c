import { expect, test } from "vitest";
import { PLANNED_TYPES } from "../../../src/model/tracking-plan.ts";
import { loadDemo } from "../../support/load-demo.ts";

const plan = (await loadDemo()).trackingPlan();

// `npx vitest run -u --project unit tests/unit/demo` writes it anew.
test("the plan the shop offers as a file is the one its events are made by", async () => {
  await expect(`${JSON.stringify(plan, null, 2)}\n`).toMatchFileSnapshot(
    "../../../public/demo/tracking-plan.json",
  );
});

test("the plan describes each event and each property, once, with a type Lochan knows", () => {
  const names = plan.events.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { description, properties } of plan.events) {
    expect(description).toMatch(/\.$/);
    expect(new Set(properties.map(({ key }) => key)).size).toBe(properties.length);
    for (const { type, description: meaning } of properties) {
      expect(PLANNED_TYPES).toContain(type);
      expect(meaning).toBeTruthy();
    }
  }
});
