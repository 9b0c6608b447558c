import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { ENDLESS_SQL } from "../support/endless-sql.ts";
import { expect, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectAccessible, expectFits, expectWellShown } from "./run-axe.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 5, 1, 9);
const NAMES = ["page_view", "sign_up", "=cmd()"];

async function makeProject(page: Page): Promise<string> {
  const projectId = await createProject(page, "SQL shop", { timeZone: "UTC" });
  const events = Array.from({ length: 60 }, (_, at) => ({
    name: NAMES[at % 3]!,
    type: at % 3 === 0 ? "page" : "track",
    distinctId: `b${at % 7}`,
    timestamp: START + (at % 10) * DAY_MS + at * 60_000,
    properties: { path: `/p${at % 4}`, price: at / 2 },
  }));
  await call(page, "append", projectId, events);
  return projectId;
}

const editor = (page: Page) => page.getByRole("textbox", { name: "SQL statement" });
const table = (page: Page) => page.getByRole("table", { name: "Rows of the result" });
const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });

async function open(page: Page, projectId: string, sql?: string): Promise<void> {
  const search = new URLSearchParams({ project: projectId, ...(sql !== undefined && { sql }) });
  await page.goto(`/sql?${search.toString()}`);
  await expect(editor(page)).toBeVisible();
}

/** In place of what is there. */
async function write(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

async function run(page: Page, text: string): Promise<void> {
  await write(page, text);
  await page.keyboard.press("ControlOrMeta+Enter");
}

test("a statement is written, run, kept in the address and the history, and saved as CSV", async ({
  app,
}) => {
  const projectId = await makeProject(app);
  await open(app, projectId);
  await expect(app.getByText("Nothing was run yet")).toBeVisible();
  const text = "SELECT name, count(*) AS n FROM events GROUP BY name ORDER BY name";
  await run(app, text);
  await expect(table(app).getByRole("cell")).toHaveText(["=cmd()", "20", "page_view", "20", "sign_up", "20"]);
  await expect(app.getByText(/^3 rows in /).first()).toBeVisible();
  expect(new URL(app.url()).searchParams.get("sql")).toBe(text);

  await app.getByRole("button", { name: "Save: SQL result" }).click();
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "Numbers as CSV" }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv).toBe("name,n\r\n'=cmd(),20\r\npage_view,20\r\nsign_up,20\r\n");

  await run(app, "SELECT count(*) AS s FROM sessions");
  await expect(table(app).getByRole("columnheader")).toHaveText(["sbigint"]);
  await tab(app, "History").click();
  const statements = app.getByRole("list", { name: "Statements that were run, newest first" });
  await expect(statements.getByRole("listitem").first()).toContainText("FROM sessions");
  await statements.getByRole("button").nth(1).click();
  await expect(editor(app)).toHaveText(text);

  // The browser's own way back runs what was there.
  await app.goBack();
  await expect(table(app).getByRole("cell")).toHaveCount(6);
  const other = await app.context().newPage();
  await other.goto(app.url());
  await expect(table(other).getByRole("cell")).toHaveCount(6);
});

test("what is wrong is said in DuckDB's words, with its place", async ({ app }) => {
  const projectId = await makeProject(app);
  await open(app, projectId);
  await run(app, "SELECT name,\n  pricee\nFROM events");
  await expect(app.getByRole("region", { name: "What DuckDB says" })).toContainText('"pricee" not found');
  await expect(app.locator(".cm-complaint")).toHaveText("pricee");
  await app.getByRole("button", { name: "Go to line 2, column 3" }).click();
  await app.keyboard.insertText("price");
  await app.keyboard.press("ControlOrMeta+Enter");
  await expect(app.getByText(/^60 rows in /).first()).toBeVisible();
  await run(app, "DROP TABLE events");
  await expect(app.getByRole("region", { name: "What DuckDB says" })).toContainText("it can only read");
});

