import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import {
  call,
  createProject,
  expectNoDrift,
  failureOf,
  importBytes,
  mirrorFileBytes,
  tryCall,
} from "./call-app.ts";
import {
  flush,
  serveTrackedSite,
  snippetStatus,
  storedEvents,
  TO_SITES,
  type TrackedSite,
} from "./tracked-site.ts";

test.use({
  // Else the quota is told as what is used and some gigabytes, whatever it is.
  switches: ["--disable-features=StaticStorageQuota"],
  expectedComplaints: [TO_SITES],
});

const DAY = 86_400_000;
const event = (id: string, daysAgo = 0) => ({
  id,
  name: "click",
  distinctId: "d",
  timestamp: Date.now() - daysAgo * DAY,
});

/** Sets the quota so that the share of it that is used is the one given; undefined gives all of it back. */
async function openQuota(app: Page): Promise<(share?: number) => Promise<void>> {
  const { origin } = new URL(app.url());
  const session = await app.context().newCDPSession(app);
  return async (share) => {
    const { usage } = await session.send("Storage.getUsageAndQuota", { origin });
    const quotaSize = share === undefined ? undefined : Math.round(usage / share);
    await session.send("Storage.overrideQuotaForOrigin", {
      origin,
      ...(quotaSize === undefined ? {} : { quotaSize }),
    });
  };
}

const goTo = (app: Page, path: string, project: string) => app.goto(`${path}?project=${project}`);

/** The app looks at the browser's estimate each 15 s. */
const SOON = { timeout: 40_000 };

test.describe("a disk that fills up", () => {
  test.use({ installed: true });

  let site: TrackedSite;
  test.afterEach(() => site.close());

  test("is warned of from 80 %, pauses every way in from 90 %, and goes on by itself", async ({
    app,
    profile,
    origins,
  }) => {
    const project = await createProject(app, "Full", { id: "full", writeKey: "key" });
    site = await serveTrackedSite({ origin: origins.app, projectId: project, key: "key" });
    await call(app, "updateProject", project, { origins: [site.sameSite] });
    await call(app, "append", project, [event("before")]);
    await expect(app.getByText("Offline ready")).toBeVisible(SOON);
    const setShare = await openQuota(app);

    await setShare(0.85);
    await goTo(app, "/data", project);
    const warning = app.getByRole("status").filter({ hasText: /Storage is 8\d% full/ });
    await expect(warning).toBeVisible(SOON);
    await warning.getByRole("button", { name: "Dismiss" }).click();
    await expect(warning).toBeHidden();

    await setShare(0.95);
    await expect(
      app.getByRole("alert").filter({ hasText: /Intake is paused: storage is 9\d% full/ }),
    ).toBeVisible(SOON);
    await expect(app.getByLabel("Status")).toContainText("Intake paused");
    expect(await failureOf(app, "append", project, [event("while")])).toMatchObject({
      kind: "quota-exceeded",
      paused: {},
    });
    const file = new TextEncoder().encode(JSON.stringify(event("file")));
    expect(await importBytes(app, project, file, "a.ndjson")).toMatchObject({
      ok: false,
      failure: { kind: "quota-exceeded" },
    });
    const page = await profile.newPage();
    await page.goto(`${site.sameSite}/`);
    await page.evaluate(() => window.lochan!("from the site"));
    expect(await flush(page)).toBe("quota-exceeded");
    const { pending } = await snippetStatus(page);
    expect(pending).toBeGreaterThan(0);
    expect(await storedEvents(app, project)).toHaveLength(1);

    await setShare();
    await expect
      .poll(async () => (await tryCall(app, "append", project, [event("while")])).ok, SOON)
      .toBe(true);
    await expect.poll(() => flush(page), SOON).toBe("delivered");
    await expect.poll(async () => (await storedEvents(app, project)).length).toBe(2 + pending);
    await expect(app.getByRole("alert")).toBeHidden(SOON);
    await expectNoDrift(app, project);
  });
});

