import { appendFile, mkdir, mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift } from "./call-app.ts";
import { expectAccessible, expectFits } from "./run-axe.ts";
import { flush, serveTrackedSite, snippetStatus, storedEvents, TO_SITES } from "./tracked-site.ts";

test.use({ expectedComplaints: [TO_SITES] });

const NOON = Date.UTC(2026, 10, 24, 12);
const line = (id: string): string =>
  `${JSON.stringify({ id, name: "tick", distinctId: "d", timestamp: NOON })}\n`;

const openSources = async (page: Page, project: string, hash = ""): Promise<void> => {
  await page.goto(`/sources?project=${project}${hash}`);
  await page.waitForFunction(() => "lochanApp" in window);
};
/** The query engine counts them, and has to start first. */
const COUNTED = { timeout: 60_000 };
const row = (page: Page, name: string | RegExp) =>
  page.getByRole("table", { name: "Sources of this project" }).getByRole("row", { name });

/** The picker is the browser's own window: in its place stands a folder of the private file system, of the same kind. */
async function lendFolder(page: Page, name: string): Promise<void> {
  await page.evaluate(async (folderName) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(folderName, { create: true });
    window.showDirectoryPicker = async () => folder;
  }, name);
}
const addToFile = (page: Page, folder: string, path: string, text: string): Promise<void> =>
  page.evaluate(
    async ([folderName, name, more]) => {
      const root = await navigator.storage.getDirectory();
      const directory = await root.getDirectoryHandle(folderName, { create: true });
      const file = await directory.getFileHandle(name, { create: true });
      const stream = await file.createWritable({ keepExistingData: true });
      await stream.seek((await file.getFile()).size);
      await stream.write(more);
      await stream.close();
    },
    [folder, path, text] as const,
  );

