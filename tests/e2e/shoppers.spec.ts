import type { Page } from "@playwright/test";
import { PAGE_VIEW } from "../../src/model/event.ts";
import { expect, test } from "./app-test.ts";
import { ask, call, expectNoDrift } from "./call-app.ts";
import { createDemo, follow, plannedEvents, press, SHOP_LOOKS } from "./demo-shop.ts";
import { expectAccessible, picture, putOn } from "./run-axe.ts";
import { flush, storedEvents } from "./tracked-site.ts";

test.beforeEach(async ({ app, origins }) => {
  await createDemo(app, origins);
});

const figure = async (page: Page, label: string): Promise<number> =>
  Number(
    (await page.locator(".figures div", { hasText: label }).locator("dd").innerText()).replaceAll(",", ""),
  );

test("simulated shoppers arrive exactly once through the snippet, each a browser of their own", async ({
  app,
  profile,
  origins,
}) => {
  test.setTimeout(180_000);
  const page = await profile.newPage();
  await page.goto(`${origins.demo}/back-room`);
  await page.getByLabel("Shoppers at once").fill("60");
  await page.getByText("60×", { exact: true }).click();
  await page.getByLabel("Seed").fill("11");
  await press(page, "Let them in");
  await expect.poll(() => figure(page, "Of them returning"), { timeout: 90_000 }).toBeGreaterThan(3);
  await expect.poll(() => figure(page, "Orders"), { timeout: 90_000 }).toBeGreaterThan(0);
  for (const look of SHOP_LOOKS) {
    await putOn(page, look);
    await picture(page, "shop-shoppers", look, { fullPage: true });
  }
  await expectAccessible(page, "shoppers at work");
  await press(page, "Stop the shoppers");
  await expect(page.getByText("Nobody is simulated now.")).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("iframe[title*=till]")).toHaveCount(0);
  expect(await figure(page, "Events lost")).toBe(0);
  expect(await figure(page, "Events waiting")).toBe(0);
  const delivered = await figure(page, "Events delivered");
  expect(await flush(page)).toBe("delivered");

  await expect
    .poll(
      async () =>
        (await storedEvents(app, "demo")).filter(({ properties }) => properties["simulated"]).length,
    )
    .toBe(delivered);
  const events = await plannedEvents(app);
  const simulated = events.filter(({ properties }) => properties["simulated"]);
  const byHand = events.filter(({ name, properties }) => !properties["simulated"] && name !== "$page_leave");
  expect(byHand.map(({ name }) => name)).toEqual([PAGE_VIEW]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);

  const browsers = new Set(simulated.map(({ distinctId }) => distinctId));
  const sessions = new Set(simulated.map(({ sessionId }) => sessionId));
  expect(browsers.size).toBeGreaterThan(60);
  expect(sessions.size).toBeGreaterThan(browsers.size);
  for (const session of sessions) {
    const list = simulated.filter(({ sessionId }) => sessionId === session);
    expect(new Set(list.map(({ distinctId }) => distinctId)).size).toBe(1);
    expect(list[0]?.name).toBe(PAGE_VIEW);
    expect(new Set(list.map(({ properties }) => `${properties["device"]} ${properties["os"]}`)).size).toBe(1);
  }
  const users = await ask(app, "demo", { measure: "users", window: { last: "24h" } });
  expect(users.total).toBeGreaterThan(60);
  const devices = await ask(app, "demo", { measure: "users", window: { last: "24h" }, breakdown: "device" });
  expect(devices.groups?.map(({ key }) => key).sort()).toEqual(["desktop", "mobile", "tablet"]);
  await expectNoDrift(app, "demo");
});

test("they come to the copy on the app's own address too, and go on while another page of it is shown", async ({
  app,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto("/demo/back-room");
  await page.getByText("20×", { exact: true }).click();
  await press(page, "Let them in");
  await follow(page, "Gifts");
  await expect(page.locator("#crowd-link")).toHaveText(/^25 simulated, \d{2,} events$/, { timeout: 60_000 });
  await page.locator("#crowd-link").click();
  await press(page, "Stop the shoppers");
  await expect(page.getByText("Nobody is simulated now.")).toBeVisible({ timeout: 30_000 });
  const delivered = await figure(page, "Events delivered");
  expect(delivered).toBeGreaterThan(9);
  await expect
    .poll(
      async () =>
        (await storedEvents(app, "demo")).filter(({ properties }) => properties["simulated"]).length,
    )
    .toBe(delivered);
});

test("shoppers who cannot deliver wait, lose nothing, and say why", async ({ app, profile, origins }) => {
  test.setTimeout(180_000);
  await call(app, "updateProject", "demo", { origins: ["https://elsewhere.example"] });
  const page = await profile.newPage();
  await page.goto(`${origins.demo}/back-room`);
  await page.getByText("60×", { exact: true }).click();
  await press(page, "Let them in");
  await expect(page.getByText("The demo project does not take events from this address.")).toBeVisible({
    timeout: 60_000,
  });
  expect(await figure(page, "Events delivered")).toBe(0);
  expect(await figure(page, "Events waiting")).toBeGreaterThan(0);
  await call(app, "updateProject", "demo", { origins: [origins.demo] });
  await expect.poll(() => figure(page, "Events delivered"), { timeout: 90_000 }).toBeGreaterThan(0);
  await press(page, "Stop the shoppers");
  await expect(page.getByText("Nobody is simulated now.")).toBeVisible({ timeout: 60_000 });
  expect(await figure(page, "Events lost")).toBe(0);
  const delivered = await figure(page, "Events delivered");
  await expect
    .poll(
      async () =>
        (await storedEvents(app, "demo")).filter(({ properties }) => properties["simulated"]).length,
    )
    .toBe(delivered);
});
