import type { Page } from "@playwright/test";
import { expect, openApp, test } from "./app-test.ts";
import { call, createProject, expectNoDrift, exportNdjson, readExported } from "./call-app.ts";
import { expectAccessible, expectFits } from "./run-axe.ts";

const DAY = 86_400_000;
const SLOW = { timeout: 60_000 };

const events = (who: string, from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `${who}-${from + n}`,
    name: "bought",
    distinctId: `browser of ${who}`,
    userId: who,
    timestamp: Date.now() - 3 * DAY + n * 60_000,
    properties: { n },
  }));

/** The picker is the browser's own window: in its place stands a folder of the private file system, of the same kind. */
const lendFolder = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("drive", { create: true });
    window.showDirectoryPicker = async () => folder;
  });

/** What a cloud drive does: brings one browser's folder to what the other's is, for files of devices not its own. */
async function carry(from: Page, to: Page): Promise<void> {
  const files = await from.evaluate(async () => {
    const found: [path: string, base64: string][] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const entry of folder.values()) {
        if (entry.kind === "directory") {
          await walk(entry as FileSystemDirectoryHandle, `${path}${entry.name}/`);
          continue;
        }
        const bytes = new Uint8Array(await (await (entry as FileSystemFileHandle).getFile()).arrayBuffer());
        found.push([
          path + entry.name,
          btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
        ]);
      }
    };
    const root = await navigator.storage.getDirectory();
    await walk(await root.getDirectoryHandle("drive", { create: true }), "");
    return found;
  });
  await to.evaluate(async (given) => {
    const root = await navigator.storage.getDirectory();
    for (const [path, base64] of given) {
      const names = path.split("/");
      let folder = await root.getDirectoryHandle("drive", { create: true });
      for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name, { create: true });
      const file = await folder.getFileHandle(names.at(-1)!, { create: true });
      const stream = await file.createWritable();
      await stream.write(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
      await stream.close();
    }
  }, files);
}

const panel = (page: Page) => page.getByRole("region", { name: "Shared folder", exact: true });
const openData = async (page: Page, project: string): Promise<void> => {
  await page.goto(`/data?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await lendFolder(page);
};
const idsIn = async (page: Page, project: string): Promise<string[]> =>
  (await readExported(page, project)).map(({ id }) => id).sort();

test("two browsers share a folder: each gets what the other has, and who is erased on one is gone from both", async ({
  app,
  openProfile,
}) => {
  test.setTimeout(240_000);
  const project = await createProject(app, "Shop");
  await call(app, "append", project, [...events("ann", 0, 6), ...events("bo", 0, 5)]);
  await openData(app, project);
  await expect(panel(app)).toContainText("This project is on this device alone");
  await panel(app).getByRole("button", { name: "Choose a folder" }).click();
  const dialog = app.getByRole("dialog", { name: "Share in drive" });
  await expect(dialog).toContainText("not encrypted");
  await expectAccessible(app, "sharing a project");
  await dialog.getByLabel("Name of this device").fill("Ann's laptop");
  await dialog.getByRole("button", { name: "Share Shop" }).click();
  await expect(panel(app)).toContainText("11 events of this device are in the folder", SLOW);
  await expect(panel(app)).toContainText("No other device is in it yet");
  await expect(app.locator(":focus")).toContainText("11 events of this device are in the folder");

  const other = await openApp(await openProfile());
  const own = await createProject(other, "Notes");
  await openData(other, own);
  await carry(app, other);
  await panel(other).getByRole("button", { name: "Choose a folder" }).click();
  const found = other.getByRole("dialog", { name: "Share in drive" });
  await expect(found.getByRole("listitem")).toContainText("Ann's laptop · 11 events");
  await found.getByLabel("Name of this device").fill("Bo's desk");
  await found.getByRole("button", { name: "Open here Shop" }).click();
  await expect(other).toHaveURL(new RegExp(`project=${project}`));
  const row = panel(other).getByRole("row", { name: /Ann's laptop/ });
  await expect(row).toContainText("Up to date", SLOW);
  await expect(row.getByRole("cell").nth(5)).toHaveText("11", SLOW);
  expect(await idsIn(other, project)).toEqual(await idsIn(app, project));

  await call(other, "append", project, events("cy", 0, 3));
  await expect(panel(other)).toContainText("3 events of this device are in the folder", SLOW);
  await carry(other, app);
  await expect(
    panel(app)
      .getByRole("row", { name: /Bo's desk/ })
      .getByRole("cell")
      .nth(5),
  ).toHaveText("3", SLOW);

  await call(app, "erase", project, { userId: "ann" });
  await expect(panel(app)).toContainText("5 events of this device are in the folder", SLOW);
  await carry(app, other);
  await expect.poll(() => idsIn(other, project), SLOW).toHaveLength(8);
  await call(other, "append", project, events("ann", 20, 2));
  for (const page of [app, other]) {
    expect(await exportNdjson(page, project)).not.toContain("ann");
    await expectNoDrift(page, project);
  }

  await expectAccessible(other, "a shared folder, light");
  await other.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await other.setViewportSize({ width: 390, height: 844 });
  await expect(other.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(other, "a shared folder, dark on a phone");
  await expectFits(other, "a shared folder on a phone");

  await panel(other).getByRole("button", { name: "Pause sharing" }).click();
  await expect(panel(other)).toContainText("Paused");
  await panel(other).getByRole("button", { name: "Leave the shared folder" }).click();
  const leaving = other.getByRole("dialog", { name: "Leave drive" });
  await leaving.getByLabel("Are deleted").check();
  await leaving.getByRole("button", { name: "Leave the folder" }).click();
  await expect(panel(other)).toContainText("This project is on this device alone");
  expect(await idsIn(other, project)).toHaveLength(8);
});

test("a browser that has no project yet opens one from a shared folder", async ({ app, openProfile }) => {
  test.setTimeout(240_000);
  const project = await createProject(app, "Shop");
  await call(app, "append", project, events("ann", 0, 6));
  await openData(app, project);
  await panel(app).getByRole("button", { name: "Choose a folder" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Share Shop" }).click();
  await expect(panel(app)).toContainText("6 events of this device are in the folder", SLOW);

  const other = await openApp(await openProfile());
  await lendFolder(other);
  const opens = other.getByRole("button", { name: "Open from a shared folder" });
  await opens.click();
  const dialog = other.getByRole("dialog", { name: "Open from drive" });
  await expect(dialog).toContainText("No device has written a project into this folder");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await carry(app, other);
  await opens.click();
  await expect(dialog.getByRole("listitem")).toContainText("Shop");
  await expect(dialog).toContainText("not encrypted");
  await expectAccessible(other, "opening from a shared folder");
  await dialog.getByLabel("Name of this device").fill("Bo's desk");
  await dialog.getByRole("button", { name: "Open here Shop" }).click();
  await expect(other).toHaveURL(new RegExp(`project=${project}`));
  await expect.poll(() => idsIn(other, project), SLOW).toHaveLength(6);
});
