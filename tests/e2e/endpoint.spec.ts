import { expect, test } from "./app-test.ts";
import { call, importBytes } from "./call-app.ts";
import { serveSite, type Site } from "./serve-site.ts";
import {
  createTracked,
  flush,
  KEY,
  serveTrackedSite,
  snippetStatus,
  storedEvents,
  type TrackedSite,
} from "./tracked-site.ts";

// What a collector that is down does to the console is the browser's.
test.use({
  expectedComplaints: [
    /^(request to another origin: http:\/\/(localhost|127\.0\.0\.1):\d+\/|console: Failed to load resource)/,
  ],
});

let collector: Site;
let endpoint: string;
let status = 204;
/** Requests in order, and the file they made. */
let methods: string[] = [];
let written = "";
let site: TrackedSite | undefined;

test.beforeEach(async () => {
  methods = [];
  written = "";
  status = 204;
  collector = await serveSite(({ method, headers }, posted) => {
    methods.push(`${method} ${headers["content-type"]}`);
    if (status === 204) written += posted;
    return { status, headers: { "Access-Control-Allow-Origin": "*" }, body: "" };
  });
  endpoint = `${collector.crossSite}/collect`;
});
test.afterEach(async () => {
  await site?.close();
  await collector.close();
});

test("a site that wants no bridge posts to its collector without a preflight, keeps all until a 2xx, and the file imports", async ({
  app,
  profile,
  origins,
}) => {
  const project = await createTracked(app);
  site = await serveTrackedSite({
    origin: origins.app,
    projectId: project,
    key: KEY,
    attributes: `data-bridge="none" data-endpoint="${endpoint}"`,
  });
  status = 503;
  const page = await profile.newPage();
  await page.goto(`${site.crossSite}/first?utm_source=news`);
  await page.getByRole("button", { name: "Buy" }).click();
  await page.evaluate(() => window.lochan!.identify("ann"));
  expect(await flush(page)).toBe("http-503");
  expect(await snippetStatus(page)).toMatchObject({
    transport: "none",
    pending: 3,
    why: { endpoint: "http-503", iframe: "not-set" },
  });
  status = 204;
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "endpoint", pending: 0 });
  expect(await page.locator("iframe").count()).toBe(0);
  expect(new Set(methods)).toEqual(new Set(["POST text/plain;charset=UTF-8"]));

  const imported = await importBytes(app, project, Buffer.from(written), "events.ndjson");
  expect(imported).toMatchObject({ ok: true, value: { accepted: 3, duplicate: 0, refused: 0 } });
  const events = await storedEvents(app, project);
  expect(events.map(({ name }) => name)).toEqual(["page_view", "bought", "identify"]);
  expect(events[0]?.properties).toMatchObject({
    path: "/first",
    utm_source: "news",
    language: "en-GB",
    time_zone: "UTC",
    os: "Linux",
    $bot: true,
  });
});

test("a site that no bridge takes posts to its collector, and what came both ways counts once", async ({
  app,
  profile,
  origins,
}) => {
  const project = await createTracked(app);
  site = await serveTrackedSite({
    origin: origins.app,
    projectId: project,
    key: KEY,
    attributes: `data-endpoint="${endpoint}"`,
  });
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/`);
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({
    transport: "endpoint",
    why: { iframe: "origin-not-allowed", popup: "not-opened" },
  });
  // The collector's answer never came: the page holds its event, and the bridge takes it now.
  const [line = ""] = written.split("\n");
  const { id } = JSON.parse(line) as { id: string };
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [
    `lochan:tracked:${id}`,
    JSON.stringify(JSON.parse(line)),
  ] as const);
  await call(app, "updateProject", project, { origins: [site.sameSite] });
  await page.reload();
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "iframe" });
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(2);
  const imported = await importBytes(app, project, Buffer.from(line), "events.ndjson");
  expect(imported).toMatchObject({ ok: true, value: { accepted: 0, duplicate: 1 } });
});
