import type { Page } from "@playwright/test";
import { expect, openFromApp, test } from "./app-test.ts";
import { call } from "./call-app.ts";
import { serveSite } from "./serve-site.ts";
import {
  capture,
  createTracked,
  expectExactly,
  flush,
  KEY,
  serveTrackedSite,
  snippetLoaded,
  snippetStatus,
  storedEvents,
  tagMarkup,
  type TrackedSite,
} from "./tracked-site.ts";

// The tracked sites are other origins by design, and what a site's own headers forbid the browser reports.
test.use({
  expectedComplaints: [
    /^request to another origin: http:\/\/(localhost|127\.0\.0\.1):\d+\/|Framing 'http:\/\/localhost:\d+\/' violates|ERR_BLOCKED_BY_(RESPONSE|CSP)|target origin provided|from origin .null. has been blocked|ERR_FAILED/,
  ],
});

let project: string;
let sites: TrackedSite[];

test.beforeEach(async ({ app }) => {
  sites = [];
  project = await createTracked(app);
});
test.afterEach(() => Promise.all(sites.map((site) => site.close())));

async function serve(app: Page, more: Parameters<typeof serveTrackedSite>[0] | object = {}) {
  const site = await serveTrackedSite({
    origin: new URL(app.url()).origin,
    projectId: project,
    key: KEY,
    ...more,
  });
  sites.push(site);
  await call(app, "updateProject", project, { origins: [site.sameSite, site.crossSite] });
  return site;
}

/** Records, is refused for the reason, and has lost nothing. */
async function expectKept(app: Page, page: Page, why: object): Promise<string[]> {
  const ids = await capture(page, project, "kept", 5);
  expect(ids).toHaveLength(5);
  expect(Object.values(why)).toContainEqual(await flush(page));
  const status = await snippetStatus(page);
  expect(status).toMatchObject({ transport: "none", why });
  expect(status.pending).toBeGreaterThanOrEqual(5);
  expect(await storedEvents(app, project)).toEqual([]);
  return ids;
}

async function expectDelivered(app: Page, page: Page, transport: string, ids: string[]): Promise<void> {
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport, pending: 0 });
  await expectExactly(app, project, "kept", ids);
}

test.describe("where the browser partitions storage by site", () => {
  // Playwright switches it off: of two such switches the last one counts.
  test.use({ switches: ["--disable-features=MediaRouter,Translate"] });

  test("a page of another site keeps its events, opened or not, and sends them when Lochan opens it", async ({
    app,
    profile,
  }) => {
    const site = await serve(app);
    const alone = await profile.newPage();
    await alone.goto(`${site.crossSite}/`);
    const ids = await expectKept(app, alone, { iframe: "partitioned" });
    const cut = await openFromApp(profile, app, `${site.crossSite}/`, "noopener");
    ids.push(...(await expectKept(app, cut, { iframe: "partitioned" })));
    const opened = await openFromApp(profile, app, `${site.crossSite}/`);
    await expectDelivered(app, opened, "opener", ids);
  });

  test("a page of the same site is first-party all the same", async ({ app, profile }) => {
    const site = await serve(app);
    const page = await profile.newPage();
    await page.goto(`${site.sameSite}/`);
    await expectDelivered(app, page, "iframe", await capture(page, project, "kept", 5));
  });
});

test("a site that cuts the tie to its opener gets neither opener nor window, and says so", async ({
  app,
  profile,
}) => {
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
  };
  const site = await serve(app, { headers });
  // COOP is honoured on trustworthy addresses only, and 127.0.0.1 is one.
  const page = await openFromApp(profile, app, `${site.crossSite}/`);
  expect(await page.evaluate(() => window.opener as unknown)).toBeNull();
  await expectKept(app, page, { iframe: "partitioned" });
  const popup = profile.waitForEvent("page");
  await page.evaluate(() => window.lochan!.connect());
  await (await popup).waitForLoadState();
  expect(await flush(page)).toBe("partitioned");
  expect(await snippetStatus(page)).toMatchObject({ transport: "none" });
  expect(await storedEvents(app, project)).toEqual([]);
});

for (const [what, headers] of [
  ["a policy that forbids the frame", { "Content-Security-Policy": "frame-src 'none'" }],
  ["an embedder policy", { "Cross-Origin-Embedder-Policy": "require-corp" }],
] as const)
  test(`a site with ${what} is told that nothing answers, and sends when Lochan opens it`, async ({
    app,
    profile,
  }) => {
    const site = await serve(app, { headers });
    const page = await profile.newPage();
    await page.goto(`${site.sameSite}/`);
    const ids = await expectKept(app, page, { iframe: "no-answer" });
    const opened = await openFromApp(profile, app, `${site.sameSite}/`);
    await expectDelivered(app, opened, "opener", ids);
  });

test("a sandboxed frame has no origin to allow: nothing is stored, and its page is not held up", async ({
  app,
  profile,
  origins,
}) => {
  const tag = tagMarkup({ origin: origins.app, projectId: project, key: KEY });
  const site = await serveSite(({ url }) => ({
    body:
      url === "/framed"
        ? `<!doctype html><title>Framed</title>${tag}`
        : `<!doctype html><title>Host</title><link rel="icon" href="data:,">${tag}<iframe id="boxed" sandbox="allow-scripts" src="/framed"></iframe>`,
  }));
  sites.push(site);
  await call(app, "updateProject", project, { origins: [site.sameSite] });
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/`);
  await expect.poll(() => page.frames().find((frame) => frame.url().endsWith("/framed"))).toBeDefined();
  const framed = page.frames().find((frame) => frame.url().endsWith("/framed"))!;
  await snippetLoaded(framed);
  expect(await flush(framed)).toMatch(/no-answer|origin-not-allowed|partitioned/);
  expect(await flush(page)).toBe("delivered");
  await expect
    .poll(async () => (await storedEvents(app, project)).map((event) => event.source))
    .toEqual([`snippet:${site.sameSite}`]);
});
