import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectAccessible, expectFits, putOn, settled } from "./run-axe.ts";

const DAY_MS = 86_400_000;
/** Days that are over, in UTC. */
const FROM = Date.UTC(2026, 2, 2);
const TO = Date.UTC(2026, 2, 12);
const RANGE = `from=${new Date(FROM).toISOString()}&to=${new Date(TO).toISOString()}`;
const PLANS = ["team", "team", "pro", "free"];
const SENT = Array.from({ length: 400 }, (_, n) => ({
  id: `event-${n}`,
  name: n % 5 < 3 ? "page_view" : n % 5 === 3 ? "signup" : "checkout",
  type: n % 5 < 3 ? "page" : "track",
  distinctId: `browser-${(n * 7) % 41}`,
  timestamp: FROM + ((n * 13) % 10) * DAY_MS + (n % 24) * 3_600_000,
  properties: {
    path: n % 2 === 0 ? "/" : "/pricing",
    plan: PLANS[n % PLANS.length],
    country: n % 3 === 0 ? "AT" : "DE",
    seats: n % 17,
  },
}));

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop");
  await call(page, "append", project, SENT);
  return project;
}
async function goto(page: Page, path: string, project: string, query = ""): Promise<void> {
  await page.goto(`${path}?project=${project}&${RANGE}${query}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await settled(page);
}
const chips = (page: Page) => page.getByRole("list", { name: "Filters" }).getByRole("listitem");
const property = (page: Page) => page.getByRole("combobox", { name: "Property" });
const value = (page: Page) => page.getByRole("combobox", { name: "Value" });

test("filters and groups are written, edited and taken away by keyboard alone", async ({ app: page }) => {
  const project = await fill(page);
  await goto(page, "/events", project);
  const found = page.getByText(/^\d+ events$/).first();
  const { keyboard } = page;
  const add = page.getByRole("button", { name: "Filter", exact: true });

  await add.press("Enter");
  await expect(property(page)).toBeFocused();
  await keyboard.type("country");
  await keyboard.press("Enter");
  await expect(value(page)).toBeFocused();
  await keyboard.type("DE");
  await keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["country is DE"]);
  await expect(add).toBeFocused();
  const german = SENT.filter(({ properties }) => properties.country === "DE");
  await expect(found).toHaveText(`${german.length} events`);

  await keyboard.press("Enter");
  await keyboard.press("Shift+Tab");
  await keyboard.press("ArrowLeft");
  await expect(page.getByRole("radio", { name: "Group" }).first()).toBeFocused();
  await property(page).focus();
  await keyboard.type("plan");
  await keyboard.press("Enter");
  await keyboard.type("pro");
  await keyboard.press("Enter");
  await expect(property(page)).toBeFocused();
  await keyboard.type("seats");
  await keyboard.press("Enter");
  await keyboard.type("3");
  await expectAccessible(page, "a group is written");
  await keyboard.press("Enter");
  await expect(property(page)).toBeFocused();
  await keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["country is DE", "(plan is pro or seats is 3)"]);
  const grouped = german.filter(({ properties }) => properties.plan === "pro" || properties.seats === 3);
  await expect(found).toHaveText(`${grouped.length} events`);

  await page.getByRole("button", { name: "country is DE", exact: true }).press("Enter");
  await expect(property(page)).toHaveValue("country");
  await value(page).press("Backspace");
  await keyboard.type("A");
  await expect(page.getByRole("option", { name: /^AT/ })).toBeVisible();
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["country is AT", "(plan is pro or seats is 3)"]);
  await page.getByRole("button", { name: "Remove filter: country is AT" }).press("Enter");
  await expect(page.getByRole("button", { name: "(plan is pro or seats is 3)", exact: true })).toBeFocused();
  await page.goBack();
  await expect(chips(page)).toHaveText(["country is AT", "(plan is pro or seats is 3)"]);
});

test("the editor is well shown", async ({ app: page }) => {
  const project = await fill(page);
  const filters = JSON.stringify([
    ["plan", "is", ["pro", "team"]],
    {
      any: [
        ["country", "is", "AT"],
        {
          all: [
            ["seats", "between", [1, 5]],
            ["path", "matches", "/p*"],
          ],
        },
      ],
    },
  ]);
  await goto(page, "/", project, `&filters=${encodeURIComponent(filters)}`);
  for (const look of [
    { name: "light", colorScheme: "light", width: 1440, height: 900 },
    { name: "dark", colorScheme: "dark", width: 1440, height: 900 },
    { name: "phone", colorScheme: "light", width: 390, height: 844 },
  ] as const) {
    await putOn(page, look);
    await settled(page);
    await page.screenshot({ path: `test-results/screenshots/filters-bar-${look.name}.png` });
    await page.getByRole("button", { name: /^plan is/ }).click();
    await value(page).click();
    await expect(page.getByRole("option", { name: /./ }).first()).toBeVisible();
    await page.screenshot({ path: `test-results/screenshots/filters-value-${look.name}.png` });
    await page.keyboard.press("Escape");
    await expectAccessible(page, `an edited filter, ${look.name}`);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^\(country is/ }).click();
    await page.getByRole("button", { name: /^\(seats is/ }).click();
    await settled(page);
    await page.screenshot({ path: `test-results/screenshots/filters-group-${look.name}.png` });
    await expectAccessible(page, `an edited group, ${look.name}`);
    await expectFits(page, `an edited group, ${look.name}`);
    await page.keyboard.press("Escape");
  }
});
