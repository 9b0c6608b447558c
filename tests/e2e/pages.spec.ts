import type { BrowserContext, Page } from "@playwright/test";
import { makeTraffic } from "../support/web-traffic.ts";
import { expect, openApp, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";
import { expectWellShown, settled as drawn } from "./run-axe.ts";

const PAGES = [
  "/",
  "/live",
  "/explore",
  "/events",
  "/sql",
  "/lab",
  "/plan",
  "/sources",
  "/data",
  "/data/compare",
  "/settings",
  "/help",
  "/help/snippet",
];

const PLAN = {
  version: 1,
  events: [
    {
      name: "page_view",
      description: "A page was looked at.",
      properties: [{ key: "country", type: "text", required: true, description: "Two letters" }],
    },
    {
      name: "purchase",
      properties: [
        { key: "amount", type: "text", required: true, description: "With taxes" },
        { key: "coupon", type: "text", required: false },
      ],
    },
  ],
};

async function fill(page: Page): Promise<string> {
  const project = await createProject(page, "Tea shop");
  const now = Date.now();
  for (const [count, hours] of [
    [9_000, 720],
    [6_000, 48],
    [400, 0.12],
  ] as const)
    await call(
      page,
      "append",
      project,
      makeTraffic({ count, from: now - hours * 3_600_000, to: now, seed: count }),
    );
  await call(page, "savePlan", project, PLAN);
  await ask(page, project, { measure: "events", window: { last: "24h" } });
  return project;
}

/** A filled project, and a tab beside the one that leads it: no query engine starts anew for each view. */
async function openBeside(profile: BrowserContext): Promise<{ app: Page; project: string }> {
  const project = await fill(await openApp(profile));
  return { app: await openApp(profile, `/help?project=${project}`), project };
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await drawn(page);
}

test("every page is clean under axe and reflows without a sideways scroll, light, dark and on a phone", async ({
  profile,
}) => {
  test.setTimeout(400_000);
  const { app, project } = await openBeside(profile);
  for (const path of PAGES) {
    await app.goto(`${path}?project=${project}`);
    const name = path === "/" ? "overview" : path.slice(1).replaceAll("/", "-");
    await settled(app);
    expect(await app.locator("main [class*=primary]:visible:enabled").count(), path).toBeLessThan(2);
    await expectWellShown(app, name);
  }
});

test("the first visit offers three ways in and is clean under axe", async ({ openProfile }) => {
  const page = await openApp(await openProfile());
  await expect(page.getByText(/demo/i).first()).toBeVisible();
  await expect(page.getByText(/file/i).first()).toBeVisible();
  await expect(page.getByText(/my site/i).first()).toBeVisible();
  await settled(page);
  await expectWellShown(page, "welcome");
});

/** Presses Tab until the focus is back at its start and describes each stop. */
async function focusStops(page: Page): Promise<{ name: string; seen: boolean }[]> {
  const stops: { name: string; seen: boolean }[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let step = 0; step < 200; step++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return undefined;
      if (element.dataset["tabbed"]) return undefined;
      element.dataset["tabbed"] = "1";
      const ringed = (part: Element | null): boolean => {
        if (!part) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        const { width, height } = part.getBoundingClientRect();
        const outlined = outlineStyle !== "none" && outlineWidth !== "0px";
        return width > 4 && height > 4 && (outlined || boxShadow !== "none");
      };
      const label = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const name = `${element.tagName.toLowerCase()} ${element.id} ${label.trim().slice(0, 40)}`;
      // A field may draw the ring on its frame, and a hidden input on its label.
      return { name, seen: [element, element.parentElement, element.nextElementSibling].some(ringed) };
    });
    if (!stop) break;
    stops.push(stop);
  }
  return stops;
}

test("everything is reached by keyboard, and the focus can always be seen", async ({ profile }) => {
  test.setTimeout(240_000);
  const { app, project } = await openBeside(profile);
  for (const path of PAGES) {
    await app.goto(`${path}?project=${project}`);
    await settled(app);
    const stops = await focusStops(app);
    expect(stops.length, path).toBeGreaterThan(5);
    expect(
      stops.filter(({ seen }) => !seen),
      path,
    ).toEqual([]);
  }
});

test("the range and the filters are in the address and survive a change of page", async ({ app }) => {
  test.setTimeout(240_000);
  const project = await fill(app);
  await app.goto(`/?project=${project}&range=7d`);
  await settled(app);
  await app.getByRole("link", { name: "Live" }).first().click();
  await expect(app).toHaveURL(/\/live\?.*range=7d/);
  await app.getByRole("link", { name: "Overview" }).first().click();
  await expect(app).toHaveURL(/range=7d/);
  await expect(app).toHaveURL(new RegExp(`project=${project}`));
});

test("a nonsense link to any view says what was wrong, and opens what is nearest", async ({ profile }) => {
  test.setTimeout(240_000);
  const { app, project } = await openBeside(profile);
  const nonsense = `project=${project}&range=someday&filters=%5B&q=%7B&sql=+&as=pie&query=gone&columns=%2C&event=x`;
  for (const path of PAGES) {
    await app.goto(`${path}?${nonsense}`);
    await expect(app.getByText("This link's range was not understood"), path).toBeVisible();
    await expect(app.getByRole("heading", { level: 1 }), path).toBeVisible();
  }
  await app.goto(`/explore?${nonsense}`);
  await expect(app.getByText("This link's question was not understood")).toBeVisible();
  await app.goto(`/events?${nonsense}`);
  await expect(app.getByText("This link's event was not understood")).toBeVisible();
  await app.goto(`/sql?${nonsense}`);
  await expect(app.getByText("This link's saved query is not in this project")).toBeVisible();
  await app.goto(`/nowhere?${nonsense}`);
  await expect(app.getByText("This address leads nowhere")).toBeVisible();
  await app.goto("/live?project=gone");
  await expect(app.getByRole("button", { name: "Open Tea shop" })).toBeVisible();

  // A link that was copied is the same view in another tab.
  const sheet = encodeURIComponent(JSON.stringify({ series: [{ letter: "A", measure: "users" }] }));
  for (const view of [
    `/explore?project=${project}&range=7d&q=${sheet}`,
    `/events?project=${project}&range=7d&q=signup`,
    `/sql?project=${project}&sql=SELECT+42+AS+answer&as=chart`,
  ]) {
    await app.goto(view);
    await settled(app);
    const other = await profile.newPage();
    await other.goto(app.url());
    await settled(other);
    const shown = (page: Page) => page.getByRole("main").getByRole("heading").allTextContents();
    expect(await shown(other), view).toEqual(await shown(app));
    await other.close();
  }
});
