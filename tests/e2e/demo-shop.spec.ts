import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { PAGE_VIEW } from "../../src/model/event.ts";
import { checkEvent } from "../../src/model/tracking-plan.ts";
import { loadDemo } from "../support/load-demo.ts";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift } from "./call-app.ts";
import { flush, snippetStatus, storedEvents } from "./tracked-site.ts";

const SCREENSHOTS = process.env["SCREENSHOTS"] === "1" ? "tests/e2e/screenshots" : "test-results/screenshots";
const axePath = createRequire(`${process.cwd()}/package.json`).resolve("axe-core/axe.min.js");

const SCRIPT_ERROR = /^page error: The timer was set to no time at all/;

test.beforeEach(async ({ app, origins }) => {
  await createProject(app, "Demo shop", { id: "demo", writeKey: "demo", origins: [origins.demo] });
});

/** The events the app has of the shop, each checked against the plan the shop offers. */
async function plannedEvents(app: Page): Promise<Awaited<ReturnType<typeof storedEvents>>> {
  const plan = (await loadDemo()).trackingPlan();
  const events = (await storedEvents(app, "demo")) as ({ type: string; properties: never } & Awaited<
    ReturnType<typeof storedEvents>
  >[number])[];
  for (const event of events) expect(checkEvent(plan, event), JSON.stringify(event)).toEqual([]);
  return events;
}

const button = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("button", { name, exact: typeof name === "string" }).click();
const link = (page: Page, name: string): Promise<void> =>
  page.getByRole("link", { name, exact: true }).first().click();
const heading = (page: Page, name: string): Promise<void> =>
  expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

