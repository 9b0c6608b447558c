import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type BrowserContext, chromium, expect, type Page } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "../support/chromium-path.mjs";
import { openBlackhole } from "./blackhole.ts";

/** Chromium's own errands, which no page asked for: they differ by build and cannot all be switched off. */
const BROWSER_ERRANDS = /^(https?:\/\/)?([\w-]+\.)*(google|googleapis|gvt1|gstatic)\.com[:/]/;

export interface Watched {
  /** What no page of this product may do: leave the machine, throw, or write errors to the console. */
  complaints: string[];
}

interface Fixtures {
  /** The app's origin, and the demo shop's on the next port. */
  origins: { app: string; demo: string };
  /** Console errors a test provokes on purpose. */
  expectedComplaints: RegExp[];
  /** Whether the app installs itself, as for a user: half of what a start costs, so only where a test needs it. */
  installed: boolean;
  /** Switches of the browser beside those of every test. */
  switches: string[];
  /** Opens a browser with a profile of its own, watched until the test ends. */
  openProfile: () => Promise<BrowserContext>;
  /** A fresh profile. */
  profile: BrowserContext;
  /** The app, open in `profile` and ready for calls. */
  app: Page;
}

export const test = base.extend<Fixtures>({
  expectedComplaints: [[], { option: true }],
  // What pictures show is installed too.
  installed: [process.env["SCREENSHOTS"] === "1", { option: true }],
  switches: [[], { option: true }],
  origins: async ({ baseURL }, use) => {
    const app = new URL(baseURL ?? "http://localhost:4173");
    await use({ app: app.origin, demo: `http://${app.hostname}:${Number(app.port) + 1}` });
  },
  openProfile: async ({ expectedComplaints, installed, switches, origins }, use) => {
    const blackhole = await openBlackhole();
    const watched: Watched = { complaints: [] };
    const open: { context: BrowserContext; folder: string }[] = [];
    const executablePath = await chromiumPath();
    await use(async () => {
      const folder = await mkdtemp(join(tmpdir(), "lochan-e2e-"));
      const context = await chromium.launchPersistentContext(folder, {
        ...(executablePath && { executablePath }),
        args: [...CHROMIUM_ARGS, `--proxy-server=${blackhole.address}`, ...switches],
        baseURL: origins.app,
        viewport: { width: 1440, height: 900 },
        timezoneId: "UTC",
        locale: "en-GB",
        // What moves is drawn by the processor here, frame by frame.
        reducedMotion: "reduce",
        serviceWorkers: installed ? "allow" : "block",
      });
      openInWindows(context);
      open.push({ context, folder });
      watchContext(context, watched, Object.values(origins));
      return context;
    });
    for (const { context, folder } of open) {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    }
    await blackhole.close();
    const left = blackhole.attempts.filter((to) => !BROWSER_ERRANDS.test(to));
    const unexpected = [...watched.complaints, ...left.map((to) => `left the machine: ${to}`)].filter(
      (complaint) => !expectedComplaints.some((pattern) => pattern.test(complaint)),
    );
    expect(unexpected).toEqual([]);
  },
  profile: async ({ openProfile }, use) => use(await openProfile()),
  app: async ({ profile }, use) => use(await openApp(profile)),
});

export { expect };

/** Gives each page a window of its own: of a tab behind another one frame a second is drawn, and clicks wait for frames. */
function openInWindows(context: BrowserContext): void {
  const openTab = context.newPage.bind(context);
  context.newPage = async () => {
    const [beside] = context.pages();
    if (beside === undefined) return openTab();
    const session = await context.newCDPSession(beside);
    const opened = context.waitForEvent("page");
    await session.send("Target.createTarget", { url: "about:blank", newWindow: true });
    const page = await opened;
    await session.detach();
    return page;
  };
}

function watchContext(context: BrowserContext, watched: Watched, origins: string[]): void {
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && !origins.includes(url.origin))
      watched.complaints.push(`request to another origin: ${url.href}`);
  });
  context.on("weberror", (error) => watched.complaints.push(`page error: ${error.error().message}`));
  context.on("console", (message) => {
    // Pages without an icon of their own are asked for one by the browser, offline too.
    if (message.type() !== "error" || message.location().url.endsWith("/favicon.ico")) return;
    watched.complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
}

/** A browser on a profile folder, for tests that kill it and look at what is left. */
export async function launchUnwatched(folder: string, baseURL: string): Promise<BrowserContext> {
  const executablePath = await chromiumPath();
  return chromium.launchPersistentContext(folder, {
    ...(executablePath && { executablePath }),
    args: CHROMIUM_ARGS,
    baseURL,
    timezoneId: "UTC",
  });
}

/** A page of a site that the app's page opened, in a window of its own. */
export async function openFromApp(
  context: BrowserContext,
  app: Page,
  address: string,
  features = "",
): Promise<Page> {
  const opened = context.waitForEvent("page");
  await app.evaluate(([url, how]) => void window.open(url, "_blank", `popup,${how}`), [
    address,
    features,
  ] as const);
  const page = await opened;
  await page.waitForLoadState();
  return page;
}

/** A tab with the app, once its Console API is there. */
export async function openApp(context: BrowserContext, path = "/"): Promise<Page> {
  const blank = context.pages().find((page) => page.url() === "about:blank");
  const page = blank ?? (await context.newPage());
  await page.goto(path);
  await page.waitForFunction(() => "lochanApp" in window);
  return page;
}
