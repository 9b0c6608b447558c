import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { expectWellShown, settled } from "./run-axe.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The same hour of the same date, in UTC, a year before; of 29 February the 28th. */
function yearBefore(ms: number): number {
  const at = new Date(ms);
  const isLeapDay = at.getUTCMonth() === 1 && at.getUTCDate() === 29;
  return new Date(ms - (isLeapDay ? DAY_MS : 0)).setUTCFullYear(at.getUTCFullYear() - 1);
}

const open = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.waitForFunction(() => "lochanApp" in window);
  await settled(page);
};
const explore = (project: string, sheet: object): string =>
  `/explore?project=${project}&range=7d&q=${encodeURIComponent(JSON.stringify(sheet))}`;

test("a range that runs is compared with the same hours before, on every page and with the same figure", async ({
  app: page,
}) => {
  const project = await createProject(page, "Tea shop");
  const until = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const happened = (count: number, timestamp: number, from: number) =>
    Array.from({ length: count }, (_, n) => ({
      ...{ name: "sip", type: "track", distinctId: `browser-${from + n}`, timestamp },
      properties: { tea: n % 3 === 0 ? "green" : "black" },
    }));
  const lastHour = until - HOUR_MS;
  await call(page, "append", project, [
    // 33 in hours that are over, 40 in the one that runs.
    ...happened(30, until - 3 * DAY_MS, 0),
    ...happened(3, lastHour, 30),
    ...happened(40, until, 100),
    // As many hours of the week before have 18, the hours after them 60 more.
    ...happened(10, until - 10 * DAY_MS, 200),
    ...happened(8, lastHour - 7 * DAY_MS, 210),
    ...happened(60, until - 7 * DAY_MS + HOUR_MS / 2, 300),
    // And of the year before 11, and 50 more.
    ...happened(11, yearBefore(lastHour), 400),
    ...happened(50, yearBefore(lastHour) + 1.5 * HOUR_MS, 500),
  ]);

  await open(page, `/?project=${project}&range=7d`);
  const overTime = page.getByRole("region", { name: "Events over time" });
  await expect(overTime).toContainText("73");
  await expect(overTime).toContainText("83%");
  await expect(overTime).toContainText("as much of the 7 days before, to");

  const events = { series: [{ letter: "A", measure: "events" }] };
  await open(page, explore(project, events));
  const totals = page.getByRole("table", { name: /^Totals:/ });
  await expect(totals.getByRole("row").nth(1)).toContainText("83%");
  await expect(totals.getByTitle(/^33 against 18, as much of the 7 days before, to/)).toBeVisible();
  await expect(page.getByText(/against as much of the 7 days before, to/).last()).toBeVisible();
  await expectWellShown(page, "explore-so-far");

  // By tea: 33 are 11 green and 22 black; 18 are 4 + 3 = 7 green and 11 black.
  await open(page, explore(project, { ...events, breakdown: { property: "tea", top: 5 } }));
  await expect(totals.getByTitle(/^22 against 11,/)).toBeVisible();
  await expect(totals.getByTitle(/^11 against 7,/)).toBeVisible();

  await open(page, explore(project, { ...events, compare: "year", display: "number" }));
  const numbers = page.getByRole("list", { name: "Totals" });
  await expect(numbers).toContainText("200%");
  await expect(numbers).toContainText("33 by then, 11 in as much of the year before, to");

  const widget = {
    ...{ id: "w1", kind: "answer", title: "Sips", place: { x: 0, y: 0, w: 3, h: 4 } },
    exploration: {
      ...{ version: 1, window: { last: "24h" }, filters: [], allTraffic: false, formulas: [] },
      ...{ series: [{ letter: "A", measure: "events", filters: [] }], compare: "previous" },
      ...{ display: "number", shown: "counted" },
    },
  };
  const board = { id: `${project}:b1`, projectId: project, name: "Week", version: 2, widgets: [widget] };
  await call(page, "saveDashboard", project, board);
  await open(page, `/dashboards/b1?project=${project}&range=7d`);
  await expect(page.getByRole("region", { name: "Sips" })).toContainText("83%");
});
