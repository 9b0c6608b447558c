import { readFile } from "node:fs/promises";
import type { Download, FileChooser, Locator, Page } from "@playwright/test";
import { expect, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift, readExported } from "./call-app.ts";
import { expectAccessible, expectFits, expectWellShown, settled } from "./run-axe.ts";

const DAY = 86_400_000;

const drafts = (from: number, to: number, daysAgo = 3) =>
  Array.from({ length: to - from }, (_, at) => ({
    id: `e${from + at}`,
    name: at % 3 === 0 ? "buy" : "page_view",
    distinctId: `d${(from + at) % 40}`,
    timestamp: Date.now() - daysAgo * DAY + (from + at) * 60_000,
    properties: { path: `/${(from + at) % 9}` },
  }));

/** Two projects, one with a dashboard that was edited. */
async function fill(page: Page): Promise<{ shop: string; blog: string }> {
  const shop = await createProject(page, "Tea shop");
  const blog = await createProject(page, "Blog");
  await call(page, "append", shop, drafts(0, 600));
  await call(page, "append", blog, drafts(0, 80));
  return { shop, blog };
}

const panel = (page: Page): Locator => page.getByRole("region", { name: "Backup" });
const bytesOf = async (file: Download): Promise<Buffer> => readFile(await file.path());
const idsIn = async (page: Page, project: string): Promise<string[]> =>
  (await readExported(page, project)).map(({ id }) => id).sort();

async function backUp(page: Page, project: string): Promise<Download> {
  await page.goto(`/data?project=${project}`);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    panel(page).getByRole("button", { name: "Back up now" }).click(),
  ]);
  return file;
}

