import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift } from "./call-app.ts";
import { zipOf } from "../support/zip-files.ts";
import { expectAccessible, expectWellShown } from "./run-axe.ts";

const ACTIONS = ["ordered", "paid", "shipped", "returned"];
const DAY_MS = 86_400_000;

/** Orders of a shop in Berlin, day first; the first days are all below 13. */
const order = (n: number) => ({
  order_no: n,
  placed: `${String((n % 28) + 1).padStart(2, "0")}/0${(n % 6) + 1}/2026 0${n % 9}:30`,
  action: ACTIONS[n % 4] ?? "",
  customer_id: `c-${n % 17}`,
  total: n % 90,
});
const orders = (from: number, count: number) => Array.from({ length: count }, (_, at) => order(from + at));
const toFile = (name: string, rows: readonly object[]) => ({
  name,
  mimeType: "application/x-ndjson",
  buffer: Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n")),
});
const choose = (app: Page, ...files: ReturnType<typeof toFile>[]) =>
  app.locator('input[type="file"]').setInputFiles(files);
/** Of Berlin's 2026. */
const year = { from: Date.UTC(2026, 0, 1) - 3_600_000, to: Date.UTC(2026, 11, 31) };

test("a table of an unknown shape is mapped by hand, counts as a recount, and is remembered", async ({
  app,
}) => {
  test.setTimeout(120_000);
  const project = await createProject(app, "Orders", { timeZone: "Europe/Berlin" });
  await app.goto(`/data?project=${project}`);
  // Among the first 50 rows are days up to 12 alone.
  const first = orders(0, 500).filter((row) => Number(row.placed.slice(0, 2)) < 13);
  await choose(app, toFile("orders.ndjson", first));

  const dialog = app.getByRole("dialog", { name: /^Which column is what in orders\.ndjson/ });
  await expect(dialog.getByText("4 different values in 50 rows.")).toBeVisible();
  await expect(dialog.getByText("nothing tells the day from the month")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
  await expectAccessible(app, "the dialog, with a question open");
  // By keyboard: the question has the focus, as the first field of the dialog.
  await expect(dialog.getByRole("radio", { name: /the day first/ })).toBeFocused();
  await app.keyboard.press("Space");
  const events = dialog.getByRole("table", { name: "Events made of the first rows" });
  await expect(events.getByText("ordered")).toBeVisible();
  await dialog.getByRole("button", { name: "Who: the device or browser" }).click();
  await expectAccessible(app, "the dialog, with a list of columns open");
  await app.getByRole("option", { name: "order_no" }).click();
  await expect(dialog.getByRole("button", { name: "Who: the device or browser: order_no" })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(app.getByRole("option", { name: "order_no" })).toBeFocused();
  // A list that has just opened goes to what was chosen once more, which undoes a key that came at once.
  await expect(async () => {
    await app.keyboard.press("Home");
    await expect(app.getByRole("option", { name: "No column" })).toBeFocused({ timeout: 500 });
  }).toPass();
  await app.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Who: the device or browser: No column" })).toBeVisible();
  await expectWellShown(app, "mapping");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(app.getByText(`${first.length} new`, { exact: true })).toBeVisible({ timeout: 30_000 });

  const second = orders(500, 300);
  await choose(app, toFile("orders-later.ndjson", [...first.slice(0, 5), ...second]));
  await expect(app.getByText("Columns as chosen before")).toBeVisible();
  await expect(app.getByText(`${second.length} new`, { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(app.getByText("5 already here", { exact: true })).toBeVisible();
  await expect(app.getByRole("dialog")).toHaveCount(0);

  const all = [...first, ...second];
  expect((await ask(app, project, { measure: "events", window: year })).total).toBe(all.length);
  expect((await ask(app, project, { measure: "users", window: year })).total).toBe(
    new Set(all.map((row) => row.customer_id)).size,
  );
  const groups = (await ask(app, project, { measure: "events", window: year, breakdown: "$name" })).groups;
  expect(Object.fromEntries((groups ?? []).map(({ key, value }) => [key, value]))).toEqual(
    Object.fromEntries(ACTIONS.map((action) => [action, all.filter((row) => row.action === action).length])),
  );
  // 3 April of Berlin, by a naive reading of the text.
  const day = { from: Date.UTC(2026, 3, 3) - 7_200_000, to: Date.UTC(2026, 3, 3) - 7_200_000 + DAY_MS };
  expect((await ask(app, project, { measure: "events", window: day })).total).toBe(
    all.filter((row) => row.placed.startsWith("03/04/2026")).length,
  );
  await expectNoDrift(app, project);
});

test("a script is told what it must say, and a wrong mapping in words", async ({ app }) => {
  const project = await createProject(app, "Script");
  const run = (options: object) =>
    app.evaluate(([id, text, how]) => window.lochanApp.import(id, new File([text], "orders.ndjson"), how), [
      project,
      JSON.stringify(order(1)),
      options,
    ] as const);
  const asked = await run({});
  expect(asked).toMatchObject({
    ok: false,
    failure: { kind: "needs-mapping", proposal: { mapping: { userIdField: "customer_id" } } },
  });
  expect(await run({ mapping: { nameField: "action" } })).toMatchObject({
    ok: false,
    failure: {
      kind: "invalid-input",
      message: "Choose the column that says when it happened, or one day for all rows.",
    },
  });
  expect(await run({ mapping: { nam: "x" } })).toMatchObject({
    ok: false,
    failure: { kind: "invalid-input", message: 'A mapping has no part "nam".' },
  });
  const unknown = await run({ format: "nobody" });
  expect(unknown.ok ? "" : unknown.failure.message).toMatch(/^format must be one of .*amplitude/);
  expect((await call(app, "status")).events).toBe(0);
});

test("files are taken on every page, dropped or pasted, and the Data page shows them", async ({ app }) => {
  const project = await createProject(app, "Anywhere");
  const line = (id: string) =>
    JSON.stringify({ id, name: "seen", distinctId: "me", timestamp: 1_700_000_000_000 });
  await app.goto(`/live?project=${project}`);
  await expect(app.getByRole("heading", { name: "Live" })).toBeVisible();
  await app.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.ndjson"));
    const at = (type: string) =>
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    at("dragenter");
    at("drop");
  }, line("a"));
  await expect(app).toHaveURL(/\/data/);
  await expect(app.getByRole("heading", { name: "Imported dropped.ndjson" })).toBeVisible({
    timeout: 30_000,
  });

  await app.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, line("b"));
  await expect(app.getByRole("heading", { name: /^Imported pasted-.*\.txt/ })).toBeVisible({
    timeout: 30_000,
  });
  expect((await call(app, "status")).events).toBe(2);

  const imported = app.getByRole("heading", { name: /^Imported / });
  await expect(app.getByRole("button", { name: /^Dismiss all/ })).toHaveCount(0);
  await app.getByLabel("Choose files to import").setInputFiles({
    name: "chosen.ndjson",
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(line("c")),
  });
  await expect(imported).toHaveCount(3, { timeout: 30_000 });
  await app.getByRole("button", { name: "Dismiss all 3" }).click();
  await expect(imported).toHaveCount(0);
});

test.describe("installed", () => {
  test.use({ installed: true });

  test("what another app shares waits until it is wanted", async ({ app }) => {
    test.setTimeout(120_000);
    const project = await createProject(app, "Shared");
    await app.goto(`/data?project=${project}`);
    await expect(app.getByText("Offline ready")).toBeVisible({ timeout: 90_000 });
    const share = (text: string) =>
      app.evaluate((content) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = "/share";
        form.enctype = "multipart/form-data";
        const input = document.createElement("input");
        input.type = "file";
        input.name = "files";
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], "shared\u202e rows.ndjson"));
        input.files = transfer.files;
        form.append(input);
        document.body.append(form);
        form.submit();
      }, text);
    const line = JSON.stringify({ id: "s", name: "seen", distinctId: "me", timestamp: 1_700_000_000_000 });
    await share(line);
    await expect(app.getByText("1 file was shared with Lochan")).toBeVisible({ timeout: 30_000 });
    expect((await call(app, "status")).events).toBe(0);
    await app.getByRole("button", { name: "Discard" }).click();
    await expect(app.getByText("shared with Lochan")).toHaveCount(0);

    await share(line);
    await app.getByRole("button", { name: "Import", exact: true }).click();
    await expect(app.getByRole("heading", { name: "Imported shared rows.ndjson" })).toBeVisible({
      timeout: 30_000,
    });
    expect((await call(app, "status")).events).toBe(1);
    expect(await app.evaluate(() => caches.has("lochan-shared"))).toBe(false);
  });
});

test("of an archive it is shown what became of each of its files, and how text was read", async ({ app }) => {
  const project = await createProject(app, "Archive", { timeZone: "UTC" });
  await app.goto(`/data?project=${project}`);
  const zip = await zipOf(
    ["cafe.csv", Buffer.from("id,name,distinctId,timestamp\nw,caf\xe9,d,2026-01-01T10:00:00Z\n", "latin1")],
    ["manual.pdf", "%PDF-1.7"],
  );
  await app
    .locator('input[type="file"]')
    .setInputFiles({ name: "all.zip", mimeType: "application/zip", buffer: Buffer.from(zip) });
  await app.getByText("1 file of it was read, 1 was not read").click({ timeout: 30_000 });
  const files = app.getByRole("table", { name: "Files of the archive" });
  await expect(files.getByRole("row", { name: /cafe\.csv.*text read as Windows-1252/ })).toBeVisible();
  await expect(app.getByText(/This seems to be a PDF document/)).toBeVisible();
  await expectAccessible(app, "the files of an archive");
});
