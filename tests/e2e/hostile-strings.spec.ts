import type { Page } from "@playwright/test";
import { expect, openFromApp, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift } from "./call-app.ts";
import { expectCalm } from "./expect-calm.ts";
import { sendNames } from "./hostile-floods.ts";
import { makeRogue } from "./rogue-page.ts";
import { serveSite, type Site } from "./serve-site.ts";
import { KEY, storedEvents, TO_SITES } from "./tracked-site.ts";
import { readWork, watchWork } from "./watch-work.ts";

test.use({ expectedComplaints: [TO_SITES] });

const EVIL = [
  `<img src=x onerror="window.ran=1">`,
  `"><script>window.ran=1</script>`,
  `<svg/onload=window.ran=1>`,
  `<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
  `javascript:window.ran=1`,
  `=HYPERLINK("http://evil.example","pay")`,
  `+1+cmd|' /C calc'!A0`,
  `@SUM(1+1)*cmd|'x'!A0`,
  `'; drop table events; --`,
  "{{window.ran=1}}${window.ran=1}<%= window.ran=1 %>",
];

const blank = `<!doctype html><title>Rogue</title><link rel="icon" href="data:,"><body></body>`;
let sites: Site[];
test.beforeEach(async () => {
  sites = [await serveSite(() => ({ body: blank })), await serveSite(() => ({ body: blank }))];
});
test.afterEach(() => Promise.all(sites.map((site) => site.close())));

/** Notes what a policy had to stop and what ran: markup that was text all along does neither. */
async function watchForMarkup(app: Page): Promise<{ violations: string[] }> {
  const seen: { violations: string[] } = { violations: [] };
  await app.exposeFunction("violated", (text: string) => seen.violations.push(text));
  await app.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      void (window as unknown as { violated: (text: string) => void }).violated(
        `${violatedDirective} ${blockedURI}`,
      );
    }),
  );
  return seen;
}

async function expectTextOnly(app: Page, where: string): Promise<void> {
  const found = await app.evaluate(() => ({
    ran: "ran" in window,
    markup: document.querySelectorAll(
      "img[src=x], svg[onload], iframe[srcdoc], script:not([src]), [href^='javascript:']",
    ).length,
    handlers: [...document.querySelectorAll("*")].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith("on")),
    ).length,
  }));
  expect(found, where).toEqual({ ran: false, markup: 0, handlers: 0 });
}