test("every source is listed with its state, its events and what was refused of it", async ({
  app,
  profile,
  origins,
}) => {
  const project = await createProject(app, "Shop", { id: "shop", writeKey: "k" });
  const site = await serveTrackedSite({ origin: origins.app, projectId: project, key: "k" });
  await call(app, "updateProject", project, { origins: [site.sameSite, "https://waits.example"] });
  await call(app, "append", project, [{ name: "old", distinctId: "d", timestamp: NOON }]);
  await openSources(app, project);
  await expect(row(app, /lochanApp\.append\(\).*Script/)).toContainText("Quiet", COUNTED);
  await expect(row(app, /waits\.example/)).toContainText("No event yet");

  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/`);
  expect(await flush(page)).toBe("delivered");
  await expect(row(app, site.sameSite)).toContainText("Sending now", COUNTED);
  await expect(row(app, site.sameSite).getByRole("cell").nth(4)).toHaveText("1");

  await call(app, "updateProject", project, { origins: ["https://waits.example"] });
  await page.reload();
  expect(await flush(page)).toBe("origin-not-allowed");
  const refused = row(app, site.sameSite).getByRole("link");
  await refused.click();
  const table = app.getByRole("table", { name: "What was refused" });
  await expect(table).toContainText("The origin is not on the list.");
  await table.getByRole("button", { name: `Allow ${site.sameSite}` }).click();
  expect(await flush(page)).toBe("delivered");
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(3);
  await site.close();
});

test("a key is changed: the old one is taken as long as it was said, then refused, and nothing is lost", async ({
  app,
  profile,
  origins,
}) => {
  const project = await createProject(app, "Shop", { id: "shop", writeKey: "first" });
  const site = await serveTrackedSite({ origin: origins.app, projectId: project, key: "first" });
  await call(app, "updateProject", project, { origins: [site.sameSite] });
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/`);
  expect(await flush(page)).toBe("delivered");

  await openSources(app, project, "#key");
  await app.getByRole("button", { name: "Make a new key" }).click();
  const dialog = app.getByRole("dialog", { name: "Make a new key" });
  await expect(dialog.getByRole("button", { name: /taken for: 7 days/ })).toBeVisible();
  await expectAccessible(app, "the dialog for a new key");
  await dialog.getByRole("button", { name: "Make a new key" }).click();
  await expect(dialog).toBeHidden();
  const old = app.getByRole("list", { name: "Old keys" }).getByRole("listitem");
  await expect(old).toContainText("first");
  await expect(old).toContainText("taken until");
  const { writeKey } = (await call(app, "projects"))[0]!;
  expect(writeKey).not.toBe("first");
  await expect(app.getByRole("region", { name: "The snippet" })).toContainText(writeKey);

  await page.reload();
  expect(await flush(page)).toBe("delivered");
  await old.getByRole("button", { name: /End now/ }).click();
  await expect(old).toContainText("ended today");
  await page.reload();
  expect(await flush(page)).toBe("wrong-key");
  expect(await snippetStatus(page)).toMatchObject({ pending: 1 });
  const refusals = app.getByRole("table", { name: "What was refused" });
  await expect(refusals).toContainText("An old key, ended on");

  // The same page with the snippet as it is now: it still holds what was refused.
  await page.evaluate((key) => sessionStorage.setItem("key", key), writeKey);
  await page.addInitScript(() => {
    const key = sessionStorage.getItem("key");
    if (key === null) return;
    new MutationObserver(() =>
      document.querySelector("script[data-key=first]")?.setAttribute("data-key", key),
    ).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  expect(await flush(page)).toBe("delivered");
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(4);
  await site.close();
});

test("a folder is watched from one click on: its files are read as they grow, after a reload too", async ({
  app,
  profile,
}) => {
  const project = await createProject(app, "Shop");
  await openSources(app, project);
  await lendFolder(app, "logs");
  await addToFile(app, "logs", "a.ndjson", line("1") + line("2").slice(0, 20));
  await addToFile(app, "logs", "notes.csv", "name,time\nx,1\n");
  await app.getByRole("button", { name: "Watch a folder" }).click();
  const card = app.getByRole("listitem", { name: "logs" });
  await expect(card).toContainText("Waiting for the rest of a line");
  await expect(card).toContainText("1 event new");
  await card.getByText("1 other file is not read").click();
  await expect(card).toContainText("say there which column is what");

  await addToFile(app, "logs", "a.ndjson", `${line("2").slice(20)}{"name":"x"}\n`);
  await expect(card).toContainText("2 events new");
  await expect(card).toContainText("1 row refused");
  await expect(app.getByRole("table", { name: "What was refused" })).toContainText("a.ndjson, line 3");
  await expect(row(app, /logs.*Folder/)).toContainText("Quiet", COUNTED);

  await expectAccessible(app, "a watched folder, light");
  await app.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await app.setViewportSize({ width: 390, height: 844 });
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(app, "a watched folder, dark on a phone");
  await expectFits(app, "a watched folder on a phone");

  await app.reload();
  await expect(card).toContainText("Up to date");
  await addToFile(app, "logs", "a.ndjson", line("3"));
  await expect(card).toContainText("3 events new");

  const second = await openApp(profile, `/sources?project=${project}`);
  await app.close();
  await addToFile(second, "logs", "a.ndjson", line("4"));
  const there = second.getByRole("listitem", { name: "logs" });
  await expect(there).toContainText("4 events new · 0 events already here");

  await there.getByRole("button", { name: "Pause logs" }).click();
  await expect(there).toContainText("Paused");
  await addToFile(second, "logs", "a.ndjson", line("5"));
  await there.getByRole("button", { name: "Resume logs" }).click();
  await expect(there).toContainText("5 events new");
  await there.getByRole("button", { name: "Remove logs" }).click();
  await expect(second.getByText("No folder is watched")).toBeVisible();
  expect((await storedEvents(second, project)).map(({ id }) => id).sort()).toEqual(["1", "2", "3", "4", "5"]);
  await expectNoDrift(second, project);
});

/** A folder of the disk that is dropped on the page is lent as one that was picked. */
async function lendDiskFolder(page: Page, folder: string): Promise<void> {
  await page.evaluate(() => {
    // Before the app, which would import it.
    const take = (type: "dragenter" | "dragover" | "drop", then: (event: DragEvent) => void): void =>
      window.addEventListener(
        type,
        (event) => {
          event.preventDefault();
          event.stopImmediatePropagation();
          then(event);
        },
        { capture: true },
      );
    take("dragenter", () => undefined);
    take("dragover", () => undefined);
    take("drop", (event) => {
      const [item] = event.dataTransfer?.items ?? [];
      const lent = (
        item as unknown as { getAsFileSystemHandle(): Promise<FileSystemDirectoryHandle> }
      ).getAsFileSystemHandle();
      window.showDirectoryPicker = () => lent;
      document.documentElement.dataset["lent"] = "yes";
    });
  });
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  // A page that has not yet answered that it takes the drag is not given the drop: it is dragged there again.
  await expect(async () => {
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await devtools.send("Input.dispatchDragEvent", { type, x: 700, y: 300, data });
    await expect(page.locator("html")).toHaveAttribute("data-lent", "yes", { timeout: 2_000 });
  }).toPass();
}

test("a folder of the disk: written to without a pause, rotated, truncated, each event once", async ({
  app,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "lochan-logs-"));
  const log = join(folder, "a.ndjson");
  await writeFile(log, line("first"));
  const project = await createProject(app, "Shop");
  await openSources(app, project);
  await lendDiskFolder(app, folder);
  await app.getByRole("button", { name: "Watch a folder" }).click();
  const card = app.getByRole("listitem").filter({ hasText: "lochan-logs-" });
  await expect(card).toContainText("1 event new");
  const wanted = ["first"];
  for (let round = 0; round < 600; round++) {
    const [one, two] = [`${round}-1`, `${round}-2`];
    const text = line(one) + line(two);
    const cut = (round * 7) % text.length;
    await appendFile(log, text.slice(0, cut));
    await appendFile(log, text.slice(cut));
    wanted.push(one, two);
    if (round === 300) await rename(log, join(folder, "a.1.ndjson"));
  }
  await mkdir(join(folder, "sub"));
  await writeFile(join(folder, "sub", "b.ndjson"), line("sub"));
  await expect(card).toContainText("sub/b.ndjson");
  await expect.poll(async () => (await storedEvents(app, project)).length, COUNTED).toBe(1202);
  await truncate(log, 0);
  await appendFile(log, line("last"));
  await expect.poll(async () => (await storedEvents(app, project)).length, COUNTED).toBe(1203);
  const ids = (await storedEvents(app, project)).map(({ id }) => id);
  expect(ids.sort()).toEqual([...wanted, "sub", "last"].sort());
  await rm(folder, { recursive: true });
  await expect(card).toContainText("Not found");
});