test.describe("a visit by hand", () => {
  test.use({ expectedComplaints: [SCRIPT_ERROR] });

  test("records the events of the plan, from the landing to the order, and none departs from it", async ({
    app,
    profile,
    origins,
  }) => {
    test.setTimeout(180_000);
    const page = await profile.newPage();
    await page.goto(`${origins.demo}/?utm_source=letter&utm_medium=email`);
    await link(page, "See the teas");
    await link(page, "Green");
    await page.getByRole("searchbox").fill("coffee");
    await page.getByRole("searchbox").press("Enter");
    await expect(page.getByText("Nothing by that name.")).toBeVisible();
    await page.getByRole("searchbox").fill("gyokuro");
    await page.getByRole("searchbox").press("Enter");
    await link(page, "Gyokuro in Shade");
    await heading(page, "Gyokuro in Shade");
    await expect(page).toHaveTitle("Gyokuro in Shade · Glen & Kettle");
    await page.getByText("50 g", { exact: true }).click();
    await button(page, "Add to basket");
    await button(page, "Tell me when it is back");
    await page.getByText("100 g", { exact: true }).click();
    await button(page, "Add to basket");
    await page.locator(".detail").getByRole("button", { name: "Gyokuro in Shade on the wish list" }).click();
    await page.getByRole("link", { name: /^Wishes/ }).click();
    await button(page, "Gyokuro in Shade on the wish list");
    await heading(page, "Nothing wished for yet");

    await page.getByRole("link", { name: /^Basket/ }).click();
    await button(page, "One Gyokuro in Shade more");
    await button(page, "One Gyokuro in Shade less");
    await link(page, "Check out");
    await button(page, "On to delivery");
    await expect(page.getByLabel("Name")).toBeFocused();
    await expect(page.getByText("Please fill in the street.")).toBeVisible();
    await button(page, "Fill in an example");
    await button(page, "On to delivery");
    await page.getByText("By courier").click();
    await button(page, "On to payment");
    await page.getByLabel("Card number").fill("4000 0000 0000 0002");
    await button(page, /^Pay £/);
    await expect(page.getByText("The card was declined.")).toBeVisible();
    await page.getByRole("radio", { name: /By invoice/ }).check();
    await button(page, /^Pay £/);
    await heading(page, "Thank you. Put the kettle on.");

    await link(page, "Become a member");
    await page.getByLabel("First name").fill("Bram");
    await page.getByLabel("E-mail").fill("Bram@Example.com");
    await button(page, "Sign up");
    await heading(page, "Hello, Bram");
    await button(page, "Sign out");
    await heading(page, "Slow tea for short days.");
    await page.goto(`${origins.demo}/log-in`);
    await page.getByLabel("E-mail").fill("nobody@example.com");
    await page.getByLabel("Password").fill("x");
    await button(page, "Log in");
    await expect(page.getByText("Nobody signed up with that address")).toBeVisible();
    await page.getByLabel("E-mail").fill("bram@example.com");
    await button(page, "Log in");
    await heading(page, "Hello, Bram");

    await link(page, "Brewing");
    await page.getByLabel("Your e-mail").fill("bram");
    await button(page, "Subscribe");
    await page.getByLabel("Your e-mail").fill("bram@example.com");
    await button(page, "Subscribe");
    await expect(page.getByText("See you on the first")).toBeVisible();
    await link(page, "The back room");
    await button(page, "Break a script");
    await link(page, "A page that is gone");
    await heading(page, "That shelf is empty");
    await expect(page).toHaveTitle("Not here · Glen & Kettle");

    expect(await flush(page)).toBe("delivered");
    expect((await snippetStatus(page)).transport).toBe("iframe");
    await expect.poll(async () => (await storedEvents(app, "demo")).at(-1)?.name).toBe("not_found");
    const events = await plannedEvents(app);
    const named = (name: string): Record<string, unknown>[] =>
      events.filter((event) => event.name === name).map(({ properties }) => properties);
    const names = new Set(events.map(({ name }) => name));
    const bySnippet = ["outbound_click", "download"];
    const planned = (await loadDemo()).trackingPlan().events.map(({ name }) => name);
    expect(planned.filter((name) => !names.has(name) && !bySnippet.includes(name))).toEqual([]);
    expect(named(PAGE_VIEW)[0]).toMatchObject({ utm_source: "letter", title: "Glen & Kettle" });
    expect(named("searched").map(({ query, results }) => [query, results])).toEqual([
      ["coffee", 0],
      ["gyokuro", 1],
    ]);
    expect(named("checkout_error")[0]).toMatchObject({
      step: "address",
      fields: ["name", "street", "town", "postcode"],
    });
    expect(named("payment_failed")[0]).toMatchObject({ reason: "declined", total: 26.8 });
    expect(named("order_placed")[0]).toMatchObject({
      items: 1,
      total: 26.8,
      delivery: "courier",
      payment: "invoice",
      products: ["Gyokuro in Shade"],
      member: false,
    });
    expect(named("client_error")[0]).toMatchObject({ where: "back-room.js" });
    const users = events.map(({ userId }) => userId).filter((id) => id !== undefined);
    expect(new Set(users).size).toBe(1);
    expect(new Set(events.map(({ distinctId }) => distinctId)).size).toBe(2);
    expect(JSON.stringify(events)).not.toMatch(/bram|Ullapool|Harbour Row|4000/i);
    expect(events.every(({ properties }) => !("simulated" in properties))).toBe(true);
  });
});