test("a statement is cancelled at once, and the next one runs", async ({ app }) => {
  const projectId = await makeProject(app);
  await open(app, projectId);
  await run(app, "SELECT 1 AS one");
  await expect(table(app).getByRole("cell")).toHaveText(["1"]);
  await run(app, ENDLESS_SQL);
  await expect(app.getByRole("button", { name: "Run", exact: true })).toHaveAttribute("aria-busy", "true");
  await app.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(app.getByText(/^It ran for /)).toBeVisible();
  await run(app, "SELECT count(*) AS n FROM events");
  await expect(table(app).getByRole("cell")).toHaveText(["60"]);
});

test("a saved query is found again after a reload, renamed, deleted and brought back", async ({ app }) => {
  const projectId = await makeProject(app);
  await open(app, projectId);
  await write(app, "SELECT path, sum(price) AS sum FROM events GROUP BY path ORDER BY path");
  await app.getByRole("button", { name: "Save as…" }).click();
  await app.getByRole("textbox", { name: "Name" }).fill("Price by path");
  await app.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(app.getByRole("dialog")).toHaveCount(0);

  await app.reload();
  await tab(app, "Saved").click();
  const saved = app.getByRole("list", { name: "Saved queries" });
  await saved.getByRole("button", { name: "Price by path" }).first().click();
  await expect(editor(app)).toContainText("sum(price)");
  await app.keyboard.press("ControlOrMeta+Enter");
  await expect(table(app).getByRole("row")).toHaveCount(5);

  await app.getByRole("button", { name: "Rename Price by path" }).click();
  await app.getByRole("textbox", { name: "Name" }).fill("Price");
  await app.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await app.getByRole("button", { name: "Delete Price" }).click();
  await expect(app.getByText("No saved queries yet")).toBeVisible();
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(saved.getByRole("listitem")).toHaveCount(1);
});

test("a result of many rows scrolls, says what of it is here, and can be had as a file", async ({ app }) => {
  const projectId = await makeProject(app);
  await open(app, projectId, "SELECT i FROM range(12000) AS t(i)");
  await expect(app.getByText(/The first 10,000 rows, in .* There are more\./)).toBeVisible();
  const rows = app.getByRole("region", { name: "Rows of the result" });
  await rows.focus();
  await app.keyboard.press("End");
  await expect(table(app).getByRole("cell", { name: "9999", exact: true })).toBeVisible();
  expect(await table(app).getByRole("row").count()).toBeLessThan(120);
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "Run again and save up to 100,000 rows" }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv.trimEnd().split("\r\n")).toHaveLength(12_001);
  await expect(app.getByText("Saved all 12,000 rows.")).toBeVisible();
});

test("a result of huge texts is cut at its size, and says so, in the file too", async ({ app }) => {
  const projectId = await makeProject(app);
  await open(app, projectId, "SELECT repeat('x', 1048576) AS text FROM range(200)");
  await expect(
    app.getByText(/The first 32 rows, as many as 32 MB hold, in .* There are more\./),
  ).toBeVisible();
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: /^Run again and save up to 100,000 rows or 128 MB/ }).click();
  expect((await download).suggestedFilename()).toContain("first-128-rows");
  await expect(
    app.getByText("Saved the first 128 rows, as many as 128 MB hold; there are more."),
  ).toBeVisible();
  await open(app, projectId, "SELECT repeat('x', 40000000) AS text");
  await expect(app.getByText("The first row is too large")).toBeVisible();
});

test("a nonsense link says what was wrong, and shows the editor", async ({ app }) => {
  const projectId = await makeProject(app);
  await app.goto(`/sql?project=${projectId}&sql=${"x".repeat(2_000)}&as=pie`);
  await expect(app.getByText("This link's statement was not understood; nothing was run.")).toBeVisible();
  await expect(app.getByText("This link says neither table nor chart")).toBeVisible();
  await expect(editor(app)).toBeVisible();
});

