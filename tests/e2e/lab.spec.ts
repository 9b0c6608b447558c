import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call } from "./call-app.ts";
import { createDemo } from "./demo-shop.ts";
import { differences, labRows, openFromLab, recordRun, serveLabSite, type LabSite } from "./lab-site.ts";
import { expectWellShown } from "./run-axe.ts";
import { createTracked, flush, KEY, storedEvents } from "./tracked-site.ts";

// The tracked sites are other origins by design.
test.use({ expectedComplaints: [/^request to another origin: http:\/\/127\.0\.0\.1:\d+\//] });

const open: LabSite[] = [];
test.afterEach(async () => {
  for (const site of open.splice(0)) await site.close();
});

async function openLab(app: Page, origin: string, headers: Record<string, string> = {}) {
  const project = await createTracked(app);
  const site = await serveLabSite({ origin, projectId: project, key: KEY, headers });
  open.push(site);
  await app.goto(`/lab?project=${project}`);
  await expect(app.getByRole("heading", { name: "Lab", level: 1 })).toBeVisible();
  return { project, site };
}

test("a site opened from the lab is seen event by event: allowed in place, validity, times, transport, resends, refusals", async ({
  app,
  profile,
  origins,
}) => {
  const { project, site } = await openLab(app, origins.app);
  await app.getByRole("textbox", { name: "Address" }).fill(`${site.origin}/start`);
  const page = await openFromLab(profile, app, "Open my site");
  expect(await flush(page)).toMatch(/partitioned|storage-unavailable/);
  await app.getByRole("button", { name: "Allow it" }).click();
  expect(await flush(page)).toBe("delivered");
  await expect(app.getByText("The site is connected")).toBeVisible();
  await page.getByRole("button", { name: "Buy" }).click();
  await expect.poll(() => labRows(app)).toHaveLength(2);
  expect((await labRows(app))[0]).toContain("bought | plan: pro · seats: 5 · coupon: tea");

  const inspector = app.getByRole("region", { name: "bought" });
  await expect(inspector).toContainText("Transportopener");
  await expect(inspector).toContainText("no tracking plan yet");
  for (const step of ["Captured to sent", "Sent to received", "Received to stored", "Stored to shown"])
    await expect(inspector).toContainText(step);

  // The ack is lost on the way: the outbox still has it, and sends it again.
  const [event] = (await storedEvents(app, project)).filter(({ name }) => name === "bought");
  await page.evaluate((again) => {
    localStorage.setItem(
      `lochan:tracked:${again.id}`,
      JSON.stringify({ ...again, type: "track", timestamp: Date.now() }),
    );
    localStorage.setItem("lochan:tracked:bad", JSON.stringify({ id: "bad", name: "b<i>d", timestamp: 1 }));
  }, event!);
  expect(await flush(page)).toBe("delivered");
  await expect.poll(async () => (await labRows(app)).join("\n")).toContain("sent again ×1");
  await app.getByRole("option", { name: "refused" }).click();
  await expect(app.getByRole("region", { name: "b<i>d" })).toContainText("distinctId is missing");
  expect(await storedEvents(app, project)).toHaveLength(2);

  await app.getByRole("searchbox", { name: "Filter by event name" }).fill("BOUGHT");
  await expect.poll(() => labRows(app)).toHaveLength(1);
  await app.getByRole("searchbox", { name: "Filter by event name" }).fill("");
  await app.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(app.getByText("paused, 1 new")).toBeVisible();
  expect((await labRows(app)).join()).not.toContain("signed_up");
  await app.getByRole("button", { name: "Resume" }).click();
  await expect.poll(async () => (await labRows(app))[0]).toContain("signed_up");
  await app.getByRole("button", { name: "Clear" }).click();
  await expect(app.getByText("Waiting for the first event")).toBeVisible();

  await app.reload();
  await expect(app.getByRole("textbox", { name: "Address" })).toHaveValue(`${site.origin}/start`);
  await expect.poll(async () => (await labRows(app)).join()).toContain("signed_up");
});

test("each event is held to the tracking plan, and to its next version as soon as it is saved", async ({
  app,
  profile,
  origins,
}) => {
  const { project, site } = await openLab(app, origins.app);
  await call(app, "updateProject", project, { origins: [site.origin] });
  const plan = (...properties: { key: string; type: string; required: boolean }[]) =>
    call(app, "savePlan", project, {
      version: 1,
      events: [
        { name: "page_view", properties: [] },
        { name: "bought", properties },
      ],
    });
  const own = [
    { key: "plan", type: "text", required: true },
    { key: "seats", type: "text", required: true },
    { key: "tier", type: "text", required: true },
  ];
  await plan(...own);
  await app.getByRole("textbox", { name: "Address" }).fill(site.origin);
  const page = await openFromLab(profile, app, "Open my site");
  await page.getByRole("button", { name: "Buy" }).click();
  await page.getByRole("button", { name: "Sign up" }).click();
  expect(await flush(page)).toBe("delivered");
  await expect
    .poll(() => labRows(app))
    .toEqual([
      "signed_up | from: page · / | plan: not in the plan",
      "bought | plan: pro · seats: 5 · coupon: tea | plan: seats is number, planned as text +2",
      "page_view | / | ok",
    ]);
  await app.getByRole("option", { name: "bought" }).click();
  const violations = app.getByRole("list", { name: "Violations of the tracking plan" });
  expect(await violations.getByRole("listitem").allTextContents()).toEqual([
    "seats is number, planned as text",
    "tier is missing",
    "coupon is not in the plan",
  ]);
  await plan(...own.map((property) => ({ ...property, type: "any", required: false })), {
    key: "coupon",
    type: "text",
    required: true,
  });
  await expect(app.getByRole("region", { name: "bought" })).toContainText("as planned");
});

test("a site that cuts its tie to its opener is told as one", async ({ app, profile, origins }) => {
  const { site } = await openLab(app, origins.app, { "Cross-Origin-Opener-Policy": "same-origin" });
  await app.getByRole("textbox", { name: "Address" }).fill(site.origin);
  await openFromLab(profile, app, "Open my site");
  await app.getByRole("button", { name: "Allow it" }).click();
  await expect(app.getByText("The tie to the window is gone")).toBeVisible();
});

test("runs of a site are compared, renamed, deleted and brought back, saved and replayed", async ({
  app,
  profile,
  origins,
}) => {
  test.setTimeout(240_000);
  const { project, site } = await openLab(app, origins.app);
  await call(app, "updateProject", project, { origins: [site.origin] });
  await app.getByRole("textbox", { name: "Address" }).fill(site.origin);
  const page = await openFromLab(profile, app, "In a window");
  expect(await flush(page)).toBe("delivered");
  await recordRun(app, "Before", async () => {
    await page.getByRole("button", { name: "Buy" }).click();
    await page.getByRole("button", { name: "Sign up" }).click();
    expect(await flush(page)).toBe("delivered");
  });
  site.change([
    ["'signed_up'", "'registered'"],
    [", coupon: 'tea'", ""],
    ["seats: 5", "seats: '5'"],
  ]);
  await recordRun(app, "After", async () => {
    await page.reload();
    await page.getByRole("button", { name: "Buy" }).click();
    await page.getByRole("button", { name: "Sign up" }).click();
    expect(await flush(page)).toBe("delivered");
  });
  expect(await differences(app)).toEqual([
    "changed | bought | 1 time in both | coupon missing, was text; seats was number, is text",
    "new | page_view | 1 time after",
    "new | registered | 1 time after",
    "missing | signed_up | 1 time before",
  ]);

  const runs = app.getByRole("region", { name: "Runs of this project" });
  await runs.getByRole("button", { name: "Actions for Before" }).click();
  await app.getByRole("menuitem", { name: "Delete" }).click();
  await expect(app.getByText("Before was deleted")).toBeVisible();
  await expect(runs.getByText("Before")).toBeHidden();
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(runs.getByText("Before")).toBeVisible();
  await runs.getByRole("button", { name: "Actions for Before" }).click();
  await app.getByRole("menuitem", { name: "Rename" }).click();
  await app.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Two clicks");
  await app.getByRole("dialog").getByRole("button", { name: "Save name" }).click();
  await expect(runs.getByText("Two clicks")).toBeVisible();

  await runs.getByRole("button", { name: "Actions for Two clicks" }).click();
  await app.getByRole("menuitem", { name: "Save as fixture" }).click();
  const downloading = app.waitForEvent("download");
  await app.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  const fixture = await (await downloading).path();
  await app.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  const lines = (await readFile(fixture, "utf8")).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(["bought", "signed_up"]);
  expect(JSON.parse(lines[0]!)).toMatchObject({ at: 0, properties: { plan: "pro", seats: 5 } });
  expect(lines.join()).not.toContain("timestamp");

  await runs.getByRole("button", { name: "Actions for After" }).click();
  await app.getByRole("menuitem", { name: "Replay" }).click();
  const dialog = app.getByRole("dialog", { name: "Replay After" });
  // One more where the page was looked at for so long before its reload that its leave is told.
  await expect(dialog.getByText(/^[34] events\.$/)).toBeVisible();
  await dialog.getByRole("radio", { name: /All at once/ }).check();
  await dialog.getByRole("button", { name: "Replay", exact: true }).click();
  await expect(app.getByText(/^Done: (3 of 3|4 of 4) sent\.$/)).toBeVisible();
  const replayed = (await call(app, "projects")).find(({ name }) => name === "Lab replay")!;
  await expect.poll(async () => (await storedEvents(app, replayed.id)).length).toBe(3);
  const [sent, original] = [await storedEvents(app, replayed.id), await storedEvents(app, project)];
  expect(sent.map(({ name }) => name)).toEqual(["page_view", "bought", "registered"]);
  expect(sent.map(({ source }) => source)).toEqual(Array.from({ length: 3 }, () => "replay:After"));
  const ids = new Set(original.flatMap(({ id, sessionId }) => [id, sessionId]));
  for (const { id, sessionId } of sent) expect([ids.has(id), ids.has(sessionId)]).toEqual([false, false]);
  expect(sent[0]?.distinctId).toBe(original[0]?.distinctId);

  const choosing = app.waitForEvent("filechooser");
  await app.getByRole("button", { name: "Replay a fixture" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Choose a file" }).click();
  await (
    await choosing
  ).setFiles({ name: "two.ndjson", mimeType: "text/plain", buffer: Buffer.from(lines.join("\n")) });
  await app
    .getByRole("dialog")
    .getByRole("radio", { name: /Ten times/ })
    .check();
  await app.getByRole("dialog").getByRole("button", { name: "Replay", exact: true }).click();
  await expect(app.getByText("Done: 2 of 2 sent.")).toBeVisible();
  await expect
    .poll(async () => (await storedEvents(app, replayed.id)).map(({ source }) => source).slice(3))
    .toEqual(["replay:two", "replay:two"]);
});

/** Through the shop as a shopper goes. */
async function shop(page: Page): Promise<void> {
  await page.getByRole("link", { name: "See the teas" }).click();
  await page
    .getByRole("button", { name: /^Add .* to the basket$/ })
    .first()
    .click();
  await page.getByRole("searchbox").first().fill("smoky");
  await page.getByRole("searchbox").first().press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("smoky");
  expect(await flush(page)).toBe("delivered");
}

test("two runs of the demo shop, one with a removed property and a renamed event: exactly these are named", async ({
  app,
  profile,
  origins,
}) => {
  test.setTimeout(240_000);
  await createDemo(app, origins);
  await app.goto("/lab?project=demo");
  await expect(app.getByRole("textbox", { name: "Address" })).toHaveValue(`${origins.demo}/`);
  const visit = async (): Promise<void> => {
    const page = await openFromLab(profile, app, "Open the shop");
    await shop(page);
    await page.close();
  };
  await recordRun(app, "This week", visit);
  let changes = 0;
  await profile.route(`${origins.demo}/**/*.js`, async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    const changed = script
      .replace('"added_to_basket"', '"added_to_cart"')
      .replace(/(track\("searched", \{[^}]*?), results: [^,}]+/, "$1");
    if (changed !== script) changes++;
    await route.fulfill({ response, body: changed });
  });
  await recordRun(app, "Next week", visit);
  expect(changes).toBeGreaterThan(1);
  await expect
    .poll(() => differences(app))
    .toEqual([
      "missing | added_to_basket | 1 time before",
      "new | added_to_cart | 1 time after",
      "changed | searched | 1 time in both | results missing, was number",
    ]);
  await expectWellShown(app, "lab-filled", { fullPage: true });
});