test("after a restart the browser lends nothing by itself: the folder says so, and what it answers", async ({
  origins,
}) => {
  const [home, folder] = await Promise.all(
    ["lochan-profile-", "lochan-logs-"].map((name) => mkdtemp(join(tmpdir(), name))),
  );
  if (home === undefined || folder === undefined) throw new Error("No folders.");
  await writeFile(join(folder, "a.ndjson"), line("1"));
  const before = await launchUnwatched(home, origins.app);
  const first = await openApp(before);
  const project = await createProject(first, "Shop");
  await openSources(first, project);
  await lendDiskFolder(first, folder);
  await first.getByRole("button", { name: "Watch a folder" }).click();
  await expect(first.getByRole("listitem").filter({ hasText: "lochan-logs-" })).toContainText("1 event new");
  await before.close();

  await appendFile(join(folder, "a.ndjson"), line("2"));
  const after = await launchUnwatched(home, origins.app);
  const second = await openApp(after, `/sources?project=${project}`);
  const card = second.getByRole("listitem").filter({ hasText: "lochan-logs-" });
  await expect(card).toContainText("Needs your permission");
  // A browser without a window of its own asks nobody.
  await second.evaluate(() => {
    FileSystemDirectoryHandle.prototype.requestPermission = async () => "denied";
  });
  await card.getByRole("button", { name: /Allow reading/ }).click();
  await expect(card).toContainText("The browser did not allow it.");
  expect((await storedEvents(second, project)).map(({ id }) => id)).toEqual(["1"]);
  await after.close();
  await Promise.all([home, folder].map((path) => rm(path, { recursive: true, force: true })));
});

