import type { Locator, Page } from "@playwright/test";
import { expect, openApp, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectAccessible, expectWellShown } from "./run-axe.ts";

const COUNT = 3_000;
const HOSTILE = '<img src=x onerror="alert(1)">';

/** One every 20 seconds back from now: number 0 is the newest. */
const draftOf = (n: number, now: number): object => ({
  id: `event-${n}`,
  name: n % 3 === 0 ? "bought" : "page_view",
  type: n % 3 === 0 ? "track" : "page",
  distinctId: `browser-${n % 50}`,
  timestamp: now - n * 20_000,
  properties:
    n % 3 === 0 ? { price: n, note: HOSTILE } : { path: `/p${n}`, title: n === 1_501 ? "Straße" : "Tea" },
  ...(n % 10 === 0 && { userId: `ann-${n}` }),
});

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop");
  const now = Date.now();
  await call(
    page,
    "append",
    project,
    Array.from({ length: COUNT }, (_, n) => draftOf(n, now)),
  );
  return project;
}

const gotoEvents = async (page: Page, project: string, more = ""): Promise<void> => {
  await page.goto(`/events?project=${project}${more}`);
  await page.waitForFunction(() => "lochanApp" in window);
};
const grid = (page: Page): Locator => page.getByRole("grid", { name: "Events, newest first" });
const searchBox = (page: Page): Locator => page.getByRole("searchbox", { name: "Search events" });
const details = (page: Page): Locator => page.getByRole("region", { name: "The chosen event" });
const row = (page: Page, place: number): Locator => grid(page).locator(`[aria-rowindex="${place + 2}"]`);
const shows = (page: Page, count: string): Promise<void> =>
  expect(page.getByText(count, { exact: true }).first()).toBeVisible();
const heads = (page: Page): Promise<string[]> => grid(page).getByRole("columnheader").allInnerTexts();