/** A drop as the page sees one: the system's own cannot be driven. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    ([fileName, base64]) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName));
      for (const type of ["dragenter", "dragover", "drop"])
        window.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, Buffer.from(bytes).toString("base64")] as const,
  );
}

const restoreButton = (dialog: Locator): Locator => dialog.getByRole("button", { name: /^Restore( \d|$)/ });

test("one click saves everything, an empty browser restores it from the first page, and a full one merges it", async ({
  app,
  openProfile,
}) => {
  test.setTimeout(300_000);
  const { shop, blog } = await fill(app);
  const file = await backUp(app, shop);
  expect(file.suggestedFilename()).toMatch(/^lochan-\d{4}-\d\d-\d\d-\d{4}\.lochan$/);
  await expect(panel(app)).toContainText("Just now", { ignoreCase: true });
  await expect(panel(app)).toContainText("2 projects · 680 events");
  await expect(panel(app)).toContainText("holds every event");
  await expect(app.getByRole("contentinfo", { name: "Status" })).toContainText("Backed up just now");
  const bytes = await bytesOf(file);

  const other = await openApp(await openProfile());
  const [chooser] = await Promise.all([
    other.waitForEvent("filechooser"),
    other.getByRole("button", { name: "Restore a backup" }).click(),
  ]);
  await chooser.setFiles({ name: "kept.lochan", mimeType: "application/x-lochan", buffer: bytes });
  const dialog = other.getByRole("dialog", { name: "Restore a backup" });
  await expect(dialog.getByText("is added", { exact: true })).toHaveCount(2);
  await expect(dialog.getByText(/^600 events · /)).toBeVisible();
  await restoreButton(dialog).click();
  const done = other.getByRole("dialog", { name: "The backup is restored" });
  await expect(done.getByText("600 new")).toBeVisible({ timeout: 60_000 });
  await done.getByRole("button", { name: "Open Tea shop" }).click();
  await expect(other.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(other).toHaveURL(new RegExp(`project=${shop}`));
  expect(await idsIn(other, shop)).toEqual(await idsIn(app, shop));
  expect(await idsIn(other, blog)).toEqual(await idsIn(app, blog));
  await expectNoDrift(other, shop);

  // Both go on, and both rename the shop: the other one later.
  await call(app, "append", shop, drafts(600, 650));
  await call(app, "updateProject", shop, { name: "Tea house" });
  await call(other, "append", shop, drafts(640, 700));
  await call(other, "updateProject", shop, { name: "Tea room" });
  const times = (await readExported(other, shop)).map(({ timestamp }) => Date.parse(timestamp));
  const tenth = times.toSorted((a, b) => a - b)[10];
  expect((await call(other, "erase", shop, { before: tenth })).events).toBe(10);
  const theirs = await bytesOf(await backUp(other, shop));
  await app.goto(`/data?project=${shop}`);
  await settled(app);
  await drop(app, "theirs.lochan", theirs);
  const merge = app.getByRole("dialog", { name: "Restore a backup" });
  await expect(merge.getByText("is merged", { exact: true })).toHaveCount(2);
  await merge.getByRole("checkbox", { name: /^Blog/ }).uncheck();
  await expect(merge.getByText(/^10 events of people or times that were erased/)).toBeVisible();
  await expect(merge.getByLabel("Erase it here too")).toBeChecked();
  await expectWellShown(app, "backup-erasures");
  await restoreButton(merge).click();
  const merged = app.getByRole("dialog", { name: "The backup is restored" });
  await expect(merged.getByText("50 new")).toBeVisible({ timeout: 60_000 });
  await expect(merged.getByText("600 already here")).toBeVisible();
  await expect(merged.getByText("10 erased, as on the other device")).toBeVisible();
  await expect(merged.getByRole("listitem")).toHaveCount(1);
  await expect(merged.getByText("Name and settings")).toBeVisible();
  await expect(merged.getByText("the backup's, the newer edit")).toBeVisible();
  await expectWellShown(app, "backup-merged");
  await merged.getByRole("button", { name: "Close" }).last().click();
  await expect(app.getByRole("button", { name: /Tea room/ })).toBeVisible();
  await expect(app.getByRole("cell", { name: "theirs.lochan", exact: true })).toBeVisible();
  expect(await idsIn(app, shop)).toHaveLength(690);
  await expectNoDrift(app, shop);
});

test("a damaged archive names its bad parts, restores the rest, and what is too old is said before", async ({
  app,
}) => {
  test.setTimeout(240_000);
  const { shop } = await fill(app);
  const bytes = await bytesOf(await backUp(app, shop));
  await call(app, "updateProject", shop, { retentionDays: 1 });
  const at = bytes.indexOf(`projects/${shop}/events/000001.parquet`);
  const hurt = Buffer.from(bytes);
  hurt[at + 300] = (hurt[at + 300] ?? 0) ^ 1;
  await settled(app);
  await drop(app, "hurt.lochan", hurt);
  const dialog = app.getByRole("dialog", { name: "Restore a backup" });
  await expect(
    dialog.getByText(/This project keeps events for 1 day here: .* would be left out/),
  ).toBeVisible();
  await expectWellShown(app, "backup-contents");
  await restoreButton(dialog).click();
  const done = app.getByRole("dialog", { name: "The backup is restored" });
  await expect(done.getByText("1 part of the file is damaged, with 600 events.")).toBeVisible();
  const damaged = done.getByRole("list", { name: "Damaged parts" });
  await expect(damaged).toContainText("Tea shop: 600 events cannot be read");
  await expect(damaged).toContainText(`projects/${shop}/events/000001.parquet`);
  await expect(done.getByText("80 already here")).toBeVisible();
  const [refused] = await Promise.all([
    app.waitForEvent("download"),
    done.getByRole("button", { name: "Download refused rows" }).click(),
  ]);
  expect((await bytesOf(refused)).toString("utf8").split("\n")).toHaveLength(601 + 1);
  await expectWellShown(app, "backup-damaged");

  // Nothing of it at all, in words.
  await done.getByRole("button", { name: "Close" }).last().click();
  await drop(app, "short.lochan", bytes.subarray(0, bytes.length - 40));
  await expect(app.getByRole("dialog")).toContainText("it is cut short");
  await expectAccessible(app, "a file that cannot be restored");
});

test("backups go into a folder by keyboard alone, and the panel fits a phone", async ({ app }) => {
  test.setTimeout(240_000);
  const { shop } = await fill(app);
  await app.goto(`/data?project=${shop}`);
  await settled(app);
  await expectAccessible(app, "the backup panel");
  // The browser's own window cannot be driven: it answers with a folder of the origin's.
  await app.evaluate(() => {
    window.showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle("Backups", { create: true });
  });
  const press = async (name: string | RegExp, ...keys: string[]): Promise<void> => {
    await panel(app).getByRole("button", { name }).focus();
    for (const key of keys) await app.keyboard.press(key);
  };
  await press("Change where backups go", "Enter");
  await expect(app.getByRole("menuitem", { name: /^A folder/ })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(panel(app)).toContainText("Folder Backups");
  await press("Back up now", "Enter");
  await expect(panel(app)).toContainText(/Backups\/lochan-[\d-]+\.lochan is written\./);
  await panel(app)
    .getByRole("checkbox", { name: /^Back up by itself/ })
    .focus();
  await app.keyboard.press("Space");
  await expect(panel(app).getByRole("button", { name: /^Make a backup: Every week/ })).toBeVisible();
  await expectWellShown(app, "backup-panel", { fullPage: true });

  // A backup that is made meanwhile by itself takes the focus with the button.
  const chosen: FileChooser[] = [];
  await expect(async () => {
    const opened = app.waitForEvent("filechooser", { timeout: 3_000 });
    const button = panel(app).getByRole("button", { name: "Restore a backup" });
    const [chooser] = await Promise.all([opened, button.press("Enter", { timeout: 3_000 })]);
    chosen.push(chooser);
  }).toPass();
  const saved = await app.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("Backups");
    for await (const [name, handle] of folder.entries())
      return {
        name,
        bytes: [...new Uint8Array(await (await (handle as FileSystemFileHandle).getFile()).arrayBuffer())],
      };
    throw new Error("The folder is empty.");
  });
  await chosen[0]?.setFiles({ name: saved.name, mimeType: "", buffer: Buffer.from(saved.bytes) });
  const dialog = app.getByRole("dialog", { name: "Restore a backup" });
  await expect(dialog.getByRole("checkbox", { name: /^Blog/ })).toBeFocused();
  await app.keyboard.press("Space");
  await restoreButton(dialog).focus();
  await app.keyboard.press("Enter");
  const done = app.getByRole("dialog", { name: "The backup is restored" });
  await expect(done.getByText("600 already here")).toBeVisible({ timeout: 60_000 });
  await expect(done.getByRole("button", { name: "Close" }).last()).toBeFocused();
  await app.keyboard.press("Escape");
  await expect(app.getByRole("dialog")).toHaveCount(0);
});

test("a quiet notice reminds of a backup, once in a period, and makes one with a click", async ({ app }) => {
  test.setTimeout(180_000);
  const shop = await createProject(app, "Tea shop");
  await call(app, "append", shop, drafts(0, 1_200));
  const reminder = app.getByRole("status").filter({ hasText: "Nothing here is backed up yet" });
  const laterBy = async (days: number): Promise<void> => {
    await app.clock.setFixedTime(Date.now() + days * DAY);
    await app.goto(`/?project=${shop}`);
    await expect(app.getByText("1,200 events on this device")).toBeVisible();
    await settled(app);
  };
  await laterBy(0);
  await expect(reminder).toHaveCount(0);
  await laterBy(2);
  await expect(reminder).toContainText("1,200 events are in this browser alone");
  await expectWellShown(app, "backup-reminder");
  await reminder.getByRole("button", { name: "Remind me tomorrow" }).click();
  await expect(reminder).toHaveCount(0);
  await laterBy(2.5);
  await expect(reminder).toHaveCount(0);
  await laterBy(3.1);
  await expect(reminder).toBeVisible();
  await reminder.getByRole("button", { name: "Dismiss" }).click();
  await laterBy(9);
  await expect(reminder).toHaveCount(0);
  await laterBy(11);
  const [file] = await Promise.all([
    app.waitForEvent("download"),
    reminder.getByRole("button", { name: "Back up now" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.lochan$/);
  await expect(app.getByRole("status").filter({ hasText: "Backed up" })).toContainText("1,200 events");
  await expectFits(app, "the notice of a backup that was made");
});
