import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { parquetReadObjects } from "hyparquet";
import Papa from "papaparse";
import { makeTraffic } from "../support/web-traffic.ts";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";
import { expectAccessible, settled } from "./run-axe.ts";

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop");
  const now = Date.now();
  await call(
    page,
    "append",
    project,
    makeTraffic({ count: 5_000, from: now - 20 * 3_600_000, to: now, seed: 5 }),
  );
  await ask(page, project, { measure: "events", window: { last: "24h" } });
  return project;
}

const countWhere = async (page: Page, project: string, filters: object[]): Promise<number> =>
  (await ask(page, project, { measure: "events", window: { last: "7d" }, filters })).total;

async function download(page: Page, start: () => Promise<void>): Promise<{ file: Download; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), start()]);
  return { file, bytes: await readFile(await file.path()) };
}

test("the dialog exports by filter, as CSV with a column for each property, and to a file that was picked", async ({
  app,
}) => {
  test.setTimeout(240_000);
  const project = await fill(app);
  const german = await countWhere(app, project, [{ property: "country", op: "is", value: "DE" }]);
  expect(german).toBeGreaterThan(0);
  await app.goto(`/data?project=${project}`);
  await app.getByRole("button", { name: "Export" }).first().click();
  const dialog = app.getByRole("dialog", { name: "Export events" });
  await expect(dialog).toContainText("those that traffic rules leave out among them");
  await dialog.getByLabel(/^CSV/).check();
  await dialog.getByLabel(/^A column for each property/).check();
  await dialog.getByRole("button", { name: "Add a condition" }).click();
  await dialog.getByRole("combobox", { name: "Property" }).fill("country");
  const value = dialog.getByRole("combobox", { name: "Value" });
  await value.fill("DE");
  await value.press("Enter");
  const condition = dialog.getByText("country is DE", { exact: true });
  await expect(condition).toBeVisible();
  await expectAccessible(app, "the export dialog");
  const { file, bytes } = await download(app, () =>
    dialog.getByRole("button", { name: "Export", exact: true }).click(),
  );
  expect(file.suggestedFilename()).toMatch(/^tea-shop-\d{4}-\d\d-\d\d\.csv$/);
  const { data, errors } = Papa.parse<Record<string, string>>(bytes.toString("utf8"), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  expect(data).toHaveLength(german);
  expect(new Set(data.map((row) => row["properties.country"]))).toEqual(new Set(["DE"]));

  // The browser's own window cannot be driven: it answers with a file of the origin's.
  await app.evaluate(() => {
    window.showSaveFilePicker = async () =>
      (await navigator.storage.getDirectory()).getFileHandle("picked.parquet", { create: true });
  });
  await dialog.getByLabel(/^Parquet/).check();
  await dialog.getByLabel(/^What the Overview shows/).check();
  await dialog.getByRole("button", { name: "Save to…" }).click();
  await expect(dialog.getByText(/^picked\.parquet is written/)).toBeVisible({ timeout: 60_000 });
  const saved = await app.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle("picked.parquet");
    return [...new Uint8Array(await (await handle.getFile()).arrayBuffer())];
  });
  const rows = await parquetReadObjects({ file: Uint8Array.from(saved).buffer });
  expect(rows).toHaveLength(german);
  expect(new Set(rows.map((row) => row["property_country"] as string))).toEqual(new Set(["DE"]));
});

test("the Console API writes to a stream, all of which is there when it says so", async ({ app }) => {
  test.setTimeout(120_000);
  const project = await fill(app);
  const told = await app.evaluate(async (id) => {
    let bytes = 0;
    let closed = false;
    const to = new WritableStream<Uint8Array>({
      write: (chunk) => void (bytes += chunk.length),
      close: () => void (closed = true),
    });
    const streamed = await window.lochanApp.export(id, "ndjson", { to });
    const whole = await window.lochanApp.export(id, "ndjson");
    const refused = await window.lochanApp.export(id, "ndjson", {
      to: new WritableStream({ write: () => Promise.reject(new Error("no room")) }),
    });
    let aborted = false;
    const unknown = await window.lochanApp.export("nowhere", "csv", {
      to: new WritableStream({ abort: () => void (aborted = true) }),
    });
    return {
      ...{ bytes, closed, streamed },
      size: whole.ok ? whole.value?.size : undefined,
      refused: refused.ok ? undefined : refused.failure.kind,
      unknown: unknown.ok ? undefined : unknown.failure.kind,
      aborted,
    };
  }, project);
  expect(told).toEqual({
    ...{ bytes: told.size, closed: true, streamed: { ok: true, value: null } },
    ...{ size: told.size, refused: "unwritable-file" },
    ...{ unknown: "unknown-project", aborted: true },
  });
  expect(told.bytes).toBeGreaterThan(1_000_000);
});

test("charts and lists save what they show as CSV and PNG, by keyboard", async ({ app }) => {
  test.setTimeout(240_000);
  const project = await fill(app);
  await app.goto(`/?project=${project}&range=7d`);
  await settled(app);
  const dialog = app.getByRole("dialog", { name: "Save what is shown" });
  const choose = async (panel: RegExp, item: string) => {
    await app.getByRole("button", { name: panel }).focus();
    await app.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
    const saved = await download(app, () => dialog.getByRole("button", { name: item }).press("Enter"));
    await expect(dialog).toBeHidden();
    return saved;
  };
  const { total } = await ask(app, project, { measure: "events", window: { last: "7d" } });
  const series = await choose(/^Save: Events over time/, "Numbers as CSV");
  const points = Papa.parse<Record<string, string>>(series.bytes.toString("utf8"), {
    header: true,
    skipEmptyLines: true,
  }).data;
  expect(points.reduce((sum, point) => sum + Number(point["events"]), 0)).toBe(total);

  const picture = await choose(/^Save: Events over time/, "Picture as PNG");
  expect(picture.file.suggestedFilename()).toMatch(/^events-over-time-.*\.png$/);
  expect(picture.bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(picture.bytes.readUInt32BE(16)).toBeGreaterThan(400);
  const bars = await choose(/^Save: .*page/i, "Picture as PNG");
  expect(bars.bytes.readUInt32BE(16)).toBeGreaterThanOrEqual(640);

  const list = await choose(/^Save: .*page/i, "Numbers as CSV");
  const lines = list.bytes.toString("utf8").trim().split("\r\n");
  expect(lines.length).toBeGreaterThan(3);
  expect(lines[0]).toMatch(/,events$/);

  await app.getByRole("button", { name: /^Save: Events over time/ }).click();
  await expect(dialog).toBeVisible();
  await expectAccessible(app, "what can be saved");
});
