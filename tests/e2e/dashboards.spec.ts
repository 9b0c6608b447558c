import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectWellShown, settled } from "./run-axe.ts";

const DAY_MS = 86_400_000;
/** Days that are over, in UTC. */
const FROM = Date.UTC(2026, 2, 2);
const TO = Date.UTC(2026, 2, 12);
const RANGE = `from=${new Date(FROM).toISOString()}&to=${new Date(TO).toISOString()}`;

const SENT = Array.from({ length: 300 }, (_, n) => ({
  id: `event-${n}`,
  name: n % 3 === 0 ? "signup" : "search",
  type: "track",
  distinctId: `browser-${(n * 7) % 41}`,
  timestamp: FROM + ((n * 13) % 10) * DAY_MS + (n % 24) * 3_600_000,
  properties: { plan: n % 2 === 0 ? "team" : "free" },
}));
const SIGNUPS = SENT.filter(({ name }) => name === "signup");

async function pin(page: Page, project: string, sheet: object, fill: () => Promise<void>): Promise<void> {
  await page.goto(`/explore?project=${project}&${RANGE}&q=${encodeURIComponent(JSON.stringify(sheet))}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await page.getByRole("button", { name: "Pin to dashboard" }).click();
  await fill();
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(page.getByText("Pinned to Launch week")).toBeVisible();
}

const grip = (page: Page, widget: string) => page.getByRole("button", { name: `Move or resize ${widget}` });
const said = (page: Page) => page.locator("main [aria-live=assertive]");
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const act = async (page: Page, action: string): Promise<void> => {
  await page.getByRole("button", { name: /^Actions for the dashboard/ }).click();
  await page.getByRole("menuitem", { name: action }).click();
};

test("a dashboard is made of pinned questions and a text, arranged by keyboard, copied, deleted, brought back, and goes through a file", async ({
  app: page,
}) => {
  const project = await createProject(page, "Tea shop");
  await call(page, "append", project, SENT);
  await pin(page, project, { series: [{ letter: "A", measure: "events", name: "signup" }] }, async () => {
    await page.getByLabel("Name of the dashboard").fill("Launch week");
    await page.getByLabel("Title", { exact: true }).fill("Signups by day");
  });
  const number = { display: "number", series: [{ letter: "A", measure: "users", name: "signup" }] };
  await pin(page, project, number, () => page.getByLabel("Title", { exact: true }).fill("Who signed up"));

  await page.getByRole("link", { name: "Open it" }).click();
  await expect(heading(page, "Launch week")).toBeVisible();
  await expect(page).toHaveTitle(/^Launch week/);
  const card = page.getByRole("region", { name: "Who signed up" });
  await expect(card).toContainText(String(new Set(SIGNUPS.map(({ distinctId }) => distinctId)).size));

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("button", { name: "Add widget" }).click();
  await page.getByRole("menuitem", { name: "Text…" }).click();
  await page.getByRole("textbox", { name: "Text" }).fill("# Goals\n- <b>forty</b> a **day**");
  await page.getByRole("button", { name: "Save text" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "<b>forty</b> a day" })).toBeVisible();

  // By keyboard: over the chart, wider, and put back once in between.
  const handle = grip(page, "Who signed up");
  await handle.press("Enter");
  await expect(said(page)).toContainText("Taken. Who signed up: columns 7 to 9, rows 1 to 4");
  await handle.press("ArrowLeft");
  await expect(said(page)).toHaveText(/columns 6 to 8, rows 1 to 4/);
  await handle.press("Escape");
  await expect(said(page)).toContainText("Put back. Who signed up: columns 7 to 9");
  await handle.press("Enter");
  for (let left = 0; left < 6; left++) await handle.press("ArrowLeft");
  await handle.press("Shift+ArrowRight");
  await handle.press("Enter");
  await expect(said(page)).toContainText("Put down. Who signed up: columns 1 to 4, rows 1 to 4; 1 of 3");
  await expect(handle).toBeFocused();
  await page.getByRole("button", { name: "Add widget" }).click();
  await page.getByRole("menuitem", { name: "Events, users, sessions over time" }).click();
  await page.getByRole("button", { name: "Done" }).click();

  // What is read in one chart is marked in the other.
  const charts = page.getByRole("group", { name: /Arrow keys read the values/ });
  await expect(charts).toHaveCount(2);
  const marked = charts.last().locator(".u-cursor-x:not(.u-off)");
  await charts.first().press("ArrowRight");
  await expect(charts.first()).toContainText("Mon, 2 Mar 2026");
  await expect(marked).toHaveCount(1);
  await charts.first().press("Escape");
  await expect(marked).toHaveCount(0);

  const places = async (): Promise<string[]> =>
    page.getByRole("heading", { level: 2, name: /^(Who signed up|Signups by day|Goals)$/ }).allTextContents();
  await page.reload();
  await expect(card).toBeVisible();
  expect(await places()).toEqual(["Who signed up", "Goals", "Signups by day"]);
  // Where the widgets ask is the page's: a filter of the address is that of all of them.
  const team = SIGNUPS.filter(({ properties }) => properties.plan === "team");
  await page.goto(`${page.url()}&filters=${encodeURIComponent(JSON.stringify([["plan", "is", "team"]]))}`);
  await expect(card).toContainText(String(new Set(team.map(({ distinctId }) => distinctId)).size));
  await settled(page);
  await expectWellShown(page, "dashboard");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expectWellShown(page, "dashboard-edited");
  await page.getByRole("button", { name: "Done" }).click();

  await act(page, "Duplicate");
  await expect(heading(page, "Launch week (copy)")).toBeVisible();
  await act(page, "Delete");
  await expect(heading(page, "Dashboards")).toBeVisible();
  const list = page.getByRole("main").getByRole("list", { name: "Dashboards" });
  await expect(list.getByRole("link")).toHaveText(["Overview", "Launch week"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(heading(page, "Launch week (copy)")).toBeVisible();

  const downloading = page.waitForEvent("download");
  await act(page, "Export as JSON");
  const file = await (await downloading).path();
  const text = await readFile(file, "utf8");
  await page.getByRole("button", { name: "New dashboard" }).click();
  const choose = async (name: string, content: string): Promise<void> => {
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import from a file…" }).click();
    await (await choosing).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  };
  await choose("newer.json", text.replace('"version": 2', '"version": 9'));
  await expect(page.getByRole("alert")).toContainText("a newer Lochan wrote");
  await choose("half.json", text.slice(0, 100));
  await expect(page.getByRole("alert")).toContainText("It is not JSON");
  await choose("board.json", text.replace("Launch week (copy)", "From a file"));
  await expect(heading(page, "From a file")).toBeVisible();
  await expect(card).toBeVisible();
  expect(await places()).toEqual(["Who signed up", "Goals", "Signups by day"]);
});

test("the Overview is edited, undone and reset as every dashboard is; a nonsense link says so", async ({
  app: page,
}) => {
  const project = await createProject(page, "Tea shop");
  await call(page, "append", project, SENT);
  await page.goto(`/dashboards/nonsense?project=${project}`);
  await expect(page.getByText("There is no such dashboard")).toBeVisible();
  await page.getByRole("link", { name: "Go to the Overview" }).click();

  const recent = page.getByRole("region", { name: "Recent events" });
  await expect(recent).toBeVisible();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("button", { name: "Remove Recent events" }).click();
  await expect(recent).toHaveCount(0);
  await page.getByRole("button", { name: "Bring back" }).click();
  await expect(recent).toBeVisible();
  await page.getByRole("button", { name: "Remove Recent events" }).click();
  await page.reload();
  await expect(page.getByRole("region", { name: "Top events" })).toBeVisible();
  await expect(recent).toHaveCount(0);
  await act(page, "Reset to default");
  await expect(recent).toBeVisible();
});

test("what the Overview shows is pinned to a dashboard of one's own, and leads there", async ({
  app: page,
}) => {
  const project = await createProject(page, "Tea shop");
  await call(page, "append", project, SENT);
  await page.goto(`/?project=${project}&${RANGE}`);
  const pinIt = async (widget: string, fill: () => Promise<void>): Promise<void> => {
    await page.getByRole("button", { name: `Pin ${widget} to a dashboard` }).click();
    await fill();
    await page.getByRole("button", { name: "Pin", exact: true }).click();
    await expect(page.getByText("Pinned to Shelf")).toBeVisible();
  };
  await pinIt("Top events", async () => {
    await page.getByLabel("Name of the dashboard").fill("Shelf");
    await page.getByLabel("Title", { exact: true }).fill("What happens");
  });
  await page.getByRole("button", { name: "Dismiss" }).click();
  await pinIt("Events today", async () => {
    await expect(page.getByLabel("Title", { exact: true })).toHaveCount(0);
    await expect(page.getByText("Events today, over the range")).toBeVisible();
  });
  // Its own dashboard is no place to pin it to.
  await page.getByRole("button", { name: "Pin Recent events to a dashboard" }).click();
  await page.getByRole("button", { name: /^Dashboard/ }).click();
  await expect(page.getByRole("option")).toHaveText(["Shelf", "New dashboard…"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Cancel" }).click();
  await settled(page);
  await expectWellShown(page, "overview-pinned");

  await page.getByRole("link", { name: "Open it" }).click();
  await expect(heading(page, "Shelf")).toBeVisible();
  await expect(page.getByRole("region", { name: "Events today" })).toBeVisible();
  const list = page.getByRole("region", { name: "What happens" });
  await expect(list).toContainText(String(SIGNUPS.length));
  await expect(list).toContainText(String(SENT.length - SIGNUPS.length));
});

test("a legend shows one line alone, a stretch is zoomed into by keys and out of again", async ({
  app: page,
}) => {
  const project = await createProject(page, "Tea shop");
  await call(page, "append", project, SENT);
  const sheet = {
    compare: "none",
    series: [
      { letter: "A", measure: "events", name: "signup" },
      { letter: "B", measure: "events", name: "search" },
    ],
  };
  await page.goto(`/explore?project=${project}&${RANGE}&q=${encodeURIComponent(JSON.stringify(sheet))}`);
  const key = (name: string) => page.getByRole("button", { name, exact: true, pressed: true });
  await expect(key("signup")).toBeVisible();
  await key("search").press("Shift+Enter");
  await expect(page.getByText("Only search is shown.")).toBeAttached();
  await expect(key("signup")).toHaveCount(0);
  await key("search").click({ modifiers: ["Alt"] });
  await expect(page.getByText("All lines are shown.")).toBeAttached();

  const chart = page.getByRole("group", { name: /Arrow keys read the values/ });
  await chart.press("Home");
  await chart.press("ArrowRight");
  await chart.press("Shift+ArrowRight");
  await expect(chart).toContainText("selected: Enter zooms");
  await chart.press("Enter");
  const windowOf = () => {
    const { searchParams } = new URL(page.url());
    return [searchParams.get("from"), searchParams.get("to")].map((at) => Date.parse(at ?? ""));
  };
  await expect.poll(windowOf).toEqual([FROM + DAY_MS, FROM + 3 * DAY_MS]);
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect.poll(windowOf).toEqual([FROM, TO]);
  await expect(page.getByRole("button", { name: "Zoom out" })).toHaveCount(0);
});
