import { expect, openApp, openFromApp, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift } from "./call-app.ts";
import {
  flush,
  KEY,
  serveTracked,
  serveTrackedSite,
  snippetStatus,
  storedEvents,
  TO_SITES,
  type TrackedSite,
} from "./tracked-site.ts";

test.use({ expectedComplaints: [TO_SITES] });

let site: TrackedSite;
let project: string;

test.beforeEach(async ({ app }) => {
  ({ project, site } = await serveTracked(app));
});
test.afterEach(() => site.close());

test("a same-site page sends through the hidden frame: pages, calls, clicks, identity", async ({
  app,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/first?utm_source=news&secret=1`);
  await page.getByRole("button", { name: "Buy" }).click();
  const returned = await page.evaluate(() => {
    history.pushState({}, "", "/second?secret=2");
    history.replaceState({}, "", "/second?secret=3");
    return history.state as unknown;
  });
  expect(returned).toEqual({});
  await expect.poll(async () => (await snippetStatus(page)).pending).toBe(0);
  await page.evaluate(() => {
    window.lochan!.identify("ann", { plan: "pro" });
    window.lochan!("paid", { amount: 12.5 });
  });
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "iframe", pending: 0 });

  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(5);
  const events = await storedEvents(app, project);
  expect(events.map((event) => event.name)).toEqual(["page_view", "bought", "page_view", "identify", "paid"]);
  expect(events[0]?.properties).toMatchObject({
    url: `${site.sameSite}/first?utm_source=news`,
    path: "/first",
    utm_source: "news",
    language: "en-GB",
  });
  expect(events[1]?.properties).toMatchObject({ plan: "pro", path: "/first" });
  expect(events[2]?.properties).toMatchObject({
    path: "/second",
    referrer: `${site.sameSite}/first?utm_source=news`,
  });
  expect(events[2]?.properties).not.toHaveProperty("referrer_host");
  expect(events.map((event) => event.userId)).toEqual([undefined, undefined, undefined, "ann", "ann"]);
  expect(new Set(events.map((event) => event.sessionId)).size).toBe(1);
  expect(new Set(events.map((event) => event.source))).toEqual(new Set([`snippet:${site.sameSite}`]));
  expect((await ask(app, project, { measure: "users", window: { last: "24h" } })).total).toBe(1);
  await expectNoDrift(app, project);
});

test("a page on the app's own origin sends as same origin", async ({ app, profile }) => {
  await createProject(app, "Demo shop", { id: "demo", writeKey: "demo" });
  const page = await profile.newPage();
  await page.goto("/demo");
  expect(new URL(page.url()).pathname).toBe("/demo/");
  await page.getByRole("link", { name: "See the teas" }).click();
  await expect.poll(async () => (await snippetStatus(page)).transport).toBe("same-origin");
  expect(await flush(page)).toBe("delivered");
  await expect
    .poll(async () => (await storedEvents(app, "demo")).map((event) => event.name))
    .toEqual(["page_view", "hero_clicked", "page_view"]);
});

test("a page of another site that the app opened sends to its opener, after a reload too", async ({
  app,
  profile,
}) => {
  const page = await openFromApp(profile, app, `${site.crossSite}/`);
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "opener", why: {} });
  await page.reload();
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "opener" });
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(2);

  await app.reload();
  await app.waitForFunction(() => "lochanApp" in window);
  await page.evaluate(() => window.lochan!("after_the_app_was_reloaded"));
  expect(await flush(page)).toBe("delivered");
  expect(await snippetStatus(page)).toMatchObject({ transport: "opener" });
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(3);
});

test("a page of another site is told that the frame is partitioned, keeps all, and sends through a window", async ({
  app,
  profile,
}) => {
  const page = await profile.newPage();
  await page.goto(`${site.crossSite}/`);
  expect(await flush(page)).toMatch(/partitioned|storage-unavailable/);
  expect(await snippetStatus(page)).toMatchObject({ transport: "none", pending: 1 });
  expect(await storedEvents(app, project)).toEqual([]);
  const popup = profile.waitForEvent("page");
  await page.evaluate(() => window.lochan!.connect());
  await popup;
  await expect.poll(() => snippetStatus(page)).toMatchObject({ transport: "popup", pending: 0 });
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(1);
});

for (const reason of ["origin-not-allowed", "wrong-key", "unknown-project"])
  test(`a snippet with ${reason} is refused, stores nothing, keeps its events, and delivers once that is mended`, async ({
    app,
    profile,
    origins,
  }) => {
    const wrong = await serveTrackedSite({
      origin: origins.app,
      projectId: reason === "unknown-project" ? "later" : project,
      key: reason === "wrong-key" ? "guess" : KEY,
    });
    const allowed = reason === "origin-not-allowed" ? "https://elsewhere.example" : wrong.sameSite;
    await call(app, "updateProject", project, { origins: [allowed] });
    const page = await profile.newPage();
    await page.goto(`${wrong.sameSite}/`);
    await page.evaluate(() => window.lochan!("kept"));
    expect(await flush(page)).toBe(reason);
    expect(await snippetStatus(page)).toMatchObject({
      transport: "none",
      why: { iframe: reason },
      pending: 2,
    });
    expect(await storedEvents(app, project)).toEqual([]);

    let target = project;
    if (reason === "wrong-key") await call(app, "deleteProject", project);
    if (reason !== "origin-not-allowed")
      target = await createProject(app, "Mended", {
        id: reason === "unknown-project" ? "later" : project,
        writeKey: reason === "wrong-key" ? "guess" : KEY,
        origins: [wrong.sameSite],
      });
    else await call(app, "updateProject", project, { origins: [wrong.sameSite] });
    expect(await flush(page)).toBe("delivered");
    await expect
      .poll(async () => (await storedEvents(app, target)).map((event) => event.name))
      .toEqual(["page_view", "kept"]);
    await wrong.close();
  });

test("what is done while the app is closed is there when it opens", async ({ app, profile }) => {
  await app.close();
  const page = await profile.newPage();
  await page.goto(`${site.sameSite}/while-closed`);
  await page.getByRole("button", { name: "Buy" }).click();
  expect(await flush(page)).toBe("delivered");
  await page.close();
  const reopened = await openApp(profile);
  await expect
    .poll(async () => (await storedEvents(reopened, project)).map((event) => event.name))
    .toEqual(["page_view", "bought"]);
  await expectNoDrift(reopened, project);
});

test("a tab closed in mid-flight loses nothing and counts nothing twice", async ({ app, profile }) => {
  const ids: string[] = [];
  for (let round = 0; round < 4; round++) {
    const page = await profile.newPage();
    await page.goto(`${site.sameSite}/${round}`);
    // Closed before, during and after the message to the bridge.
    if (round > 1) await expect.poll(async () => (await snippetStatus(page)).transport).toBe("iframe");
    ids.push(
      ...(await page.evaluate(() => {
        for (let index = 0; index < 30; index++) window.lochan!("click", { index });
        if (location.pathname === "/3") void window.lochan!.flush().catch(() => undefined);
        return Object.keys(localStorage).filter((key) => key.startsWith("lochan:tracked:"));
      })),
    );
    await page.close({ runBeforeUnload: false });
  }
  const last = await profile.newPage();
  await last.goto(`${site.sameSite}/last`);
  expect(await flush(last)).toBe("delivered");
  const sent = new Set(ids.map((key) => key.slice("lochan:tracked:".length)));
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(4 * 31 + 1);
  const stored = (await storedEvents(app, project)).map((event) => event.id);
  expect(new Set(stored).size).toBe(stored.length);
  expect([...sent].filter((id) => !stored.includes(id))).toEqual([]);
});

test("the tabs of a site share one identity, one session and one outbox", async ({ app, profile }) => {
  const first = await profile.newPage();
  await first.goto(`${site.sameSite}/1`);
  const second = await profile.newPage();
  await second.goto(`${site.sameSite}/2`);
  expect(await Promise.all([flush(first), flush(second)])).toEqual(["delivered", "delivered"]);
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(2);
  const events = await storedEvents(app, project);
  expect(new Set(events.map((event) => `${event.distinctId} ${event.sessionId}`)).size).toBe(1);
  await second.evaluate(() => window.lochan!.reset());
  await first.evaluate(() => window.lochan!("after"));
  expect(await flush(first)).toBe("delivered");
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(3);
  const after = (await storedEvents(app, project)).at(-1);
  expect(after?.distinctId).not.toBe(events[0]?.distinctId);
  expect(after?.sessionId).not.toBe(events[0]?.sessionId);
});

test("who opted out leaves no trace until they opt in", async ({ app, profile }) => {
  const page = await profile.newPage();
  await page.addInitScript(() => localStorage.setItem("lochan:tracked", JSON.stringify({ d: "x", o: 1 })));
  await page.goto(`${site.sameSite}/`);
  await page.evaluate(() => window.lochan!("unseen"));
  expect(await snippetStatus(page)).toMatchObject({ pending: 0, off: "opted-out", transport: "none" });
  expect(await page.locator("iframe").count()).toBe(0);
  await page.evaluate(() => {
    window.lochan!.optIn();
    window.lochan!("seen");
  });
  expect(await flush(page)).toBe("delivered");
  await expect
    .poll(async () => (await storedEvents(app, project)).map((event) => event.name))
    .toEqual(["seen"]);
});

test("the snippet breaks nothing when storage is refused and the arguments are odd", async ({
  app,
  profile,
  origins,
}) => {
  const bare = await serveTrackedSite({
    origin: origins.app,
    projectId: project,
    key: KEY,
    attributes: 'data-storage="none"',
  });
  await call(app, "updateProject", project, { origins: [bare.sameSite] });
  const page = await profile.newPage();
  await page.goto(`${bare.sameSite}/`);
  await page.evaluate(() => {
    const circle: Record<string, unknown> = {};
    circle["circle"] = circle;
    window.lochan!("circle", circle);
    window.lochan!("huge", { text: "x".repeat(1e6) });
    window.lochan!("x".repeat(5_000));
    (window.lochan as unknown as (...odd: unknown[]) => void)(Symbol.iterator);
    (window.lochan as unknown as (...odd: unknown[]) => void)();
  });
  expect(await flush(page)).toBe("delivered");
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(5);
  const events = await storedEvents(app, project);
  expect(events.slice(1, 3).map((event) => event.properties["$cut"])).toEqual([1, 1]);
  expect(events[3]?.name).toBe("x".repeat(200));
  await bare.close();
});
