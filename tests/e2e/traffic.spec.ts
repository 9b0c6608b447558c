import type { Page } from "@playwright/test";
import { expect as expectSoon, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";
import { expectWellShown } from "./run-axe.ts";
import { flush, serveTracked, storedEvents, TO_SITES } from "./tracked-site.ts";

/** What traffic rules may leave something out of waits for the query engine, which takes long to come up on a busy machine. */
const expect = expectSoon.configure({ timeout: 60_000 });
const MINUTE = 60_000;

/** A browser without a window says so of itself, which is a mark of automation. */
const PERSONS =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
test.use({
  expectedComplaints: [TO_SITES],
  switches: [`--user-agent=${PERSONS}`],
});

/** 30 events of people, 12 of bots and 5 of the user `me`, of the last minutes and hours. */
async function openWithBots(page: Page): Promise<string> {
  const project = await createProject(page, "Shop");
  const now = Date.now();
  const events = (count: number, over: object) =>
    Array.from({ length: count }, (_, n) => ({
      name: "page_view",
      type: "page",
      distinctId: `browser-${n % 6}`,
      timestamp: now - n * 2 * MINUTE,
      properties: { path: `/p${n % 4}` },
      ...over,
    }));
  await call(page, "append", project, [
    ...events(30, {}),
    ...events(12, { distinctId: "robot", properties: { path: "/", $bot: true } }),
    ...events(5, { userId: "me", distinctId: "mine" }),
  ]);
  await page.goto(`/?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  return project;
}

const totalOf = (page: Page) => page.getByRole("region", { name: "Events over time" });

test("what traffic rules leave out is said, shown on demand, and back when a rule is off", async ({
  app: page,
}) => {
  test.setTimeout(500_000);
  await openWithBots(page);
  await expect(page.getByText("12 events left out by traffic rules")).toBeVisible();
  await expect(totalOf(page).getByText("35", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Show all traffic" }).click();
  await expect(page).toHaveURL(/traffic=all/);
  await expect(page.getByText("All traffic is shown, with 12 events")).toBeVisible();
  await expect(totalOf(page).getByText("47", { exact: true })).toBeVisible();
  await page.reload();
  await expect(totalOf(page).getByText("47", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Show all traffic" }).click();
  await expect(page).not.toHaveURL(/traffic=/);
  await expect(totalOf(page).getByText("35", { exact: true })).toBeVisible();
  await expectWellShown(page, "traffic-overview");

  await page.getByRole("link", { name: "traffic rules" }).click();
  const section = page.getByRole("region", { name: "Traffic", exact: true });
  await expect(section.getByText("12 events in the last 30 days")).toBeVisible();
  await section.getByRole("button", { name: "Add a rule" }).click();
  const dialog = page.getByRole("dialog", { name: "New traffic rule" });
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(dialog.getByText("Give the rule a name.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name" }).fill("My visits");
  await dialog.getByRole("combobox", { name: "Property" }).fill("User id");
  // What is half written is not lost: the form stays, and points at it.
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(dialog.getByText("Give a value, or choose “is set”.")).toBeVisible();
  await expect(dialog.getByRole("combobox", { name: "Value" })).toBeFocused();
  await dialog.getByRole("combobox", { name: "Value" }).fill("me");
  await dialog.getByRole("option", { name: /^me/ }).click();
  await dialog.getByRole("button", { name: "Add condition" }).click();
  await expect(dialog.getByText("User id is me", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Leaves out: 5 events in the last 30 days")).toBeVisible();
  await expectWellShown(page, "traffic-rule");
  // A second that is complete, and not finished with a button, is taken in.
  await dialog.getByRole("button", { name: "Add a condition" }).click();
  await dialog.getByRole("combobox", { name: "Property" }).fill("User id");
  await dialog.getByRole("button", { name: /^Condition: is/ }).click();
  await dialog.getByRole("option", { name: /^is set/ }).click();
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(section.getByRole("status")).toHaveText("My visits was saved.");
  await expect(section.getByText("User id is set")).toBeVisible();
  await expect(section.getByRole("checkbox", { name: "My visits" })).toBeChecked();
  await expectWellShown(page, "traffic-settings");

  await page.getByRole("link", { name: "Live" }).first().click();
  const stream = page.getByRole("listbox", { name: "Events, newest first" });
  await stream.getByRole("option").filter({ hasText: "Internal" }).first().click();
  await expect(page.getByText("Left out of answers by the traffic rule “My visits”")).toBeVisible();
  await stream.getByRole("option").filter({ hasText: "Bot" }).first().click();
  await expect(page.getByText("Left out of answers by the traffic rule “Bots”")).toBeVisible();
  await expectWellShown(page, "traffic-live");

  await page.getByRole("link", { name: "Overview" }).first().click();
  await expect(page.getByText("17 events left out by traffic rules")).toBeVisible();
  await expect(totalOf(page).getByText("30", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "traffic rules" }).click();
  await section.getByRole("checkbox", { name: "Bots" }).uncheck();
  await expect(section.getByRole("status")).toHaveText("Bots is off.");
  await section.getByRole("button", { name: "Remove My visits" }).click();
  await expect(section.getByRole("status")).toHaveText("My visits was removed.");
  await page.getByRole("link", { name: "Overview" }).first().click();
  await expect(totalOf(page).getByText("47", { exact: true })).toBeVisible();
  await expect(page.getByText("traffic rules")).toHaveCount(0);
});

test("a visit by an automated browser is marked and left out, a person's is not", async ({
  app,
  profile,
}) => {
  const { project, site } = await serveTracked(app);
  const visit = async (path: string): Promise<void> => {
    const page = await profile.newPage();
    await page.goto(`${site.sameSite}${path}`);
    expect(await flush(page)).toBe("delivered");
    await page.close();
  };
  await visit("/person");
  await profile.addInitScript(() => Object.defineProperty(navigator, "webdriver", { get: () => true }));
  await visit("/robot");
  const events = (await storedEvents(app, project)).filter(({ name }) => name === "page_view");
  expect(events.map(({ properties }) => [properties["path"], properties["$bot"]])).toEqual([
    ["/person", undefined],
    ["/robot", true],
  ]);
  const question = { measure: "events", window: { last: "24h" }, name: "page_view" };
  expect(await ask(app, project, { ...question, traffic: "real" })).toMatchObject({
    total: 1,
    receipt: { leftOut: { rules: ["Bots"], events: 1 } },
  });
  expect((await ask(app, project, question)).total).toBe(2);
  await site.close();
});
