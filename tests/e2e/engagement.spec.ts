import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { ask, expectNoDrift } from "./call-app.ts";
import { flush, serveTracked, storedEvents, TO_SITES, type TrackedSite } from "./tracked-site.ts";

test.use({ expectedComplaints: [TO_SITES] });

let site: TrackedSite;
let project: string;
test.beforeEach(async ({ app }) => {
  ({ project, site } = await serveTracked(app, { attributes: 'data-auto="page outbound download"' }));
});
test.afterEach(() => site.close());

/** Ends once the page has heard of it. */
const scrollDown = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    document.body.style.height = "10000px";
    const scrolled = new Promise((done) => addEventListener("scroll", () => done(0), { once: true }));
    scrollTo(0, 4_000);
    return scrolled;
  });

test("how far a page was read comes with the page after it, is no event of its own, and drifts nowhere", async ({
  app,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/first?utm_source=news`);
  await scrollDown(page);
  await page.goto(`${site.sameSite}/second`);
  await scrollDown(page);
  await page.evaluate(() => history.pushState({}, "", "/third"));
  await expect
    .poll(async () => {
      await flush(page);
      return (await storedEvents(app, project, { leaves: true })).map(({ name }) => name);
    })
    .toEqual(["page_view", "$page_leave", "page_view", "$page_leave", "page_view"]);
  const stored = await storedEvents(app, project, { leaves: true });
  const leaves = stored.filter(({ name }) => name === "$page_leave").map(({ properties }) => properties);
  expect(leaves).toMatchObject([
    { url: `${site.sameSite}/first?utm_source=news`, path: "/first", utm_source: "news" },
    { url: `${site.sameSite}/second`, path: "/second" },
  ]);
  for (const { scroll, engaged_ms: engagedMs } of leaves) {
    expect(scroll).toBeGreaterThan(40);
    expect(scroll).toBeLessThan(70);
    expect(Number.isInteger(engagedMs)).toBe(true);
  }
  expect(leaves[0]).not.toHaveProperty("screen");
  expect(new Set(stored.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect((await ask(app, project, { measure: "events", window: { last: "24h" } })).total).toBe(3);
  const asked = { measure: "events", window: { last: "24h" }, name: "$page_leave" } as const;
  expect((await ask(app, project, asked)).total).toBe(2);
  await expectNoDrift(app, project);
});

test("a link to another host and one to a file are recorded on the way out, and still lead there", async ({
  app,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/links`);
  await page.evaluate((elsewhere) => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<a href="/list.csv?token=1">File</a> <a href="${elsewhere}/out?token=2">Out</a>`,
    );
  }, site.crossSite);
  await page.getByRole("link", { name: "File" }).click();
  await page.waitForURL(/list\.csv/);
  await page.goBack();
  await page.evaluate((elsewhere) => {
    document.body.insertAdjacentHTML("beforeend", `<a href="${elsewhere}/out?token=2">Out</a>`);
  }, site.crossSite);
  await page.getByRole("link", { name: "Out" }).first().click();
  await page.waitForURL(`${site.crossSite}/out?token=2`);
  await page.goto(`${site.sameSite}/back`);
  await expect
    .poll(async () => {
      await flush(page);
      return (await storedEvents(app, project))
        .filter(({ name }) => name !== "page_view")
        .map(({ name, properties }) => [name, properties["url"]]);
    })
    .toEqual([
      ["download", `${site.sameSite}/list.csv`],
      ["outbound_click", `${site.crossSite}/out`],
    ]);
});