test("the mirror's file is given up where it cannot be written, and SQL stays right", async ({ app }) => {
  const project = await createProject(app, "Mirrored");
  const some = (tag: string) =>
    Array.from({ length: 3_000 }, (_, n) => ({
      ...event(`${tag}-${n}`),
      properties: { path: `/${tag}/${n}`, note: `${n} `.repeat(20) },
    }));
  const count = async () =>
    (await call(app, "sql", project, "SELECT count(*), count(DISTINCT path) FROM events")).rows;
  await call(app, "append", project, some("a"));
  expect(await count()).toEqual([[3_000, 3_000]]);
  await expect.poll(() => mirrorFileBytes(app), SOON).toBeGreaterThan(100_000);
  const kept = await mirrorFileBytes(app);
  const setShare = await openQuota(app);
  await call(app, "append", project, some("b"));
  await setShare(1);
  await expect.poll(() => mirrorFileBytes(app), SOON).toBeLessThan(kept);
  expect(await count()).toEqual([[6_000, 6_000]]);
  await setShare();
});

test("retention names what would go, erases it, keeps it out, and says what it did", async ({ app }) => {
  const project = await createProject(app, "Kept");
  const old = [event("old-1", 40), event("old-2", 32)];
  await call(app, "append", project, [...old, event("kept", 20), event("new")]);
  await goTo(app, "/settings", project);
  const section = app.getByRole("region", { name: "How long events are kept" });
  await section.getByLabel("Erase what is older than some days").check();
  const days = section.getByLabel("Days to keep");
  await days.fill("0");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByRole("alert")).toContainText("between 1 and 36500 days");
  await expect(days).toBeFocused();

  await days.fill("30");
  await section.getByRole("button", { name: "Save" }).click();
  const dialog = app.getByRole("dialog", { name: "Keep 30 days of events" });
  await expect(dialog).toContainText(/2 events of Kept from before .* go now/);
  const agree = dialog.getByRole("button", { name: "Erase 2 events" });
  await expect(agree).toBeDisabled();
  await dialog.getByRole("textbox").fill("erase");
  await agree.click();
  await expect(section).toContainText("Last erased: 2 events");

  expect((await storedEvents(app, project)).map(({ id }) => id)).toEqual(["kept", "new"]);
  expect(await call(app, "append", project, old)).toMatchObject({ accepted: 0, erased: 2 });
  expect(await call(app, "append", project, [event("late", 29)])).toMatchObject({ accepted: 1, erased: 0 });
  await expectNoDrift(app, project);

  await section.getByLabel("Keep everything").check();
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByText("Saved.")).toBeVisible();
  expect(await call(app, "append", project, old)).toMatchObject({ accepted: 2, erased: 0 });
});

test("the Data page tells how old the last export of everything is", async ({ app }) => {
  const project = await createProject(app, "Backed up");
  await call(app, "append", project, [event("a")]);
  await goTo(app, "/data", project);
  const panel = app.getByRole("region", { name: "On this device" });
  await expect(panel).toContainText("never exported");
  await panel.getByRole("button", { name: "Export" }).click();
  const dialog = app.getByRole("dialog", { name: "Export events" });
  await dialog.getByLabel("From one day to another").check();
  await dialog.getByLabel("First day").fill("2026-01-01");
  await dialog.getByRole("button", { name: "Export" }).click();
  await expect(dialog).toContainText("handed to your downloads");
  await goTo(app, "/data", project);
  await expect(panel).toContainText("never exported");

  await panel.getByRole("button", { name: "Export" }).click();
  await dialog.getByRole("button", { name: "Export" }).click();
  await expect(dialog).toContainText("handed to your downloads");
  await app.keyboard.press("Escape");
  await expect(panel).toContainText("just now");
  await expect(panel).not.toContainText("never exported");
});
