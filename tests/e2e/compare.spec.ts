import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { makeTwoTools } from "../support/two-tools.ts";
import { expect, test } from "./app-test.ts";
import { call, createProject, failureOf, importBytes } from "./call-app.ts";
import { expectAccessible, expectWellShown } from "./run-axe.ts";

const ZONE = { timeZone: "Europe/Berlin" };
const SLOW = { timeout: 60_000 };
const asUpload = (name: string, text: string) => ({
  name,
  mimeType: "application/x-ndjson",
  buffer: Buffer.from(text),
});

const drop = (app: Page, files: readonly { name: string; text: string }[]) =>
  app.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, text } of dropped) transfer.items.add(new File([text], name));
    const at = (type: string) =>
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    at("dragenter");
    at("drop");
  }, files);

test("two exports that are dropped are compared, and what differs is explained and saved", async ({
  app,
}) => {
  test.setTimeout(240_000);
  const project = await createProject(app, "Lamps", ZONE);
  const tools = makeTwoTools({ scrolls: true, silentHours: [48, 62], withoutBrowser: "Safari" });
  const views = tools.seenByGa4.filter(({ isView }) => isView).length;
  const ofB = tools.seenByGa4.length + views;
  await app.goto(`/data?project=${project}`);
  await app.getByRole("link", { name: "Compare", exact: true }).click();
  await expect(app).toHaveURL(/\/data\/compare/);
  await expect(app.getByText("Choose two sides")).toBeVisible();
  await drop(app, [
    { name: "posthog.ndjson", text: tools.posthog },
    { name: "ga4.ndjson", text: tools.ga4 },
  ]);

  const found = app.getByRole("region", { name: "Why they differ" });
  await expect(found).toContainText(`Only B has “scroll”: ${views.toLocaleString("en-GB")} events`, SLOW);
  await expect(found).toContainText("Only A has “Safari” and “iOS”: ");
  await expect(found).toContainText("B has nothing before 14:00 on 3 May");
  await expect(app.getByRole("group", { name: "In all" })).toContainText(ofB.toLocaleString("en-GB"));
  await expectWellShown(app, "compare", { fullPage: true });

  const table = app.getByRole("table", { name: "Events of A and B by event" });
  await expect(table.getByRole("row", { name: /^Add to cart/ })).toContainText("add_to_cart");
  await table.getByRole("button", { name: "Add to cart is in B: add_to_cart" }).focus();
  await app.keyboard.press("Enter");
  await expect(app.getByRole("menuitem", { name: "Nothing" })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(table.getByRole("row", { name: /^add_to_cart/ })).toContainText("only in B");
  await expectAccessible(app, "events that are matched by hand");
  await app.getByRole("button", { name: "Match events as proposed" }).click();
  await expect(table.getByRole("row", { name: /^add_to_cart/ })).toHaveCount(0);

  await table.getByRole("button", { name: "A", exact: true }).click();
  await expect(table.getByRole("columnheader", { name: "A", exact: true })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(table.getByRole("row").nth(1)).toContainText("page_view");

  const saving = app.waitForEvent("download");
  await app.getByRole("button", { name: "CSV" }).click();
  const csv = await readFile(await (await saving).path(), "utf8");
  const gross = views + tools.acts.length - tools.seenByGa4.length;
  expect(csv.split("\r\n")[1]).toBe(`total,,,events,${tools.acts.length},${ofB},${tools.acts.length - ofB},`);
  expect(csv).toContain(`event,scroll,,events,0,${views},${-views},${Number((views / gross).toFixed(4))}`);
  expect(csv).toContain("day,2026-05-03,");

  // By keyboard: the measure, and the chart's days.
  await app.getByRole("tab", { name: "Events" }).focus();
  await app.keyboard.press("ArrowRight");
  await expect(app.getByRole("tab", { name: "Page views" })).toBeFocused();
  await expect(found).not.toContainText("scroll");
  const chart = app.getByRole("group", { name: /^Page views of A and B by day/ });
  await chart.focus();
  await app.keyboard.press("Home");
  await expect(chart).toContainText("1 May");

  await app.getByLabel("First day").fill("2026-05-04");
  await expect(found).not.toContainText("B has nothing");
  await expect(
    app.getByText(/^4 May 2026 – 7 May 2026, whole days of Europe\/Berlin\. Outside/),
  ).toBeVisible();
  const reconciled = await app.evaluate(
    ([id, posthog, ga4]) =>
      window.lochanApp.reconcile(
        id,
        { files: [{ file: new File([posthog], "a.ndjson") }] },
        { files: [{ file: new File([ga4], "b.ndjson"), fileName: "b.ndjson" }] },
        { measure: "views" },
      ),
    [project, tools.posthog, tools.ga4] as const,
  );
  expect(reconciled).toMatchObject({ ok: true, value: { measure: "views", b: views } });
  expect(await failureOf(app, "reconcile", project, 7, {})).toMatchObject({ kind: "invalid-input" });
  const status = await call(app, "status");
  expect([status.events, status.imports]).toEqual([0, 0]);
});

test("a clock that is ahead is moved, against the project's own events", async ({ app }) => {
  test.setTimeout(180_000);
  const project = await createProject(app, "Lamps", ZONE);
  const { posthog, ga4 } = makeTwoTools({ aheadMs: 2 * 3_600_000 });
  expect((await importBytes(app, project, Buffer.from(posthog), "posthog.ndjson")).ok).toBe(true);
  await app.goto(`/data/compare?project=${project}`);
  await app
    .getByRole("region", { name: "Side A" })
    .getByRole("button", { name: "This project's events" })
    .click();
  await app.getByLabel("Choose files for B").setInputFiles([asUpload("ga4.ndjson", ga4)]);
  const found = app.getByRole("region", { name: "Why they differ" });
  await expect(found).toContainText("B looks 2 h ahead of A", SLOW);
  await expect(found).toContainText("Its times look like those of Europe/Berlin, read as UTC.");
  await found.getByRole("button", { name: "Move B 2 h earlier and compare again" }).click();
  await expect(found).toContainText("Both have the same, every day.", SLOW);
  await expect(app.getByText("Its times were moved 2 h earlier.")).toBeVisible();
  await app.getByRole("button", { name: "Choose something else for B" }).click();
  await expect(app.getByText("Choose the other side")).toBeVisible();
});

test("Plausible's totals by day are compared with events by page views", async ({ app }) => {
  test.setTimeout(180_000);
  const project = await createProject(app, "Lamps", ZONE);
  const { acts, posthog } = makeTwoTools();
  const views = acts.filter(({ isView }) => isView).length;
  const days = Array.from({ length: 7 }, (_, at) => `2026-05-0${at + 1},40,${at === 2 ? 1 : 200},0,44,60`);
  const totals = ["date,visitors,pageviews,bounces,visits,visit_duration", ...days].join("\n");
  await app.goto(`/data/compare?project=${project}`);
  await app.getByLabel("Choose files for A").setInputFiles([asUpload("posthog.ndjson", posthog)]);
  await app.getByLabel("Choose files for B").setInputFiles([asUpload("imported_visitors.csv", totals)]);
  const found = app.getByRole("region", { name: "Why they differ" });
  await expect(found).toContainText("3 May: A has", SLOW);
  const whole = app.getByRole("group", { name: "In all" });
  await expect(whole).toContainText(views.toLocaleString("en-GB"));
  await expect(whole).toContainText("1,201");
  await expect(app.getByRole("tab", { name: "Events" })).toHaveCount(0);
  await app.getByRole("tab", { name: "Users" }).click();
  await expect(whole).toContainText("–");
  await app.getByLabel("Last day").fill("2026-05-01");
  await expect(whole).toContainText("40");
  await expectAccessible(app, "totals as a side");
});
