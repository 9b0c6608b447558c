import { PAGE_VIEW } from "../../src/model/event.ts";
import { loadDemo } from "../support/load-demo.ts";
import { expect, test } from "./app-test.ts";
import { createDemo, follow, heading, plannedEvents, press, SHOP_LOOKS } from "./demo-shop.ts";
import { expectWellShown } from "./run-axe.ts";
import { flush, snippetStatus, storedEvents } from "./tracked-site.ts";

const SCRIPT_ERROR = /^page error: The timer was set to no time at all/;

test.beforeEach(async ({ app, origins }) => {
  await createDemo(app, origins);
});

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
    await follow(page, "See the teas");
    await follow(page, "Green");
    await page.getByRole("searchbox").fill("coffee");
    await page.getByRole("searchbox").press("Enter");
    await expect(page.getByText("Nothing by that name.")).toBeVisible();
    await page.getByRole("searchbox").fill("gyokuro");
    await page.getByRole("searchbox").press("Enter");
    await follow(page, "Gyokuro in Shade");
    await heading(page, "Gyokuro in Shade");
    await expect(page).toHaveTitle("Gyokuro in Shade · Glen & Kettle");
    await page.getByText("50 g", { exact: true }).click();
    await press(page, "Add to basket");
    await press(page, "Tell me when it is back");
    await page.getByText("100 g", { exact: true }).click();
    await press(page, "Add to basket");
    await page.locator(".detail").getByRole("button", { name: "Gyokuro in Shade on the wish list" }).click();
    await page.getByRole("link", { name: /^Wishes/ }).click();
    await press(page, "Gyokuro in Shade on the wish list");
    await heading(page, "Nothing wished for yet");

    await page.getByRole("link", { name: /^Basket/ }).click();
    await press(page, "One Gyokuro in Shade more");
    await press(page, "One Gyokuro in Shade less");
    await follow(page, "Check out");
    await press(page, "On to delivery");
    await expect(page.getByLabel("Name")).toBeFocused();
    await expect(page.getByText("Please fill in the street.")).toBeVisible();
    await press(page, "Fill in an example");
    await press(page, "On to delivery");
    await page.getByText("By courier").click();
    await press(page, "On to payment");
    await page.getByLabel("Card number").fill("4000 0000 0000 0002");
    await press(page, /^Pay £/);
    await expect(page.getByText("The card was declined.")).toBeVisible();
    await page.getByRole("radio", { name: /By invoice/ }).check();
    await press(page, /^Pay £/);
    await heading(page, "Thank you. Put the kettle on.");

    await follow(page, "Become a member");
    await page.getByLabel("First name").fill("Bram");
    await page.getByLabel("E-mail").fill("Bram@Example.com");
    await press(page, "Sign up");
    await heading(page, "Hello, Bram");
    await press(page, "Sign out");
    await heading(page, "Slow tea for short days.");
    await page.goto(`${origins.demo}/log-in`);
    await page.getByLabel("E-mail").fill("nobody@example.com");
    await page.getByLabel("Password").fill("x");
    await press(page, "Log in");
    await expect(page.getByText("Nobody signed up with that address")).toBeVisible();
    await page.getByLabel("E-mail").fill("bram@example.com");
    await press(page, "Log in");
    await heading(page, "Hello, Bram");

    await follow(page, "Brewing");
    const chart = page.waitForEvent("download");
    await follow(page, "Download the chart (PDF)");
    expect((await chart).suggestedFilename()).toBe("brewing-chart.pdf");
    // Only the click: where it leads is another site, which a browser calls when a pointer nears the link.
    await page.evaluate(() => addEventListener("click", (event) => event.preventDefault(), { once: true }));
    await page.getByRole("link", { name: "Read about tea on Wikipedia" }).dispatchEvent("click");
    await page.getByLabel("Your e-mail").fill("bram");
    await press(page, "Subscribe");
    await page.getByLabel("Your e-mail").fill("bram@example.com");
    await press(page, "Subscribe");
    await expect(page.getByText("See you on the first")).toBeVisible();
    await follow(page, "The back room");
    await press(page, "Break a script");
    await follow(page, "A page that is gone");
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
    expect(JSON.stringify(events)).not.toMatch(/bram|Ullapool|Harbour Row|4000 ?0000/i);
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
  await follow(page, "Teaware");
  await follow(page, "One-cup Pot");
  await heading(page, "One-cup Pot");
  await page.goBack();
  await heading(page, "Teaware");
  await expect(page).toHaveTitle("Teaware · Glen & Kettle");
  await page.goForward();
  await heading(page, "One-cup Pot");
  await follow(page, "Brewing");
  await page.getByLabel("Your e-mail").fill("half typed");
  await follow(page, "Mind the water");
  await expect(page).toHaveURL(/#water$/);
  await page.goBack();
  await expect(page).toHaveURL(/brewing$/);
  await expect(page.getByLabel("Your e-mail")).toHaveValue("half typed");
  await page.goBack();
  await heading(page, "One-cup Pot");
  // Of nobody the account leads to the sign-up: one page view, not two.
  await follow(page, "Your account");
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
    await follow(page, "A tea blog");
    await follow(page, "Smoky Lapsang, by the fire");
    await heading(page, "Smoky Lapsang");
    await follow(page, "The back room");
    await follow(page, "An advertisement");
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

test("the shop is clean under axe and fits, light, dark and on a phone", async ({ profile, origins }) => {
  test.setTimeout(300_000);
  const page = await profile.newPage();
  await page.goto(`${origins.demo}/p-smoky-lapsang`);
  await press(page, "Add to basket");
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
    if (path === "checkout") await press(page, "On to delivery");
    const name = path.replace(/\W.*/, "") || "home";
    await expectWellShown(page, `shop-${name}`, { looks: SHOP_LOOKS, fullPage: true });
  }
});
