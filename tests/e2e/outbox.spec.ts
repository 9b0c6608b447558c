import type { Page } from "@playwright/test";
import { expect, openApp, openFromApp, test } from "./app-test.ts";
import { expectNoDrift } from "./call-app.ts";
import { serveApp } from "./serve-app.ts";
import {
  capture,
  expectExactly,
  flush,
  openSite,
  serveTracked,
  snippetStatus,
  TO_SITES,
  type TrackedSite,
  waitingIds,
} from "./tracked-site.ts";

test.use({ expectedComplaints: [TO_SITES] });

let site: TrackedSite;
let project: string;

test.beforeEach(async ({ app }) => {
  ({ project, site } = await serveTracked(app));
});
test.afterEach(() => site.close());

/** Takes the bridge out of the page, as a framework does that renders the whole body anew. */
const removeFrame = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelector("iframe[hidden]")?.remove());

/** Records an event a frame; gives all ids once done. Meant to be under way while something ends. */
function startCapturing(page: Page, name: string, count: number): Promise<string[]> {
  return page.evaluate(
    async ([prefix, event, times]) => {
      const ids = new Set<string>();
      for (let n = 0; n < times; n++) {
        const before = new Set(Object.keys(localStorage));
        window.lochan!(event, { n });
        for (const key of Object.keys(localStorage))
          if (key.startsWith(prefix) && !before.has(key)) ids.add(key.slice(prefix.length));
        document.title = `${n + 1}`;
        if (n % 10 === 0) void window.lochan!.flush().catch(() => undefined);
        await new Promise((next) => setTimeout(next, 16));
      }
      return [...ids];
    },
    [`lochan:${project}:`, name, count] as const,
  );
}

/** Closes the app while it carries what a page it opened records; gives the ids of that. */
async function closeAmidStream(app: Page, page: Page): Promise<string[]> {
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "opener" });
  const capturing = startCapturing(page, "streamed", 90);
  await expect.poll(async () => Number(await page.title())).toBeGreaterThan(30);
  await app.close();
  return capturing;
}

test.describe("with the network gone", () => {
  test.use({ installed: true, expectedComplaints: [RegExp(`${TO_SITES.source}|ERR_INTERNET_DISCONNECTED`)] });

  test("a page still delivers once Lochan is offline ready, through a frame that loads only then", async ({
    app,
    profile,
  }) => {
    test.setTimeout(180_000);
    await expect(app.getByText("Offline ready")).toBeVisible({ timeout: 90_000 });
    const page = await openSite(profile, `${site.sameSite}/`);
    expect(await flush(page)).toBe("delivered");
    await profile.setOffline(true);
    await removeFrame(page);
    const ids = await capture(page, project, "offline", 30);
    expect(await page.evaluate(() => navigator.onLine)).toBe(false);
    expect(await flush(page)).toBe("delivered");
    expect(await snippetStatus(page)).toMatchObject({ transport: "iframe", pending: 0 });
    await expectExactly(app, project, "offline", ids);
  });
});

test.describe("with Lochan's server gone", () => {
  test.use({
    expectedComplaints: [RegExp(`${TO_SITES.source}|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|404`)],
  });

  for (const how of ["the server stops", "the network drops"] as const)
    test(`${how}: the page says that nothing answers, keeps all, and delivers when it is back`, async ({
      openProfile,
    }) => {
      const served = await serveApp();
      const profile = await openProfile();
      const app = await openApp(profile, served.origin);
      const { site: far } = await serveTracked(app);
      const page = await openSite(profile, `${far.sameSite}/`);
      expect(await flush(page)).toBe("delivered");

      if (how === "the server stops") await served.stop();
      else await profile.setOffline(true);
      await removeFrame(page);
      const ids = await capture(page, project, "cut_off", 40);
      expect(await flush(page)).toBe("no-answer");
      expect(await snippetStatus(page)).toMatchObject({
        transport: "none",
        why: { iframe: "no-answer" },
        pending: 40,
      });
      expect((await waitingIds(page, project)).sort()).toEqual([...ids].sort());

      if (how === "the server stops") {
        await served.start();
        // What the browser says when a network is back.
        await page.evaluate(() => window.dispatchEvent(new Event("online")));
      } else await profile.setOffline(false);
      await expect.poll(async () => (await snippetStatus(page)).pending).toBe(0);
      await expectExactly(app, project, "cut_off", ids);
      await expectNoDrift(app, project);
      await far.close();
      await served.stop();
    });
});

test("the app's tab is closed while an opener carries: another site's page keeps the rest until it is opened again", async ({
  app,
  profile,
}) => {
  const page = await openFromApp(profile, app, `${site.crossSite}/`);
  const ids = await closeAmidStream(app, page);
  expect(new Set(ids).size).toBe(90);
  // What was on its way when the tab went is answered by nobody.
  expect(await flush(page)).toMatch(/partitioned|storage-unavailable|no-ack/);
  const left = await waitingIds(page, project);
  expect(left.length).toBeGreaterThan(0);

  const reopened = await openApp(profile);
  const again = await openFromApp(profile, reopened, `${site.crossSite}/again`);
  expect(await flush(again)).toBe("delivered");
  await expectExactly(reopened, project, "streamed", ids);
  await expectNoDrift(reopened, project);
});

test("the app's tab is closed while an opener carries: a page of the same site goes on through the frame", async ({
  app,
  profile,
}) => {
  const page = await openFromApp(profile, app, `${site.sameSite}/`);
  const ids = await closeAmidStream(app, page);
  await expect.poll(() => flush(page), { timeout: 40_000 }).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "iframe", pending: 0 });
  const reopened = await openApp(profile);
  await expectExactly(reopened, project, "streamed", ids);
});

test("the small window is closed while it carries, and opened again", async ({ app, profile }) => {
  const page = await openSite(profile, `${site.crossSite}/`);
  const connect = async (): Promise<Page> => {
    const opened = profile.waitForEvent("page");
    await page.evaluate(() => window.lochan!.connect());
    const popup = await opened;
    await expect.poll(async () => (await snippetStatus(page)).transport).toBe("popup");
    return popup;
  };
  const popup = await connect();
  const capturing = startCapturing(page, "streamed", 60);
  await expect.poll(async () => Number(await page.title())).toBeGreaterThan(20);
  await popup.close();
  const ids = await capturing;
  expect(await flush(page)).toMatch(/partitioned|storage-unavailable/);
  expect((await waitingIds(page, project)).length).toBeGreaterThan(0);
  await connect();
  expect(await flush(page)).toBe("delivered");
  await expectExactly(app, project, "streamed", ids);
});

test("two tabs of a site send one outbox at once, over two transports, and one is closed amid it", async ({
  app,
  profile,
}) => {
  const opened = await openFromApp(profile, app, `${site.sameSite}/opened`);
  const alone = await openSite(profile, `${site.sameSite}/alone`);
  expect(await Promise.all([flush(opened), flush(alone)])).toEqual(["delivered", "delivered"]);
  const [first, second] = await Promise.all([
    startCapturing(opened, "streamed", 60),
    startCapturing(alone, "streamed", 60),
  ]);
  const ids = [...new Set([...first, ...second])];
  expect(ids).toHaveLength(120);
  void flush(alone).catch(() => undefined);
  await alone.close();
  expect(await flush(opened)).toBe("delivered");
  await expectExactly(app, project, "streamed", ids);
  await expectNoDrift(app, project);
});
