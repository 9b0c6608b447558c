import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Download, Page } from "@playwright/test";
import Papa from "papaparse";
import type { EventDraft } from "../../src/engine/api.ts";
import type { Slice } from "../../src/slice/slice.ts";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject, failureOf } from "./call-app.ts";
import { expectAccessible, expectWellShown, putOn } from "./run-axe.ts";

const DAY_MS = 86_400_000;
const HOSTILE = [
  "</script><script>document.title = 'taken'</script>",
  "<img src=x onerror=\"document.title = 'taken'\">",
  "=1+1",
  "abc\u202efdp.exe",
];
const SECRET = "/account/of-one-user";

/** Three weeks in which twelve users or more do each thing every day, and one does what nobody else does. */
function makeEvents(now: number): EventDraft[] {
  const events: EventDraft[] = [];
  for (let day = 0; day < 21; day++)
    for (let user = 0; user < 12 + (day % 3) * 8; user++) {
      const seen = { distinctId: `u${user}`, timestamp: now - day * DAY_MS - user * 1000 };
      for (const path of ["/", "/pricing", ...HOSTILE])
        events.push({
          ...seen,
          type: "page",
          name: "page_view",
          properties: { path, title: `Title ${path}` },
        });
      if (user % 2 === 0) events.push({ ...seen, name: "signup" });
    }
  events.push({
    ...{ type: "page", name: "page_view", distinctId: "u3", timestamp: now - 4 * DAY_MS },
    properties: { path: SECRET, title: SECRET },
  });
  return events;
}

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop", { timeZone: "Europe/Berlin" });
  await call(page, "append", project, makeEvents(Date.now()));
  await ask(page, project, { measure: "events", window: { last: "30d" } });
  return project;
}

async function download(page: Page, start: () => Promise<void>): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent("download"), start()]);
  return file;
}

/** The file in a browser that never saw the app and has no network. */
async function openFile(context: BrowserContext, path: string): Promise<{ page: Page; requests: string[] }> {
  await context.setOffline(true);
  const page = context.pages()[0] ?? (await context.newPage());
  const requests: string[] = [];
  context.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, requests };
}

const sliceIn = (html: string): Slice =>
  JSON.parse(/id="lochan-slice"[^>]*>([^<]*)</.exec(html)?.[1] ?? "") as Slice;

test.use({ installed: true });

