import { expect, test } from "vitest";
import { PAGE_VIEW } from "../../../src/model/event.ts";
import { checkEvent } from "../../../src/model/tracking-plan.ts";
import { loadDemo, type ShopperStep } from "../../support/load-demo.ts";

const { makeShopper, planVisit, trackingPlan } = await loadDemo();
const base = "http://localhost:4174/";

/** Every visit of the first so many shoppers of a seed, three each. */
function walk(seed: number, shoppers: number): { kind: string; steps: ShopperStep[] }[] {
  return Array.from({ length: shoppers }, (_, number) => {
    let [known, loggedIn] = [false, false];
    return [0, 1, 2].map((visit) => {
      const plan = planVisit(makeShopper(seed, number), visit, { base, known, loggedIn });
      ({ known, loggedIn } = plan);
      return plan;
    });
  }).flat();
}

const textOf = ({ properties }: ShopperStep, key: string): string => {
  const value = properties[key];
  return typeof value === "string" ? value : "";
};

const nameOf = ({ call, name }: ShopperStep): string =>
  call === "page" ? PAGE_VIEW : call === "identify" ? "identify" : (name ?? call);

test("the same seed makes the same visits, another one others", () => {
  expect(walk(7, 20)).toEqual(walk(7, 20));
  expect(walk(8, 20)).not.toEqual(walk(7, 20));
});

test("no event of a simulated shopper departs from the plan, and every planned one happens", () => {
  const plan = trackingPlan();
  const steps = walk(1, 600).flatMap((visit) => visit.steps);
  const happened = new Set<string>();
  for (const step of steps.filter(({ call }) => call !== "reset")) {
    const event = { name: nameOf(step), type: step.call, properties: step.properties };
    expect({ ...event, violations: checkEvent(plan, event) }).toMatchObject({ violations: [] });
    happened.add(event.name);
  }
  expect([...happened].sort()).toEqual([...plan.events.map(({ name }) => name), "identify"].sort());
});

test("each event is marked as simulated and says what its shopper browses with", () => {
  const { steps } = planVisit(makeShopper(1, 0), 0, { base });
  for (const { properties } of steps)
    expect(properties).toMatchObject({ simulated: true, device: expect.any(String), os: expect.any(String) });
});

test("a visit begins with a page view, whose source its later pages do not repeat", () => {
  const sources = new Set<string>();
  for (const { steps } of walk(3, 200)) {
    const [first, ...rest] = steps.filter(({ call }) => call === "page");
    expect(steps[0]).toBe(first);
    sources.add(new URL(textOf(first!, "url")).searchParams.get("utm_source") ?? "none");
    for (const step of rest) {
      expect(textOf(step, "url")).toMatch(/^http:\/\/localhost:4174\/[\w-]*$/);
      expect(textOf(step, "referrer")).toMatch(/^http:\/\/localhost:4174\//);
    }
  }
  expect([...sources].sort()).toEqual(["google", "letter", "mastodon", "none"]);
});

test("who orders has been through the steps of the checkout, and pays for what was in the basket", () => {
  const orders = walk(5, 300).filter(({ steps }) => steps.some(({ name }) => name === "order_placed"));
  expect(orders.length).toBeGreaterThan(50);
  for (const { steps } of orders) {
    const names = steps.map(nameOf);
    const order = steps[names.indexOf("order_placed")]?.properties;
    const added = names.filter((name) => name === "added_to_basket").length;
    const removed = names.filter((name) => name === "removed_from_basket").length;
    expect(order?.["items"]).toBe(added - removed);
    expect(
      steps.filter(({ name }) => name === "checkout_step_done").map((step) => step.properties["step"]),
    ).toEqual(["address", "delivery", "payment"]);
    expect(names.indexOf("checkout_started")).toBeLessThan(names.indexOf("order_placed"));
  }
});

test("people sign up once, and log in after that", () => {
  for (let number = 0; number < 400; number++) {
    let [known, loggedIn] = [false, false];
    let joined = 0;
    for (let visit = 0; visit < 6; visit++) {
      const shopper = makeShopper(2, number);
      const plan = planVisit(shopper, visit, { base, known, loggedIn });
      const names = plan.steps.map(nameOf);
      joined += names.filter((name) => name === "signed_up").length;
      if (names.includes("logged_in")) expect(known && !loggedIn).toBe(true);
      for (const step of plan.steps) if (step.call === "identify") expect(step.name).toBe(shopper.userId);
      ({ known, loggedIn } = plan);
    }
    expect(joined).toBeLessThanOrEqual(1);
  }
});
