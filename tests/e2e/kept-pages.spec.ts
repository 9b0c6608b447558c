import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { chromiumPath } from "../support/chromium-path.mjs";
import { killBrowser } from "../support/kill-browser.ts";
import { expect, launchUnwatched, openApp, test } from "./app-test.ts";
import { createProject } from "./call-app.ts";
import { serveSite, type Site } from "./serve-site.ts";
import { storedEvents, tagMarkup } from "./tracked-site.ts";

// Who drives a browser keeps it from putting pages away and from rendering them ahead: here the pages do
// themselves what a person would, in a browser nobody is tied to, and tell the site's server.

const KEY = "key-1";
const PROJECT = "tracked";
const PLAIN = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"];

let folder: string;
let site: Site;
let browser: ChildProcess | undefined;
/** What pages told of themselves, in order. */
let told: Record<string, unknown>[];
/** Paths that were asked for, those asked for ahead marked. */
let asked: string[];

const TELL = `
  const tell = (what) => navigator.sendBeacon("/told", JSON.stringify({ at: location.pathname, ...what }));
  const delivered = () => lochan.flush().then(() => tell({ delivered: true }), (error) => tell({ why: error.message }));
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith("lochan:${PROJECT}:")).length;
  const entry = () => performance.getEntriesByType("navigation")[0];`;

/** Serves pages that run a script of this test, and lets a browser that has a project open the first. */
async function begin(app: string, script: string): Promise<void> {
  const tag = tagMarkup({ origin: app, projectId: PROJECT, key: KEY });
  site = await serveSite(({ url = "", headers }, posted) => {
    if (url === "/ahead") return { body: `${told.filter(({ ahead }) => ahead).length}` };
    if (url === "/told") told.push(JSON.parse(posted) as Record<string, unknown>);
    else asked.push(`${url}${headers["sec-purpose"] === undefined ? "" : " ahead"}`);
    return {
      body: `<!doctype html><title>${url}</title><link rel="icon" href="data:,">${tag}<body><script>${TELL}${script}</script></body>`,
    };
  });
  const context = await launchUnwatched(folder, app);
  const page = await openApp(context, "/help");
  await createProject(page, "Tracked", { id: PROJECT, writeKey: KEY, origins: [site.sameSite] });
  await context.close();
  const executable = (await chromiumPath()) ?? chromium.executablePath();
  browser = spawn(executable, [...PLAIN, `--user-data-dir=${folder}`, `${site.sameSite}/first`], {
    stdio: "ignore",
  });
}

/** Of the page views, where and in which session, once nobody uses the profile any more. */
async function pageViews(app: string): Promise<[path: unknown, sessionId: string | undefined][]> {
  await killBrowser(folder);
  const context = await launchUnwatched(folder, app);
  const page = await openApp(context, "/help");
  await expect.poll(async () => (await storedEvents(page, PROJECT)).length).toBeGreaterThan(0);
  const views = (await storedEvents(page, PROJECT)).filter(({ name }) => name === "page_view");
  await context.close();
  return views.map(({ properties, sessionId }) => [properties["path"], sessionId]);
}

test.beforeEach(async () => {
  [told, asked] = [[], []];
  folder = await mkdtemp(join(tmpdir(), "lochan-kept-pages-"));
});
test.afterEach(async () => {
  browser?.kill();
  await killBrowser(folder);
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

test("a page the browser kept whole is a new page view when it is gone back to, and delivers on", async ({
  origins,
}) => {
  await begin(
    origins.app,
    `addEventListener("pageshow", async ({ persisted }) => {
      tell({ persisted, reasons: JSON.stringify(entry().notRestoredReasons) });
      // The snippet hears of it after this does.
      while (persisted && !kept()) await new Promise((later) => setTimeout(later, 5));
      await delivered();
      if (persisted) return tell({ done: true });
      // As a person would, who looks first: a page that is left while it loads is not kept.
      if (location.pathname === "/second") setTimeout(() => history.back(), 500);
      else if (!sessionStorage.went) {
        sessionStorage.went = 1;
        setTimeout(() => (location.href = "/second"), 500);
      }
    });`,
  );
  await expect.poll(() => told, { timeout: 60_000 }).toContainEqual({ at: "/first", done: true });
  expect(told).toContainEqual({ at: "/first", persisted: true, reasons: "null" });
  expect(told.filter(({ delivered }) => delivered).map(({ at }) => at)).toEqual([
    "/first",
    "/second",
    "/first",
  ]);
  expect(asked).toEqual(["/first", "/second"]);
  const views = await pageViews(origins.app);
  expect(views.map(([path]) => path)).toEqual(["/first", "/second", "/first"]);
  expect(new Set(views.map(([, session]) => session)).size).toBe(1);
});

test("a page that was prerendered is counted once it is seen, and one that never is seen is not", async ({
  origins,
}) => {
  await begin(
    origins.app,
    `document.addEventListener("prerenderingchange", async () => {
      tell({ activated: entry().activationStart > 0 });
      while (!kept()) await new Promise((later) => setTimeout(later, 5));
      await delivered();
      tell({ done: true });
    });
    addEventListener("load", async () => {
      if (document.prerendering) {
        while (lochan.q) await new Promise((later) => setTimeout(later, 20));
        tell({ ahead: true, kept: kept() });
      } else if (location.pathname === "/first") {
        await delivered();
        const rules = document.createElement("script");
        rules.type = "speculationrules";
        rules.textContent = JSON.stringify({ prerender: [{ source: "list", urls: ["/second", "/third"], eagerness: "immediate" }] });
        document.head.append(rules);
        while ((await (await fetch("/ahead")).text()) !== "2") await new Promise((later) => setTimeout(later, 50));
        location.href = "/second";
      }
    });`,
  );
  await expect.poll(() => told, { timeout: 60_000 }).toContainEqual({ at: "/second", done: true });
  expect(told).toContainEqual({ at: "/second", ahead: true, kept: 0 });
  expect(told).toContainEqual({ at: "/third", ahead: true, kept: 0 });
  expect(told).toContainEqual({ at: "/second", activated: true });
  expect(asked.toSorted()).toEqual(["/first", "/second ahead", "/third ahead"]);
  expect((await pageViews(origins.app)).map(([path]) => path)).toEqual(["/first", "/second"]);
});
