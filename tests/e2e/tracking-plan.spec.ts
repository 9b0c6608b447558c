import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, openApp, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectAccessible } from "./run-axe.ts";

const HOSTILE = '<img src=x onerror="alert(1)">';

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop");
  const now = Date.now();
  await call(
    page,
    "append",
    project,
    Array.from({ length: 60 }, (_, n) => ({
      id: `event-${n}`,
      name: n % 3 === 0 ? "bought" : "page_view",
      type: n % 3 === 0 ? "track" : "page",
      distinctId: `browser-${n % 7}`,
      timestamp: now - n * 1_000,
      properties:
        n % 3 === 0
          ? { price: n, path: "/cart", ...(n % 6 === 0 && { coupon: HOSTILE }) }
          : { path: `/p${n}`, title: "Tea" },
    })),
  );
  return project;
}

const gotoPlan = async (page: Page, project: string): Promise<void> => {
  await page.goto(`/plan?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
};
const unsaved = (page: Page) => page.getByText(/changes? (is|are) not saved/);
const save = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(unsaved(page)).toHaveCount(0);
};
const violations = (page: Page) => page.getByRole("region", { name: "Violations", exact: true });
const choose = async (page: Page, select: string, option: string): Promise<void> => {
  await page.getByRole("button", { name: new RegExp(`^${select}`) }).click();
  await page.getByRole("option", { name: option }).click();
};

test("a plan is inferred with one click, edited, and what departs from it is counted and opened", async ({
  app: page,
}) => {
  test.setTimeout(240_000);
  const project = await fill(page);
  await gotoPlan(page, project);
  await expect(page.getByText("No plan yet")).toBeVisible();
  await expectAccessible(page, "empty plan");
  await page.getByRole("button", { name: "Infer from data" }).click();
  const dialog = page.getByRole("dialog", { name: "Infer from data" });
  await expect(dialog.getByText("2 additions from 60 events.")).toBeVisible();
  await expect(dialog.getByText("40 events")).toBeVisible();
  await expect(dialog.getByText("price (number), coupon (text, 50%)")).toBeVisible();
  await expectAccessible(page, "proposal");
  await dialog.getByRole("button", { name: "Add to the plan" }).click();
  await expect(page.getByText("2 changes are not saved")).toBeVisible();
  expect(await call(page, "plan", project)).toMatchObject({ events: [] });
  await save(page);
  await expect(violations(page).getByText("All as planned")).toBeVisible();

  await page.getByRole("button", { name: /^bought/ }).click();
  await expect(page.getByRole("textbox", { name: "Name of property coupon" })).toHaveValue("coupon");
  await choose(page, "Type of price", "Text");
  await page.getByRole("checkbox", { name: "Required: coupon" }).check();
  const note = page.getByRole("textbox", { name: "Description of price" });
  await note.fill("In euros");
  await note.press("Enter");
  await expect(page.getByText("2 changes are not saved")).toBeVisible();
  await save(page);
  expect(await call(page, "plan", project)).toMatchObject({
    events: [
      { name: "page_view", properties: [] },
      {
        name: "bought",
        properties: [
          { key: "price", type: "text", required: true, description: "In euros" },
          { key: "coupon", type: "text", required: true },
        ],
      },
    ],
  });
  await expect(violations(page).getByText("20 events of 60 depart from the plan.")).toBeVisible();
  const row = violations(page).getByRole("row").filter({ hasText: "price is number, planned as text" });
  await expect(row).toContainText("20");
  await expect(violations(page).getByRole("row").filter({ hasText: "coupon is missing" })).toContainText(
    "10",
  );
  await row.getByRole("button", { name: /^Open/ }).click();
  const sample = page.getByRole("dialog", { name: "The last event like this" });
  await expect(sample.getByText("price is number, planned as text")).toBeVisible();
  await expect(sample.getByText("event-0", { exact: true })).toBeVisible();
  await expect(sample.getByText(HOSTILE)).toBeVisible();
  await expectAccessible(page, "sample");
  await page.keyboard.press("Escape");

  await call(page, "append", project, [
    { name: "sold", distinctId: "b", timestamp: Date.now(), properties: { price: 1 } },
  ]);
  await expect(violations(page).getByText("21 events of 61 depart from the plan.")).toBeVisible();
  await page.getByRole("button", { name: /^sold/ }).click();
  await page.getByRole("button", { name: "Add to the plan" }).click();
  await expect(page.getByRole("textbox", { name: "Name of the event" })).toHaveValue("sold");

  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("link", { name: "Live" }).first().click();
  await page.getByRole("option").filter({ hasText: "sold" }).click();
  await expect(page.getByText("The event is not in the plan")).toBeVisible();
  await page.getByRole("option").filter({ hasText: "page_view" }).first().click();
  await expect(page.getByText("as planned")).toBeVisible();
});

test("names are checked where they are typed, removals come back, and all of it works by keyboard", async ({
  app: page,
}) => {
  const project = await fill(page);
  await gotoPlan(page, project);
  const first = page.getByRole("textbox", { name: "Or name the first event" });
  await first.fill("$own");
  await first.press("Enter");
  await expect(page.getByText("Names that begin with $ are Lochan's own.")).toBeVisible();
  await first.fill("bought");
  await first.press("Enter");
  await expect(page.getByText("1 change is not saved")).toBeVisible();
  const property = page.getByRole("textbox", { name: "Add a property" });
  for (const key of ["price", "size"]) {
    await property.fill(key);
    await property.press("Enter");
  }
  await property.fill("price");
  await property.press("Enter");
  await expect(page.getByText("The event has a property of that name.")).toBeVisible();
  const size = page.getByRole("textbox", { name: "Name of property size" });
  await size.fill("price");
  await size.press("Enter");
  await expect(size).toHaveAttribute("aria-invalid", "true");
  await size.press("Escape");
  await expect(size).toHaveValue("size");
  await size.fill("weight");
  // The focus goes on to the next control of the same line.
  await size.press("Tab");
  await expect(page.getByRole("button", { name: "Type of weight: Text" })).toBeFocused();
  await save(page);

  await page.getByRole("button", { name: "Remove weight" }).click();
  await page.getByRole("button", { name: "Remove event" }).click();
  await expect(page.getByRole("textbox", { name: "Name of the event" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("textbox", { name: "Name of property weight" })).toBeVisible();
  await expect(unsaved(page)).toHaveCount(0);

  await page.getByRole("textbox", { name: "Name of the event" }).fill("purchase");
  await page.getByRole("textbox", { name: "Name of the event" }).press("Enter");
  await page.getByRole("link", { name: "Live" }).first().click();
  await page.getByRole("link", { name: "Plan", exact: true }).first().click();
  await expect(unsaved(page)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name of the event" })).toHaveValue("purchase");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("textbox", { name: "Name of the event" })).toHaveValue("bought");
});

test("a plan goes out as a file and comes in again, after saying what it would change", async ({
  app: page,
}, info) => {
  const project = await fill(page);
  await call(page, "savePlan", project, {
    version: 1,
    events: [{ name: "bought", properties: [{ key: "price", type: "number", required: true }] }],
  });
  await gotoPlan(page, project);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("tea-shop-tracking-plan.json");
  const path = info.outputPath("plan.json");
  await download.saveAs(path);
  const file = JSON.parse(await readFile(path, "utf8")) as { events: { properties: object[] }[] };
  expect(file).toEqual({
    lochan: "tracking-plan",
    version: 1,
    events: [{ name: "bought", properties: [{ key: "price", type: "number", required: true }] }],
  });

  const give = (name: string, content: unknown) =>
    page.getByLabel("Choose a tracking plan to import").setInputFiles({
      name,
      mimeType: "application/json",
      buffer: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
    });
  const dialog = page.getByRole("dialog", { name: "Import a tracking plan" });
  const wrong = {
    ...file,
    events: [{ name: "bought", properties: [{ key: "price", type: "int", required: true }] }],
  };
  await give("wrong.json", wrong);
  await expect(
    dialog.getByText(/Event 1 \(“bought”\), property 1 \(“price”\): type must be one of/),
  ).toBeVisible();
  await expectAccessible(page, "refused file");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await give("events.ndjson", "{}\n{}");
  await expect(dialog.getByText(/It is not JSON/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(unsaved(page)).toHaveCount(0);

  const other = {
    ...file,
    events: [
      { name: "left", properties: [] },
      { name: "bought", properties: [{ key: "price", type: "any", required: false }] },
    ],
  };
  await give("other.json", other);
  await expect(dialog.getByText("1 change to the plan:")).toBeVisible();
  await dialog.getByRole("radio", { name: "Replace the plan" }).check();
  await expect(dialog.getByText("2 changes to the plan:")).toBeVisible();
  await expect(dialog.getByText("number to any type, now not required")).toBeVisible();
  await expectAccessible(page, "import");
  await dialog.getByRole("button", { name: "Replace" }).click();
  await save(page);
  expect(await call(page, "plan", project)).toMatchObject({ events: other.events });
});

test("two tabs: what one saves the other shows, and never loses what is being typed", async ({
  app: page,
  profile,
}) => {
  const project = await fill(page);
  const event = (name: string) => ({ name, properties: [] });
  await call(page, "savePlan", project, { version: 1, events: [event("bought")] });
  await gotoPlan(page, project);
  const other = await openApp(profile, `/plan?project=${project}`);
  await expect(other.getByRole("button", { name: /^bought/ })).toBeVisible();
  await other.getByRole("textbox", { name: "Add an event" }).fill("left");
  await other.getByRole("textbox", { name: "Add an event" }).press("Enter");
  await save(other);
  await expect(page.getByRole("button", { name: /^left/ })).toBeVisible();

  await page.getByRole("textbox", { name: "Add an event" }).fill("mine");
  await page.getByRole("textbox", { name: "Add an event" }).press("Enter");
  await call(other, "savePlan", project, { version: 1, events: [event("theirs")] });
  await expect(page.getByText("Another tab saved the plan meanwhile")).toBeVisible();
  await expectAccessible(page, "overtaken");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(unsaved(page)).toBeVisible();
  await save(page);
  expect((await call(page, "plan", project)).events.map(({ name }) => name)).toEqual([
    "bought",
    "left",
    "mine",
  ]);
  await expect(other.getByRole("button", { name: /^mine/ })).toBeVisible();
});
