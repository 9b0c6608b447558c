import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectAccessible, settled } from "./run-axe.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Days that are over, in UTC. */
const FROM = Date.UTC(2026, 2, 2);
const RANGE = `from=${new Date(FROM).toISOString()}&to=${new Date(FROM + 7 * DAY_MS).toISOString()}`;
const NOON = FROM + DAY_MS + 12 * 60 * MINUTE_MS;

const BERLIN = { time_zone: "Europe/Berlin", language: "de-DE" };
const happened = (
  [distinctId, sessionId, minutes]: [string, string, number],
  name: string,
  properties: Record<string, string> = {},
) => ({
  ...{ name, distinctId, sessionId, timestamp: NOON + minutes * MINUTE_MS },
  ...{ type: name.includes("page_") ? "page" : "track", properties },
});
const view = (of: [string, string, number], path: string, more: Record<string, string> = BERLIN) =>
  happened(of, "page_view", { path, ...more });

/** Four visits of three people: ann's two took 3 and 10 minutes, bob's and cy's bounced, cy after half a minute. */
const VISITS = [
  view(["ann", "s1", 0], "/", { ...BERLIN, referrer_host: "www.google.com" }),
  view(["ann", "s1", 2], "/pricing"),
  happened(["ann", "s1", 3], "signup"),
  view(["bob", "s2", 60], "/pricing", {
    ...{ time_zone: "Asia/Kolkata", language: "en-IN" },
    ...{ utm_source: "letter", utm_medium: "email" },
  }),
  view(["cy", "s3", 120], "/"),
  happened(["cy", "s3", 120.5], "$page_leave"),
  view(["ann", "s4", 180], "/docs"),
  view(["ann", "s4", 190], "/thanks"),
];

const card = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });
async function expectCards(page: Page, figures: Record<string, string>): Promise<void> {
  for (const [title, figure] of Object.entries(figures))
    await expect(card(page, title).getByText(figure, { exact: true })).toBeVisible();
}
/** The rows of a list as they stand, each a label and its number. */
const rows = (page: Page, panel: string) =>
  page.getByRole("region", { name: panel, exact: true }).getByRole("list").last().getByRole("button");
const row = (page: Page, panel: string, name: RegExp) => rows(page, panel).filter({ hasText: name });

test("the Overview of a site has its basics as counted by hand; rows filter and back, and late events arrive", async ({
  app,
}) => {
  const project = await createProject(app, "Tea shop");
  await call(app, "append", project, VISITS);
  await app.setViewportSize({ width: 1440, height: 1900 });
  await app.goto(`/?project=${project}&${RANGE}`);
  await app.waitForFunction(() => "lochanApp" in window);
  await expectCards(app, {
    ...{ Visitors: "3", Visits: "4", "Page views": "6", "Pages a visit": "1.5" },
    ...{ "Bounce rate": "50%", "Visit duration": "3m 23s" },
  });
  await expect(rows(app, "Sources")).toHaveText([/^Direct.*2$/, /^Email.*1$/, /^Organic search.*1$/]);
  await expect(rows(app, "Countries")).toHaveText([/^Germany.*2$/, /^India.*1$/]);
  await app.getByRole("tab", { name: "Entry" }).click();
  await expect(rows(app, "Pages")).toHaveText([/^\/[^a-z]*2$/, /^\/docs.*1$/, /^\/pricing.*1$/]);
  await app.getByRole("tab", { name: "Exit" }).click();
  await expect(rows(app, "Pages")).toHaveText([/^\/pricing.*2$/, /^\/[^a-z]*1$/, /^\/thanks.*1$/]);

  await row(app, "Sources", /Email/).click();
  await expectCards(app, { Visitors: "1", Visits: "1", "Bounce rate": "100%" });
  await expect(app).toHaveURL(/channel/);
  await row(app, "Sources", /Email/).click();
  await expectCards(app, { Visitors: "3", "Bounce rate": "50%" });
  // Only page views tell a language: all of their sessions are kept.
  await app.getByRole("tab", { name: "Languages" }).click();
  await row(app, "Countries", /de-DE/).click();
  await expectCards(app, { Visits: "3" });
  await expect(row(app, "Top events", /signup/)).toBeVisible();
  await row(app, "Countries", /de-DE/).click();

  const goals = app.getByRole("region", { name: "Goals", exact: true });
  await goals.getByRole("button", { name: "New goal" }).last().click();
  await app.getByRole("radio", { name: "a page" }).check();
  await app.getByLabel("Page", { exact: true }).fill("/tha*");
  await expectAccessible(app, "the dialog of a goal");
  await app.getByRole("button", { name: "Save goal" }).click();
  const goal = goals.getByRole("button", { name: /^\/tha\*.*1 unique.*1 in total.*33% of users/ });
  await goal.click();
  await expectCards(app, { Visitors: "1", Visits: "1", "Page views": "2", "Visit duration": "10m 00s" });
  await goals.getByRole("button", { name: /^\/tha\*.*1 unique/ }).click();
  await expectCards(app, { Visits: "4" });
  await goals.getByRole("button", { name: "Actions for /tha*" }).click();
  await app.getByRole("menuitem", { name: "Delete" }).click();
  await expect(goals.getByText("No goals yet")).toBeVisible();
  await goals.getByRole("button", { name: "Undo" }).click();
  await expect(goal).toBeVisible();
  await settled(app);
  await expectAccessible(app, "the Overview of a site");

  // Bob went on, and it is told late: his visit did not bounce, and its past day has one more.
  const series = app.getByRole("region", { name: "Events over time" });
  await series.getByRole("button", { name: "Show as table" }).click();
  const day = series.getByRole("row", { name: /3 Mar 2026/ });
  await expect(day.getByRole("cell").nth(1)).toHaveText("7");
  await call(app, "append", project, [view(["bob", "s2", 64], "/docs")]);
  await expectCards(app, { Visits: "4", "Page views": "7", "Bounce rate": "25%" });
  await expect(day.getByRole("cell").nth(1)).toHaveText("8");
  await expect(rows(app, "Pages")).toHaveText([
    /^\/[^a-z]*1$/,
    /^\/docs.*1$/,
    /^\/pricing.*1$/,
    /^\/thanks.*1$/,
  ]);

  const plain = await createProject(app, "Commits");
  await call(app, "append", plain, [happened(["ann", "s1", 0], "commit")]);
  await app.goto(`/?project=${plain}&${RANGE}`);
  await expect(row(app, "Top events", /commit/)).toBeVisible();
  await expect(card(app, "Bounce rate")).toHaveCount(0);
  await expect(card(app, "Pages")).toHaveCount(0);
});