test("a folder the browser no longer lends asks for one click", async ({ app }) => {
  const project = await createProject(app, "Shop");
  await openSources(app, project);
  await lendFolder(app, "logs");
  await addToFile(app, "logs", "a.ndjson", line("1"));
  await app.getByRole("button", { name: "Watch a folder" }).click();
  const card = app.getByRole("listitem", { name: "logs" });
  await expect(card).toContainText("1 event new");

  // A private file system is never taken back: what is written down of one that was, while nobody looks.
  await app.evaluate(async () => {
    const opening = indexedDB.open("lochan");
    await new Promise((opened) => (opening.onsuccess = opened));
    const db = opening.result;
    const range = IDBKeyRange.bound("project:", "project;");
    const reading = db.transaction("settings").objectStore("settings").getAll(range);
    await new Promise((read) => (reading.onsuccess = read));
    const rows = reading.result as { key: string; value: { id: string; trouble?: object } }[];
    const found = rows.find(({ key }) => key.split(":")[2] === "folder")!;
    await new Promise<void>((held) => {
      const untilAllowed = new Promise<void>((allowed) => {
        FileSystemDirectoryHandle.prototype.requestPermission = async () => {
          allowed();
          return "granted";
        };
      });
      void navigator.locks.request(`lochan-folder-${found.value.id}`, () => {
        held();
        return untilAllowed;
      });
    });
    found.value.trouble = { kind: "permission", message: "The browser asks again." };
    const writing = db.transaction("settings", "readwrite");
    writing.objectStore("settings").put(found);
    await new Promise((written) => (writing.oncomplete = written));
    db.close();
  });
  await expect(card).toContainText("Needs your permission");
  await expect(row(app, /logs.*Folder/)).toContainText("Needs attention");
  await card.getByRole("button", { name: "Allow reading logs" }).click();
  await expect(card).toContainText("Watching");
});

test("where the browser lends no folders, files are chosen by hand and read on by their names", async ({
  app,
  profile,
}) => {
  await profile.addInitScript(() => delete (window as Partial<Window>).showDirectoryPicker);
  const project = await createProject(app, "Shop");
  await openSources(app, project);
  const choose = async (button: string, text: string): Promise<void> => {
    const chooser = app.waitForEvent("filechooser");
    await app.getByRole("button", { name: button }).first().click();
    await (await chooser).setFiles({ name: "a.ndjson", mimeType: "text/plain", buffer: Buffer.from(text) });
  };
  await choose("Choose files", line("1"));
  const card = app.getByRole("listitem", { name: "chosen files" });
  await expect(card).toContainText("1 event new");
  await choose("Choose files chosen files", line("1") + line("2"));
  await expect(card).toContainText("2 events new · 0 events already here");
  expect((await storedEvents(app, project)).map(({ id }) => id).sort()).toEqual(["1", "2"]);
});

test("links to what moved here from Settings still find it", async ({ app }) => {
  const project = await createProject(app, "Shop");
  await app.goto(`/settings?project=${project}#origins`);
  await expect(app).toHaveURL(new RegExp(`/sources\\?project=${project}#origins`));
  await expect(app.getByRole("heading", { name: "Allowed origins" })).toBeInViewport();
  await app.goto(`/settings?project=${project}`);
  await expect(app.getByRole("heading", { name: "Appearance" })).toBeVisible();
  await expect(app.getByRole("heading", { name: "Allowed origins" })).toHaveCount(0);
});
