import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { checkEvent } from "../../src/model/tracking-plan.ts";
import { loadDemo } from "../support/load-demo.ts";
import { expect } from "./app-test.ts";
import { storedEvents } from "./tracked-site.ts";

// Kept ones are renewed on purpose: `SCREENSHOTS=1 npm test`.
const SCREENSHOTS = process.env["SCREENSHOTS"] === "1" ? "tests/e2e/screenshots" : "test-results/screenshots";
const axePath = createRequire(`${process.cwd()}/package.json`).resolve("axe-core/axe.min.js");

export const SHOP_LOOKS = [
  { name: "light", colorScheme: "light", width: 1280, height: 860 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 860 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
  { name: "phone-dark", colorScheme: "dark", width: 390, height: 844 },
] as const;

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

/** A picture of the page in one look. */
export async function pictureShop(
  page: Page,
  what: string,
  { name, ...look }: (typeof SHOP_LOOKS)[number],
): Promise<void> {
  await page.emulateMedia({ ...look, reducedMotion: "reduce" });
  await page.setViewportSize(look);
  await page.screenshot({ path: `${SCREENSHOTS}/shop-${what}-${name}.png`, fullPage: true });
}

export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(await readFile(axePath, "utf8"));
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  expect(found, what).toEqual([]);
}