test("markup and formulas in every string of an event are text on every page, and in files as they came", async ({
  app,
  profile,
  origins,
}) => {
  test.setTimeout(180_000);
  const seen = await watchForMarkup(app);
  const project = await createProject(app, `Shop ${EVIL[0]!}`, { id: "tracked", writeKey: KEY });
  await call(app, "updateProject", project, { origins: [sites[0]!.crossSite] });
  const page = await openFromApp(profile, app, `${sites[0]!.crossSite}/`);
  await makeRogue(page, { app: origins.app, project, key: KEY });
  const answer = await page.evaluate(async (evil) => {
    const { port } = await window.rogue.hello("opener");
    const events = evil.flatMap((text, n) => {
      const common = { distinctId: text, userId: text, sessionId: text, timestamp: Date.now() };
      const properties = { [text]: text, plan: text, nested: { [text]: [text] } };
      const url = `https://shop.example/${text}?utm_source=${text}&${text}=1`;
      const address = { url, title: text, referrer: `https://${n}.example/${text}`, path: text };
      return [
        { id: `${text} ${n}`, type: "track", name: text, properties, ...common },
        {
          id: `page ${n}`,
          type: "page",
          name: "page_view",
          properties: { ...address, browser: text },
          ...common,
        },
        { id: `type ${n}`, type: text, name: "typed", properties: {}, ...common },
        { id: `refused ${n}`, type: "track", name: text, properties: 5, ...common },
      ].map((event) => [event.id, JSON.stringify(event)]);
    });
    return window.rogue.send(port, { kind: "events", sentAt: Date.now(), events });
  }, EVIL);
  expect(answer).toMatchObject({ kind: "acked" });
  if (answer === "silence" || answer.kind !== "acked") return;
  expect(answer.ids).toHaveLength(3 * EVIL.length);
  expect(answer.refused).toHaveLength(EVIL.length);

  await expect.poll(async () => (await storedEvents(app, project)).length).toBe(3 * EVIL.length);
  const stored = await storedEvents(app, project);
  for (const text of EVIL) {
    const event = stored.find(({ name }) => name === text);
    expect(event).toMatchObject({ userId: text, distinctId: text, sessionId: text });
    expect(event?.properties).toMatchObject({ [text]: text, plan: text });
    const filters = [{ property: "plan", op: "is", value: text }];
    expect(
      (await ask(app, project, { measure: "events", window: { last: "24h" }, filters, breakdown: text }))
        .groups,
    ).toMatchObject([{ key: text, value: 1 }]);
  }

  for (const path of ["/", "/live", "/lab", "/plan", "/sources", "/data", "/settings", "/help/snippet"]) {
    await app.goto(`${path}?project=${project}`);
    await expect(app.getByRole("heading", { level: 1 }).first()).toBeVisible();
    if (path === "/") await expect(app.getByText(EVIL[0]!).first()).toBeVisible();
    if (path === "/live") {
      const stream = app.getByRole("listbox", { name: "Events, newest first" });
      for (let row = 0; row < 3 * EVIL.length; row++) {
        await expect(stream.getByRole("option").nth(row)).toHaveAttribute("aria-selected", "true");
        await expectTextOnly(app, "an event of the stream");
        await stream.press("ArrowDown");
      }
    }
    if (path === "/sources") {
      const table = app.getByRole("table", { name: "What was refused" });
      await expect(table).toContainText("properties must be an object");
      await expect(table).toContainText("<");
    }
    await expectTextOnly(app, path);
  }
  expect(seen.violations).toEqual([]);
  await expectNoDrift(app, project);
});

test("ten thousand names are counted, and the dashboard goes on", async ({ app, profile, origins }) => {
  test.setTimeout(300_000);
  const project = await createProject(app, "Names", { id: "tracked", writeKey: KEY });
  await call(app, "updateProject", project, { origins: sites.map(({ crossSite }) => crossSite) });
  // What an automated browser sends is left out otherwise, and nothing of it drawn.
  await app.goto(`/?project=${project}&traffic=all`);
  await app.waitForFunction(() => "lochanApp" in window);
  await watchWork(app);
  for (const [index, { crossSite }] of sites.entries()) {
    const page = await openFromApp(profile, app, `${crossSite}/`);
    await makeRogue(page, { app: origins.app, project, key: KEY });
    // Hidden pages draw nothing.
    await app.bringToFront();
    expect(await sendNames(page, index)).toBe(5_000);
    await page.close();
  }
  const question = { measure: "events", window: { last: "24h" } };
  await expect.poll(async () => (await ask(app, project, question)).total).toBe(10_000);
  await expect(app.getByText("10,000").first()).toBeVisible();
  const named = await ask(app, project, { ...question, breakdown: "$name", limit: 10 });
  expect(named.groups).toHaveLength(10);
  expect(named.other).toBe(9_990);
  expect((await ask(app, project, { ...question, name: "name name-1-4-999" })).total).toBe(1);
  await app.getByRole("link", { name: "Live" }).first().click();
  await expect(app.getByRole("heading", { name: "Live", level: 1 })).toBeVisible();
  await app.getByRole("link", { name: "Overview" }).first().click();
  await expect(app.getByText("9,993")).toBeVisible();
  const recent = app.getByRole("list", { name: "Recent events, newest first" });
  await expect(recent.getByRole("listitem")).toHaveCount(24);
  await expectNoDrift(app, project);
  expectCalm(await readWork(app), { mostCharacters: 200 });
});