test("a dashboard becomes one file that works offline, anywhere, with the same numbers", async ({
  app,
  openProfile,
}, testInfo) => {
  test.setTimeout(300_000);
  const project = await fill(app);
  await app.goto(`/?project=${project}&range=30d`);
  await expect(app.getByText("Offline ready")).toBeVisible({ timeout: 60_000 });
  await app.context().setOffline(true);
  await app.getByRole("button", { name: "Share…" }).click();
  const dialog = app.getByRole("dialog", { name: "Share as a file" });
  const save = dialog.getByRole("button", { name: "Save file" });
  await expect(save).toBeEnabled({ timeout: 60_000 });
  await expect(dialog).toContainText("of lists, of fewer than 5 users");
  await dialog.getByLabel("Title", { exact: true }).fill("Tea in November");
  await dialog.getByLabel("A note for who reads it").fill("Sales were up.\n<b>Not bold</b>");
  await expectAccessible(app, "the share dialog");
  await putOn(app, { name: "phone", colorScheme: "dark", width: 390, height: 844 });
  await expectAccessible(app, "the share dialog on a phone, dark");
  await putOn(app, { name: "light", colorScheme: "light", width: 1440, height: 900 });
  await expect(save).toBeEnabled();
  const file = await download(app, () => save.click());
  await expect(dialog).toContainText("was handed to your downloads");
  expect(file.suggestedFilename()).toMatch(/^tea-in-november-\d{4}-\d\d-\d\d\.html$/);
  const path = testInfo.outputPath("shared.html");
  await file.saveAs(path);
  await app.context().setOffline(false);

  const html = await readFile(path, "utf8");
  expect(html.includes(SECRET)).toBe(false);
  const slice = sliceIn(html);
  for (const { from, to, events, users, sessions } of slice.ranges)
    for (const [measure, value] of Object.entries({ events, users, sessions }))
      if (value !== null)
        expect(value, `${measure} from ${from}`).toBe(
          (await ask(app, project, { measure, window: { from, to }, traffic: "real" })).total,
        );
  expect(slice.ranges.length).toBeGreaterThan(3);

  const { page, requests } = await openFile(await openProfile(), path);
  await expect(page).toHaveTitle("Tea in November");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tea in November");
  await expect(page.getByText("<b>Not bold</b>")).toBeVisible();
  await expect(page.getByText(/, as made\./)).toBeVisible();
  const [whole, , week] = slice.ranges;
  const count = (value: number | null | undefined) => new Intl.NumberFormat("en-GB").format(value ?? -1);
  const stat = (name: string) => page.getByRole("region", { name, exact: true });
  await expect(stat("Events")).toContainText(count(whole?.events));
  await expect(stat("Unique users")).toContainText(count(whole?.users));
  for (const hostile of HOSTILE.slice(0, 3))
    await expect(page.getByText(hostile, { exact: true })).toBeVisible();
  await expectWellShown(page, "one-file", { fullPage: true });

  await page.getByLabel("Range").selectOption("2");
  await expect(stat("Events")).toContainText(count(week?.events));
  await expect(stat("Unique users")).toContainText(count(week?.users));
  const pages = page.getByRole("region", { name: "Pages" });
  const ofWeek = await ask(app, project, {
    ...{ measure: "events", window: { from: week?.from, to: week?.to }, traffic: "real" },
    ...{ breakdown: "path", name: "page_view" },
  });
  const front = ofWeek.groups?.find(({ key }) => key === "/");
  await expect(pages.getByRole("listitem").filter({ hasText: /^\// }).first()).toContainText(
    count(front?.value),
  );
  const chart = page.getByRole("group", { name: /^events over time/ });
  await chart.focus();
  await page.keyboard.press("Home");
  const first = slice.buckets?.times.indexOf(week?.from ?? 0) ?? -1;
  await expect(chart).toContainText(`${count(slice.buckets?.events[first])} events`);
  await page.getByRole("button", { name: "Show all" }).click();
  const box = await chart.boundingBox();
  if (box === null) throw new Error("The chart is not there.");
  await page.mouse.move(box.x + box.width * 0.9, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.94, box.y + 80, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByLabel("Range")).toHaveValue(String(slice.ranges.length - 1));
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(stat("Events")).toContainText(count(whole?.events));

  const series = await download(page, () =>
    page.getByRole("button", { name: "Save as CSV: over time" }).click(),
  );
  const { data } = Papa.parse<Record<string, string>>(await readFile(await series.path(), "utf8"), {
    header: true,
    skipEmptyLines: true,
  });
  expect(data.reduce((sum, row) => sum + Number(row["events"]), 0)).toBe(whole?.events);
  const list = await download(page, () => page.getByRole("button", { name: "Save as CSV: Pages" }).click());
  const cells = await readFile(await list.path(), "utf8");
  expect(cells).toContain("'=1+1,");
  await page.getByRole("button", { name: "Show as table", exact: true }).click();
  await expect(page.getByRole("table")).toContainText(count(slice.buckets?.users[0]));
  expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([pathToFileURL(path).href]);
  await expect(page).toHaveTitle("Tea in November");

  const forged = testInfo.outputPath("forged.html");
  await writeFile(forged, html.replace(`"events":${whole?.events}`, `"events":${(whole?.events ?? 0) + 1}`));
  await page.goto(pathToFileURL(forged).href);
  await expect(page.getByText(/, changed since\./)).toBeVisible();
});

test("the Console API makes the same file, and says what it cannot", async ({ app }) => {
  test.setTimeout(120_000);
  const project = await fill(app);
  const html = await app.evaluate(async (id) => {
    const shared = await window.lochanApp.share(id, { title: "All of it", leastUsers: 12, onlyOver: true });
    return shared.ok ? shared.value.text() : shared.failure.message;
  }, project);
  const slice = sliceIn(html);
  expect(slice).toMatchObject({ title: "All of it", leastUsers: 12, project: "Tea shop", traffic: "real" });
  expect(slice.incompleteFrom).toBeUndefined();
  expect(slice.lists.map(({ label }) => label)).toContain("Pages");
  expect(await failureOf(app, "share", project, { leastUsers: 0 })).toMatchObject({ kind: "invalid-input" });
  expect(await failureOf(app, "share", project, { color: "red" })).toMatchObject({
    kind: "invalid-input",
    message: expect.stringContaining("The options of share are") as unknown,
  });
  expect(await failureOf(app, "share", project, { leastUsers: 1000 })).toMatchObject({
    kind: "invalid-input",
    path: "range",
  });
  expect(await failureOf(app, "share", "nowhere")).toMatchObject({ kind: "unknown-project" });
});
