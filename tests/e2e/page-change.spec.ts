import { type Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { readWork, watchWork } from "./watch-work.ts";

/** Whether a chart came with its plot already drawn, for each that came from now on. */
const watchCharts = (app: Page): Promise<void> =>
  app.evaluate(() => {
    const drawn: boolean[] = [];
    Object.assign(window, { drawn });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node instanceof Element)
            for (const chart of node.querySelectorAll("[aria-roledescription=chart]"))
              drawn.push(chart.querySelector("canvas") !== null);
    }).observe(document.body, { subtree: true, childList: true });
  });

test("a page that is opened is made a stretch at a time", async ({ app }) => {
  const project = await createProject(app, "Shop");
  const events = Array.from({ length: 100 }, (_, n) => ({
    type: "track",
    name: `name ${n}`,
    distinctId: "d",
    timestamp: Date.now(),
    properties: Object.fromEntries(Array.from({ length: 20 }, (_each, key) => [`key ${key}`, n])),
  }));
  await call(app, "append", project, events);
  await app.goto(`/?project=${project}&traffic=all`);
  const recent = app.getByRole("list", { name: "Recent events" }).getByRole("listitem");
  await expect(recent).toHaveCount(24);

  await watchWork(app);
  await app.getByRole("link", { name: "Live" }).first().click();
  await expect(app.getByRole("option")).toHaveCount(24);
  await expect(app.getByText("Event id")).toBeVisible();
  expect((await readWork(app)).mostMade).toBeLessThan(200);

  await watchWork(app);
  await watchCharts(app);
  await app.getByRole("link", { name: "Overview" }).first().click();
  await expect(recent).toHaveCount(24);
  await expect(app.locator("[aria-roledescription=chart] canvas")).toBeVisible();
  const { mostMade } = await readWork(app);
  expect(mostMade).toBeLessThan(200);
  expect(await app.evaluate(() => (window as unknown as { drawn: boolean[] }).drawn)).toEqual([false]);
});
