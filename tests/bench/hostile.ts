import type { Page } from "@playwright/test";
import { openApp, openFromApp } from "../e2e/app-test.ts";
import { call } from "../e2e/call-app.ts";
import { flood, sendNames } from "../e2e/hostile-floods.ts";
import { makeRogue } from "../e2e/rogue-page.ts";
import { serveSite } from "../e2e/serve-site.ts";
import { createTracked, KEY } from "../e2e/tracked-site.ts";
import { openBrowser } from "./browser.ts";
import { rest } from "./equip.ts";
import { say } from "./run.ts";
import { type TaskReport, traceTasks } from "./trace-tasks.ts";

const NAMES = 10_000;

export interface HostileReport {
  /** Hellos and events of one site without end, seen on the Overview and on Live. */
  flood: TaskReport & { answers: Record<string, number> };
  /** Ten thousand events of as many names, counted, and both pages seen. */
  names: TaskReport;
}

/** By selectors: to look for a role is work of the page's thread, which is measured. */
const show = async (app: Page, page: "Live" | "Overview"): Promise<void> => {
  await app
    .locator(page === "Live" ? 'nav a[href^="/live"]' : 'nav a[href^="/?"]')
    .first()
    .click();
  await app.locator("h1", { hasText: page }).waitFor();
};

/** What sites that the app opened can make of the main thread of its page. */
export async function measureHostile(origin: string): Promise<HostileReport> {
  const sites = await Promise.all(
    Array.from({ length: 3 }, () =>
      serveSite(() => ({ body: "<!doctype html><title>Rogue</title><link rel=icon href='data:,'><body>" })),
    ),
  );
  const browser = await openBrowser(origin);
  try {
    const app = await openApp(browser.context);
    const project = await createTracked(app);
    await call(app, "updateProject", project, { origins: sites.map(({ crossSite }) => crossSite) });
    // What an automated browser sends is left out otherwise, and nothing of it drawn.
    await app.goto(`/?project=${project}&traffic=all`);
    await app.waitForFunction(() => "lochanApp" in window);
    const openRogue = async (site: number): Promise<Page> => {
      const page = await openFromApp(browser.context, app, `${sites[site]!.crossSite}/`);
      await makeRogue(page, { app: origin, project, key: KEY });
      // Tabs in front keep those behind from painting.
      await app.bringToFront();
      return page;
    };
    const namers = [await openRogue(0), await openRogue(1)];
    await rest(app);
    const names = await traceTasks(app, async () => {
      for (const [site, page] of namers.entries()) {
        await sendNames(page, site);
        await show(app, site === 0 ? "Live" : "Overview");
      }
      // Until all of them are counted and drawn.
      await app.locator("main", { hasText: NAMES.toLocaleString("en") }).waitFor();
    });
    for (const page of namers) await page.close();
    const rogue = await openRogue(2);
    await rest(app);
    let answers: Record<string, number> = {};
    const flooded = await traceTasks(app, async () => {
      const flooding = flood(rogue, { app: origin, project, key: KEY });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await show(app, "Live");
      answers = await flooding;
    });
    if (!(Number(answers["acked"]) > 0 && Number(answers["rate-limited"]) > 0))
      throw new Error(`The flood was not what it should be: ${JSON.stringify(answers)}`);
    const report = { flood: { ...flooded, answers }, names };
    for (const [what, { longestTaskMs, longestProcessorMs, longTasks }] of Object.entries(report))
      say(
        `${`hostile, ${what}`.padEnd(20)}longest task ${longestTaskMs} ms, ${longestProcessorMs} ms of processor; ${longTasks} of 50 ms and more`,
      );
    return report;
  } finally {
    await browser.close();
    await Promise.all(sites.map((site) => site.close()));
  }
}