/** A list that opened this very moment takes no key, so that nobody takes what was not seen: then Tab leaves the editor. */
async function takeSuggestion(app: Page, name: RegExp, text: string): Promise<void> {
  const option = app.getByRole("option", { name });
  await expect(option).toBeVisible();
  await expect(async () => {
    await editor(app).focus();
    if (!(await option.isVisible())) await app.keyboard.press("Control+Space");
    await expect(option).toBeVisible();
    await app.keyboard.press("Tab");
    await expect(editor(app)).toContainText(text, { timeout: 1_000 });
  }).toPass();
}

test("by keyboard alone: completion, running, leaving the editor, the schema and the chart", async ({
  app,
}) => {
  const projectId = await makeProject(app);
  await open(app, projectId);
  await expect(app.getByRole("button", { name: /^price/ })).toBeVisible();
  await editor(app).focus();
  await app.keyboard.press("ControlOrMeta+a");
  await app.keyboard.type("SELECT date, sum(pri");
  await takeSuggestion(app, /^price/, "sum(price");
  await app.keyboard.press("End");
  await app.keyboard.type(" AS total FROM ev");
  await takeSuggestion(app, /^events.*table/, "FROM events");
  await app.keyboard.type(" GROUP BY date ORDER BY date");
  await app.keyboard.press("Escape");
  await app.keyboard.press("ControlOrMeta+Enter");
  await expect(editor(app)).toHaveText(
    "SELECT date, sum(price) AS total FROM events GROUP BY date ORDER BY date",
  );
  await expect(app.getByText(/^10 rows in /).first()).toBeVisible();

  await app.keyboard.press("Tab");
  await expect(tab(app, "Table")).toBeFocused();
  await app.keyboard.press("ArrowRight");
  await expect(app.getByRole("group", { name: /total over time, 10 points/ })).toBeVisible();
  expect(new URL(app.url()).searchParams.get("as")).toBe("chart");
  await app.getByRole("group", { name: /total over time/ }).focus();
  await app.keyboard.press("Home");
  await expect(app.getByText("2026-06-01")).toBeVisible();

  await app.getByRole("button", { name: "Save: SQL result" }).focus();
  await app.keyboard.press("Enter");
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "Picture as PNG" }).press("Enter");
  const png = await readFile(await (await download).path());
  expect(png.subarray(1, 4).toString()).toBe("PNG");

  await tab(app, "Tables").focus();
  await app.getByRole("button", { name: /^path/ }).press("Enter");
  await expect(editor(app)).toContainText("ORDER BY date path");
});

test("is clean under axe in light and dark, and fits a phone, whatever it shows", async ({ app }) => {
  const projectId = await makeProject(app);
  await open(app, projectId);
  await expect(app.getByRole("button", { name: /^price/ })).toBeVisible();
  await expectWellShown(app, "sql-empty");
  await open(app, projectId, "SELECT date, name, path, price, actor FROM events ORDER BY timestamp");
  await expect(app.getByText(/^60 rows in /).first()).toBeVisible();
  await expectWellShown(app, "sql");
  await app.getByRole("tab", { name: "Chart" }).click();
  await run(app, "SELECT date, count(*) AS events FROM events GROUP BY date ORDER BY date");
  await expect(app.getByRole("group", { name: /events over time/ })).toBeVisible();
  await expectWellShown(app, "sql-chart");
  await run(app, "SELECT path, count(*) AS events FROM events GROUP BY path ORDER BY path");
  await tab(app, "Help").click();
  await expectWellShown(app, "sql-bars");
  await run(app, "SELECT nme FROM events");
  await expect(app.getByRole("region", { name: "What DuckDB says" })).toBeVisible();
  await tab(app, "History").click();
  await expectWellShown(app, "sql-error");
  await run(app, ENDLESS_SQL);
  await expect(app.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  await expectAccessible(app, "running");
  await expectFits(app, "running");
  await app.screenshot({ path: "test-results/screenshots/sql-running.png" });
  await app.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(app.getByText(/^It ran for /)).toBeVisible();
});
