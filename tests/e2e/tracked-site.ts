import type { BrowserContext, Frame, Page } from "@playwright/test";
import type { LochanStatus } from "../../src/snippet/api.ts";
import { snippetMarkup } from "../../src/snippet/stub.ts";
import { expect } from "./app-test.ts";
import { call, createProject, exportNdjson } from "./call-app.ts";
import { type Site, serveSite } from "./serve-site.ts";

export type TrackedSite = Site;

export const KEY = "key-1";

/** The tracked sites are other origins by design. */
export const TO_SITES = /^request to another origin: http:\/\/(localhost|127\.0\.0\.1):\d+\//;

export interface Tag {
  origin: string;
  projectId: string;
  key: string;
  attributes?: string;
}

/** The snippet as Settings shows it, with more attributes on its script. */
export const tagMarkup = (tag: Tag): string =>
  snippetMarkup(tag).replace("<script async", `<script async ${tag.attributes ?? ""}`);

/** A site somebody else runs, with the snippet on each of its pages. */
export const serveTrackedSite = (
  snippet: Tag & { headers?: Record<string, string>; body?: string },
): Promise<TrackedSite> =>
  serveSite(({ url }) => ({
    headers: snippet.headers ?? {},
    body: `<!doctype html><title>${url}</title><link rel="icon" href="data:,">${tagMarkup(snippet)}${snippet.body ?? BUTTON}`,
  }));

/** A project whose snippets have `KEY`. */
export const createTracked = (app: Page): Promise<string> =>
  createProject(app, "Tracked", { id: "tracked", writeKey: KEY });

/** The same, and a site whose pages may send to it. */
export async function serveTracked(
  app: Page,
  more: { attributes?: string } = {},
): Promise<{ project: string; site: TrackedSite }> {
  const project = await createTracked(app);
  const { origin } = new URL(app.url());
  const site = await serveTrackedSite({ origin, projectId: project, key: KEY, ...more });
  await call(app, "updateProject", project, { origins: [site.sameSite, site.crossSite] });
  return { project, site };
}

/** Its script has run, and answered what the stub kept. */
export async function snippetLoaded(page: Page | Frame): Promise<void> {
  await page.waitForFunction(() => window.lochan !== undefined && window.lochan.q === undefined);
}

export async function openSite(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await snippetLoaded(page);
  return page;
}

const BUTTON = `<button data-lochan="bought" data-lochan-plan="pro">Buy</button>`;

type StoredEvent = {
  id: string;
  name: string;
  distinctId: string;
  userId?: string;
  sessionId?: string;
  source: string;
  properties: Record<string, unknown>;
};

/**
 * What the app has of a project, oldest first. How long a page was looked at depends on the machine:
 * its leaves are left out unless asked for.
 */
export async function storedEvents(
  app: Page,
  projectId: string,
  { leaves = false } = {},
): Promise<StoredEvent[]> {
  const lines = (await exportNdjson(app, projectId)).split("\n").filter((line) => line !== "");
  const events = lines.map((line) => JSON.parse(line) as StoredEvent & { timestamp: string });
  return events
    .filter(({ name }) => leaves || name !== "$page_leave")
    .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

export const snippetStatus = (page: Page): Promise<LochanStatus> =>
  page.evaluate(async () => window.lochan!.status());

/** Resolves to `delivered`, or to why not. */
export const flush = (page: Page | Frame): Promise<string> =>
  page.evaluate(() =>
    window.lochan!.flush().then(
      () => "delivered",
      (error: Error) => error.message,
    ),
  );

/** Records `count` events of a name and gives their ids, as they were put into the outbox. */
export const capture = (page: Page, projectId: string, name: string, count: number): Promise<string[]> =>
  page.evaluate(
    ([prefix, event, times]) => {
      const kept = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      const before = new Set(kept());
      for (let n = 0; n < times; n++) window.lochan!(event, { n });
      return kept()
        .filter((key) => !before.has(key))
        .map((key) => key.slice(prefix.length));
    },
    [`lochan:${projectId}:`, name, count] as const,
  );

/** Ids that wait in the outbox of a page's origin. */
export const waitingIds = (page: Page, projectId: string): Promise<string[]> =>
  page.evaluate(
    (prefix) =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
    `lochan:${projectId}:`,
  );

/** Waits until the app has these events of a name, each once, and no others. */
export async function expectExactly(
  app: Page,
  projectId: string,
  name: string,
  ids: readonly string[],
): Promise<void> {
  const idsOf = async (): Promise<string[]> =>
    (await storedEvents(app, projectId)).filter((event) => event.name === name).map((event) => event.id);
  await expect.poll(async () => (await idsOf()).length).toBe(ids.length);
  expect((await idsOf()).sort()).toEqual([...ids].sort());
}