test("events are searched, filtered and opened, by the keyboard too, and a link shows the same", async ({
  app: page,
  profile,
}) => {
  test.setTimeout(240_000);
  const project = await fill(page);
  await gotoEvents(page, project);
  await shows(page, "3,000 events");
  await expect(row(page, 0)).toContainText("bought");
  await expect(row(page, 0)).toContainText("ann-0");
  await expectAccessible(page, "events");

  await searchBox(page).fill("STRASSE");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await expectAccessible(page, "nothing found");
  await searchBox(page).fill("STRAßE");
  await shows(page, "1 event");
  await expect(row(page, 0)).toContainText("/p1501");
  await searchBox(page).fill("event-42");
  await shows(page, "1 event");
  await searchBox(page).fill("ann-1");
  await shows(page, "111 events");
  await searchBox(page).fill("");
  await shows(page, "3,000 events");

  await grid(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(details(page)).toContainText("event-1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(details(page).getByRole("heading", { name: "bought" })).toBeVisible();
  await expect(details(page)).toContainText(HOSTILE);
  await expectAccessible(page, "an event opened");
  await page.keyboard.press("Escape");
  await expect(details(page)).toHaveCount(0);
  await page.keyboard.press("Enter");
  await details(page).getByRole("button", { name: "Event is bought" }).click();
  await shows(page, "1,000 events");
  await expect(page.getByRole("list", { name: "Filters" })).toContainText("Event is bought");
  await searchBox(page).fill("browser-3");
  await expect(page).toHaveURL(/q=browser-3/);
  await shows(page, "220 events");

  const other = await openApp(profile, new URL(page.url()).pathname + new URL(page.url()).search);
  await shows(other, "220 events");
  await expect(searchBox(other)).toHaveValue("browser-3");
  await expect(details(other)).toContainText("event-3");
  await other.close();

  await gotoEvents(page, project, `&columns=nonsense&event=what&q=Tea&range=never`);
  await expect(page.getByText("This link's columns were not understood")).toBeVisible();
  await expect(page.getByText("This link's event was not understood")).toBeVisible();
  await expect(page.getByText("This link's range was not understood")).toBeVisible();
  await shows(page, "1,999 events");
});

test("a long list is scrolled to its middle and its end, and few rows are drawn", async ({ app: page }) => {
  const project = await fill(page);
  await gotoEvents(page, project);
  await shows(page, "3,000 events");
  const scrollTo = (share: number): Promise<void> =>
    grid(page).evaluate((element, at) => void (element.scrollTop = element.scrollHeight * at), share);
  await scrollTo(0.5);
  await expect(row(page, 1_501)).toContainText("/p1501");
  await scrollTo(1);
  await expect(row(page, COUNT - 1)).toContainText("browser-49");
  expect(await grid(page).getByRole("row").count()).toBeLessThan(80);
  await grid(page).focus();
  await page.keyboard.press("Home");
  await expect(row(page, 0)).toContainText("ann-0");
  await page.keyboard.press("End");
  await expect(row(page, COUNT - 1)).toBeVisible();
});

test("columns are added, moved and made wider by keyboard, and are there again", async ({ app: page }) => {
  const project = await fill(page);
  await gotoEvents(page, project);
  await shows(page, "3,000 events");
  expect(await heads(page)).toEqual(["Time", "Event", "User id", "Distinct id", "Page", "Came in by"]);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("textbox", { name: "More columns" }).fill("pri");
  await page.getByRole("button", { name: "Show price" }).click();
  await page.getByRole("button", { name: "Hide Came in by" }).click();
  await expectAccessible(page, "columns");
  await page.keyboard.press("Escape");
  const price = grid(page).getByRole("button", { name: "price" });
  await price.focus();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(() => heads(page)).toEqual(["Time", "Event", "User id", "Distinct id", "price", "Page"]);
  await expect(price).toBeFocused();
  const edge = grid(page).getByRole("separator", { name: "Width of price" });
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", "166");
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 43, box.y + 5);
  await page.mouse.up();
  await expect(edge).toHaveAttribute("aria-valuenow", "206");

  await gotoEvents(page, project);
  await expect.poll(() => heads(page)).toEqual(["Time", "Event", "User id", "Distinct id", "price", "Page"]);
  await expect(edge).toHaveAttribute("aria-valuenow", "206");
  await gotoEvents(page, project, `&columns=${encodeURIComponent('["name",".price"]')}`);
  await expect.poll(() => heads(page)).toEqual(["Event", "price"]);

  const saving = page.waitForEvent("download");
  await searchBox(page).fill("ann-30");
  await shows(page, "2 events");
  await page.getByRole("button", { name: "CSV" }).click();
  const file = await (await saving).createReadStream();
  let text = "";
  for await (const part of file) text += String(part);
  expect(text.split("\r\n").slice(0, 2)).toEqual(["Event,price", "bought,30"]);
  expect(text.trim().split("\r\n")).toHaveLength(3);
});

test("new events that match come in at the top while live, and wait while one reads further down", async ({
  app: page,
}) => {
  const project = await fill(page);
  await gotoEvents(page, project);
  await searchBox(page).fill("bought");
  await shows(page, "1,000 events");
  await page.getByRole("button", { name: "Live" }).click();
  const append = (n: number, name: string): Promise<unknown> =>
    call(page, "append", project, [
      { id: `new-${n}`, name, distinctId: `late-${n}`, timestamp: Date.now(), properties: {} },
    ]);
  await append(1, "opened");
  await append(2, "bought");
  await expect(row(page, 0)).toContainText("late-2");
  await shows(page, "1,001 events");

  await grid(page).evaluate((element) => void (element.scrollTop = 4_000));
  await expect(page.getByText("Live, held while you read")).toBeVisible();
  await append(3, "bought");
  await append(4, "opened");
  await page.getByRole("button", { name: "1 new event" }).click();
  await expect(row(page, 0)).toContainText("late-3");
  await shows(page, "1,002 events");
});

test("the Events page is well shown in light, dark and on a phone", async ({ app: page }) => {
  test.setTimeout(240_000);
  const empty = await createProject(page, "Nothing yet");
  await gotoEvents(page, empty);
  await expect(page.getByText("No events yet")).toBeVisible();
  await expectWellShown(page, "events-empty");
  const project = await fill(page);
  await gotoEvents(page, project);
  await shows(page, "3,000 events");
  await expectWellShown(page, "events");
  await row(page, 3).click();
  await expect(details(page)).toContainText("event-3");
  await expectWellShown(page, "events-opened");
});
