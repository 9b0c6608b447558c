import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";
import { expectAccessible, expectFits, picture, putOn, settled } from "./run-axe.ts";

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
/** The total of a line of Explore. */
const total = (page: Page, line: string) =>
  page
    .getByRole("table", { name: /^Totals:/ })
    .getByRole("row")
    .filter({ has: page.getByText(line, { exact: true }) })
    .getByRole("cell")
    .nth(1);
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

test("what users did is saved as a segment, used on every page, edited, deleted and brought back", async ({
  app: page,
}) => {
  const project = await fill(page);
  await goto(page, "/", project);
  const { keyboard } = page;
  const add = page.getByRole("button", { name: "Filter", exact: true });
  await add.press("Enter");
  await expect(property(page)).toBeFocused();
  await keyboard.press("Shift+Tab");
  await keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Did" })).toBeFocused();
  for (let tabs = 0; tabs < 3; tabs++) await keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "What" })).toBeFocused();
  await keyboard.type("checkout");
  await keyboard.press("Tab");
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("2");
  await expectAccessible(page, "what users did is written");
  await keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["User did checkout at least 2 times"]);

  await page.getByRole("button", { name: "Segments" }).press("Enter");
  await page.getByRole("menuitem", { name: "Save as a segment…" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await keyboard.type("Buyers");
  await keyboard.press("Enter");
  await expect(chips(page)).toHaveText(["In segment Buyers"]);
  const buys = (who: string): number =>
    SENT.filter(({ name, distinctId }) => name === "checkout" && distinctId === who).length;
  const ofBuyers = SENT.filter(({ distinctId }) => buys(distinctId) >= 2);
  expect(ofBuyers.length).toBeGreaterThan(0);
  expect(ofBuyers.length).toBeLessThan(SENT.length);

  await page.getByRole("link", { name: "Explore", exact: true }).press("Enter");
  await expect(total(page, "All events")).toHaveText(String(ofBuyers.length));
  await page.getByRole("button", { name: "Remove filter: In segment Buyers" }).press("Enter");
  await expect(total(page, "All events")).toHaveText(String(SENT.length));
  await page.getByRole("button", { name: /^Filter: add to “Filters of series A/ }).press("Enter");
  await expect(property(page)).toBeFocused();
  await keyboard.press("Shift+Tab");
  for (let steps = 0; steps < 3; steps++) await keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Segment" })).toBeFocused();
  await page.getByRole("button", { name: /^Segment: / }).press("Enter");
  await page.getByRole("option", { name: "Buyers" }).press("Enter");
  await page.getByRole("button", { name: /^Whether: / }).press("Enter");
  await page.getByRole("option", { name: "not in" }).press("Enter");
  await page.getByRole("button", { name: "Add filter" }).press("Enter");
  await expect(total(page, "All events, Not in segment Buyers")).toHaveText(
    String(SENT.length - ofBuyers.length),
  );

  await page.getByRole("link", { name: "Overview", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Segments" }).press("Enter");
  await page.getByRole("menuitem", { name: "All segments…" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Edit Buyers" }).press("Enter");
  await dialog
    .getByRole("button", { name: "User did checkout at least 2 times", exact: true })
    .press("Enter");
  await dialog.getByRole("textbox", { name: "Times, at least" }).fill("1");
  await dialog.getByRole("textbox", { name: "Name" }).fill("All buyers");
  await expectAccessible(page, "a segment is edited");
  await dialog.getByRole("button", { name: "Save segment" }).press("Enter");
  await expect(dialog.getByText("User did checkout", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Delete All buyers" }).press("Enter");
  await expect(dialog.getByText("All buyers was deleted")).toBeVisible();
  await dialog.getByRole("button", { name: "Undo" }).press("Enter");
  await dialog.getByRole("button", { name: "Use All buyers" }).press("Enter");
  await expect(chips(page)).toHaveText(["In segment All buyers"]);

  await goto(
    page,
    "/",
    project,
    `&filters=${encodeURIComponent('[{"segment":"gone"},["plan","is","pro"]]')}`,
  );
  await expect(page.getByText(/^This link names a segment that was deleted/)).toBeVisible();
  await expect(chips(page)).toHaveText(["plan is pro"]);
});

test("a segment of who did something twice is searched on Events, and exported", async ({ app: page }) => {
  const project = await fill(page);
  await call(page, "saveSegment", project, {
    id: "buyers",
    name: "Buyers",
    terms: [{ who: "user", did: { name: "checkout" }, least: 2 }],
  });
  const buys = (who: string): number =>
    SENT.filter(({ name, distinctId }) => name === "checkout" && distinctId === who).length;
  const ofBuyers = SENT.filter(({ distinctId }) => buys(distinctId) >= 2);
  expect(ofBuyers.length).toBeGreaterThan(0);
  expect(ofBuyers.length).toBeLessThan(SENT.length);
  const found = page.getByText(/^\d+ events$/).first();

  await goto(page, "/events", project);
  await page.getByRole("button", { name: "Segments" }).press("Enter");
  await page.getByRole("menuitem", { name: "Buyers" }).press("Enter");
  await expect(chips(page)).toHaveText(["In segment Buyers"]);
  await expect(found).toHaveText(`${ofBuyers.length} events`);
  await page.getByRole("button", { name: /^Receipt: the log/ }).click();
  await expect(page.getByRole("dialog")).toContainText("Events; where In segment Buyers; from");
  await page.getByRole("dialog").getByRole("button", { name: "Run again" }).click();
  await expect(page.getByRole("dialog")).toContainText("The same");
  await page.keyboard.press("Escape");

  // What comes makes its user's earlier events ones that are found.
  const [once] = [...new Set(SENT.map(({ distinctId }) => distinctId))].filter((who) => buys(who) === 1);
  const late = { id: "late", name: "checkout", distinctId: once, timestamp: FROM };
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await call(page, "append", project, [late]);
  const now = [...SENT, late].filter(({ distinctId }) => distinctId === once || buys(distinctId!) >= 2);
  await expect(found).toHaveText(`${now.length} events`);

  await page.getByRole("link", { name: "Data", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Export", exact: true }).first().press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /In segment Buyers/ }).check();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export", exact: true }).press("Enter");
  const path = await (await download).path();
  const ids = (await readFile(path, "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { id: string }).id);
  expect(ids.toSorted()).toEqual(now.map(({ id }) => id).toSorted());
});

test("a point's events and people are those the chart counts, judged over its whole range", async ({
  app: page,
}) => {
  const project = await fill(page);
  const filters = [{ who: "user", did: { name: "checkout" }, least: 2 }];
  const daily = await ask(page, project, {
    measure: "events",
    window: { from: FROM, to: TO },
    granularity: "day",
    filters,
  });
  const [day, count] = daily.series![1]!;
  const alone = await ask(page, project, {
    measure: "events",
    window: { from: day, to: day + DAY_MS },
    filters,
  });
  // By the end of the day itself fewer had done it.
  expect(alone.total).toBeLessThan(count);
  const shown = `&from=${new Date(day).toISOString()}&to=${new Date(day + DAY_MS).toISOString()}`;
  await page.goto(
    `/events?project=${project}${shown}&filters=${encodeURIComponent(JSON.stringify(filters))}&judged=${FROM}-${TO}`,
  );
  const found = page.getByText(/^\d+ events?$/).first();
  await expect(found).toHaveText(`${count} events`);
  const note = page.getByRole("status").filter({ hasText: "What users and sessions did is judged over" });
  await expect(note).toBeVisible();
  await expectAccessible(page, "judged over another time");
  await note.getByRole("button", { name: "Dismiss" }).click();
  await expect(found).toHaveText(alone.total === 0 ? "0 events" : `${alone.total} events`);
  const people = await ask(page, project, {
    measure: "events",
    window: { from: day, to: day + DAY_MS },
    filters,
    judgedOver: { from: FROM, to: TO },
  });
  expect(people.total).toBe(count);
});

test("the editor is well shown", async ({ app: page }) => {
  test.setTimeout(240_000);
  const project = await fill(page);
  await call(page, "saveSegment", project, {
    id: "pricing",
    name: "Looked at pricing",
    terms: [
      {
        who: "user",
        did: { name: "page_view", filters: [{ property: "path", op: "is", value: "/pricing" }] },
        least: 2,
        days: 7,
      },
      { who: "user", firstSeen: "window" },
    ],
  });
  const filters = JSON.stringify([
    { who: "user", did: { name: "signup", filters: [["plan", "is", "team"]] }, least: 2, days: 7 },
    {
      any: [
        ["plan", "is", ["pro", "team"]],
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
    const shown = async (what: string): Promise<void> => {
      await settled(page);
      await picture(page, `filters-${what}`, look);
      await expectAccessible(page, `${what}, ${look.name}`);
      await expectFits(page, `${what}, ${look.name}`);
    };
    await page.getByRole("button", { name: /^User did signup/ }).click();
    await shown("did");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^\(plan is/ }).click();
    await page.getByRole("button", { name: /^plan is/ }).click();
    await value(page).click();
    await expect(page.getByRole("option", { name: /free/ })).toBeVisible();
    await shown("group");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Segments" }).click();
    await page.getByRole("menuitem", { name: "All segments…" }).click();
    await shown("segments");
    await page.keyboard.press("Escape");
  }
});
