import type { Page } from "@playwright/test";
import { checkEvent } from "../../src/model/tracking-plan.ts";
import { loadDemo } from "../support/load-demo.ts";
import { expect } from "./app-test.ts";
import { createProject } from "./call-app.ts";
import type { Look } from "./run-axe.ts";
import { storedEvents } from "./tracked-site.ts";

export const SHOP_LOOKS: readonly Look[] = [
  { name: "light", colorScheme: "light", width: 1280, height: 860 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 860 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
  { name: "phone-dark", colorScheme: "dark", width: 390, height: 844 },
];

/** The project the shop sends to from its own port. */
export const createDemo = (app: Page, origins: { demo: string }): Promise<string> =>
  createProject(app, "Demo shop", { id: "demo", writeKey: "demo", origins: [origins.demo] });

/** The events the app has of the shop, each checked against the plan the shop offers. */
export async function plannedEvents(app: Page): Promise<Awaited<ReturnType<typeof storedEvents>>> {
  const plan = (await loadDemo()).trackingPlan();
  const events = (await storedEvents(app, "demo")) as ({ type: string; properties: never } & Awaited<
    ReturnType<typeof storedEvents>
  >[number])[];
  for (const event of events) expect(checkEvent(plan, event), JSON.stringify(event)).toEqual([]);
  return events;
}

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("button", { name, exact: typeof name === "string" }).click();
export const follow = (page: Page, name: string): Promise<void> =>
  page.getByRole("link", { name, exact: true }).first().click();
export const heading = (page: Page, name: string): Promise<void> =>
  expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
