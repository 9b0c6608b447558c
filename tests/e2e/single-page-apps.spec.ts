import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call } from "./call-app.ts";
import { buildFixture } from "./build-fixture.ts";
import { serveSite } from "./serve-site.ts";
import {
  createTracked,
  flush,
  KEY,
  openSite as openPage,
  storedEvents,
  tagMarkup,
  type TrackedSite,
} from "./tracked-site.ts";

test.use({ expectedComplaints: [/^request to another origin: http:\/\/localhost:\d+\//] });

let project: string;
let site: TrackedSite;

test.beforeEach(async ({ app }) => {
  project = await createTracked(app);
});
test.afterEach(() => site.close());

/** Every address is answered with the one page; its script is added once the snippet is there. */
async function openSite(
  app: Page,
  context: BrowserContext,
  options: { files?: Map<string, string>; attributes?: string } = {},
): Promise<Page> {
  const { attributes = "", files = new Map<string, string>() } = options;
  const origin = new URL(app.url()).origin;
  const tag = tagMarkup({ origin, projectId: project, key: KEY, attributes });
  const html = `<!doctype html><html ${attributes}><title>Home</title><link rel="icon" href="data:,">${tag}<body><div id="app"></div></body></html>`;
  site = await serveSite(({ url = "" }) => {
    const script = files.get(url.replace("/app/", ""));
    return script === undefined ? { body: html } : { type: "text/javascript", body: script };
  });
  await call(app, "updateProject", project, { origins: [site.sameSite] });
  const page = await openPage(context, `${site.sameSite}/`);
  if (files.size > 0) await page.addScriptTag({ type: "module", url: "/app/main.js" });
  return page;
}

/** Of each page view, oldest first: where, under which title, and from where. */
async function pageViews(app: Page, count: number): Promise<[path: unknown, title: unknown, from: string][]> {
  const views = async () => (await storedEvents(app, project)).filter(({ name }) => name === "page_view");
  await expect.poll(async () => (await views()).length).toBeGreaterThanOrEqual(count);
  return (await views()).map(({ properties: { path, title, referrer = "" } }) => [
    path,
    title,
    `${referrer as string}`.replace(site.sameSite, ""),
  ]);
}

for (const [router, main] of [
  ["solid-router", "main.tsx"],
  ["vue-router", "main.ts"],
] as const)
  for (const mode of ["history", "hash"] as const)
    test(`${router} with the address in the ${mode === "hash" ? "hash" : "path"}: one page view for each address, with its title`, async ({
      app,
      profile,
    }) => {
      const files = await buildFixture(router, main);
      const page = await openSite(app, profile, { files, attributes: mode === "hash" ? "data-hash" : "" });
      // Seen, and then told: a person does not leave within the blink of an eye.
      const shows = async (title: string): Promise<void> => {
        await expect(page.getByRole("heading", { name: title })).toBeVisible();
        expect(await flush(page)).toBe("delivered");
      };
      await shows("Home");
      for (const [link, title] of [
        ["List", "List"],
        ["Item", "Item 7"],
        ["Same item", "Item 7"],
        ["Old", "New"],
        ["Slow", "Slow"],
      ] as const) {
        await page.getByRole("link", { name: link, exact: true }).click();
        await shows(title);
      }
      await page.goBack();
      await shows("New");
      await page.goForward();
      await shows("Slow");
      await page.getByRole("button", { name: "Replace" }).click();
      await shows("Replaced");
      expect(await flush(page)).toBe("delivered");

      const at = (path: string): string => (mode === "hash" ? `/#${path}` : path);
      expect((await pageViews(app, 8)).map(([path, title]) => [path, title])).toEqual([
        ["/", "Home"],
        [at("/list"), "List"],
        [at("/item/7"), "Item 7"],
        [at("/new"), "New"],
        [at("/slow"), "Slow"],
        [at("/new"), "New"],
        [at("/slow"), "Slow"],
        [at("/replaced"), "Replaced"],
      ]);
      const events = JSON.stringify(await storedEvents(app, project));
      if (mode === "history") expect(events).toContain("utm_source=mail");
      expect(events).not.toContain("secret");
    });

test("a page without a router: history calls, redirects, hashes and a whole new body", async ({
  app,
  profile,
}) => {
  const page = await openSite(app, profile);
  await page.evaluate(async () => {
    const turn = () => new Promise((next) => setTimeout(next, 0));
    history.pushState({}, "", "/a?secret=1");
    document.title = "A";
    await turn();
    history.pushState({}, "", "/a?secret=2");
    await turn();
    history.replaceState({ kept: true }, "", "/a");
    await turn();
    // A redirect on the client: an address nobody saw.
    history.pushState({}, "", "/old");
    history.replaceState({}, "", "/b?utm_medium=mail&secret=3");
    document.title = "B";
    await turn();
    location.hash = "#part";
    await turn();
    document.body = document.createElement("body");
    history.pushState({}, "", "/c");
    document.title = "C";
    await turn();
  });
  // The new body may have taken the frame out while it loaded: then it is put in again.
  await expect.poll(() => flush(page), { timeout: 60_000 }).toBe("delivered");
  expect(await pageViews(app, 4)).toEqual([
    ["/", "Home", ""],
    ["/a", "A", "/"],
    ["/b", "B", "/a"],
    ["/c", "C", "/b?utm_medium=mail"],
  ]);
  expect(JSON.stringify(await storedEvents(app, project))).not.toContain("secret");
});

test("with data-hash what follows # is part of the address", async ({ app, profile }) => {
  const page = await openSite(app, profile, { attributes: "data-hash" });
  await page.evaluate(async () => {
    for (const hash of ["#one", "#two", "#two", "#one"]) {
      const changed = new Promise((next) => addEventListener("hashchange", next, { once: true }));
      if (location.hash === hash) continue;
      location.hash = hash;
      document.title = hash;
      await changed;
      await new Promise((next) => setTimeout(next, 0));
    }
  });
  expect(await flush(page)).toBe("delivered");
  expect((await pageViews(app, 4)).map(([path]) => path)).toEqual(["/", "/#one", "/#two", "/#one"]);
});