test("back and forward lead through the shop, one page view a step, and an anchor is no step", async ({
  app,
  profile,
  origins,
}) => {
  const page = await profile.newPage();
  await page.goto(origins.demo);
  await link(page, "Teaware");
  await link(page, "One-cup Pot");
  await heading(page, "One-cup Pot");
  await page.goBack();
  await heading(page, "Teaware");
  await expect(page).toHaveTitle("Teaware · Glen & Kettle");
  await page.goForward();
  await heading(page, "One-cup Pot");
  await link(page, "Brewing");
  await link(page, "Mind the water");
  await expect(page).toHaveURL(/#water$/);
  await page.goBack();
  await heading(page, "A good cup, in four steps");
  await page.goBack();
  await heading(page, "One-cup Pot");
  // Of nobody the account leads to the sign-up: one page view, not two.
  await link(page, "Your account");
  await heading(page, "Sign up");
  expect(await flush(page)).toBe("delivered");
  await expect
    .poll(async () =>
      (await storedEvents(app, "demo"))
        .filter(({ name }) => name === PAGE_VIEW)
        .map(({ properties }) => properties["path"]),
    )
    .toEqual([
      "/",
      "/teaware",
      "/p-one-cup-pot",
      "/teaware",
      "/p-one-cup-pot",
      "/brewing",
      "/p-one-cup-pot",
      "/sign-up",
    ]);
});

test.describe("from another site", () => {
  test.use({ expectedComplaints: [/^request to another origin: http:\/\/127\.0\.0\.1:\d+\//] });

  test("who comes from the blog brings its address, and who follows a tagged link the tags", async ({
    app,
    profile,
    origins,
  }) => {
    const page = await profile.newPage();
    await page.goto(`${origins.demo}/back-room`);
    await link(page, "A tea blog");
    await link(page, "Smoky Lapsang, by the fire");
    await heading(page, "Smoky Lapsang");
    await link(page, "The back room");
    await link(page, "An advertisement");
    await heading(page, "Tasting Box");
    expect(await flush(page)).toBe("delivered");
    const blog = origins.demo.replace("http://localhost", "127.0.0.1");
    await expect
      .poll(async () =>
        (await storedEvents(app, "demo"))
          .filter(({ name }) => name === PAGE_VIEW)
          .map(({ properties }) => [
            properties["path"],
            properties["referrer_host"],
            properties["utm_campaign"],
          ]),
      )
      .toEqual([
        ["/back-room", undefined, undefined],
        ["/p-smoky-lapsang", blog, undefined],
        ["/back-room", undefined, undefined],
        ["/p-tasting-box", undefined, "gifts"],
      ]);
    await plannedEvents(app);
  });
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
  await button(page, "Let them in");
  await expect.poll(() => figure(page, "Of them returning"), { timeout: 90_000 }).toBeGreaterThan(3);
  await expect.poll(() => figure(page, "Orders"), { timeout: 90_000 }).toBeGreaterThan(0);
  await button(page, "Stop the shoppers");
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

test("shoppers who cannot deliver wait, lose nothing, and say why", async ({ app, profile, origins }) => {
  test.setTimeout(180_000);
  await call(app, "updateProject", "demo", { origins: ["https://elsewhere.example"] });
  const page = await profile.newPage();
  await page.goto(`${origins.demo}/back-room`);
  await page.getByText("60×", { exact: true }).click();
  await button(page, "Let them in");
  await expect(page.getByText("The demo project does not take events from this address.")).toBeVisible({
    timeout: 60_000,
  });
  expect(await figure(page, "Events delivered")).toBe(0);
  expect(await figure(page, "Events waiting")).toBeGreaterThan(0);
  await call(app, "updateProject", "demo", { origins: [origins.demo] });
  await expect.poll(() => figure(page, "Events delivered"), { timeout: 90_000 }).toBeGreaterThan(0);
  await button(page, "Stop the shoppers");
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

const LOOKS = [
  { name: "light", colorScheme: "light", width: 1280, height: 860 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 860 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
  { name: "phone-dark", colorScheme: "dark", width: 390, height: 844 },
] as const;

test("the shop is clean under axe and fits, light, dark and on a phone", async ({ profile, origins }) => {
  test.setTimeout(300_000);
  const page = await profile.newPage();
  await page.goto(`${origins.demo}/p-smoky-lapsang`);
  await button(page, "Add to basket");
  await page
    .locator(".detail")
    .getByRole("button", { name: /wish list/ })
    .click();
  for (const path of [
    "",
    "teas",
    "p-evening-cup",
    "search?q=coffee",
    "basket",
    "wishes",
    "checkout",
    "sign-up",
    "log-in",
    "brewing",
    "back-room",
    "nowhere",
  ]) {
    await page.goto(`${origins.demo}/${path}`);
    if (path === "checkout") await button(page, "On to delivery");
    const name = path.replace(/\W.*/, "") || "home";
    for (const look of LOOKS) {
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(look);
      await page.screenshot({ path: `${SCREENSHOTS}/shop-${name}-${look.name}.png`, fullPage: true });
      await expectAccessible(page, `${name}, ${look.name}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${name}, ${look.name}: pixels too wide`).toBeLessThanOrEqual(0);
    }
  }
});

async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(await readFile(axePath, "utf8"));
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  expect(found, what).toEqual([]);
}
