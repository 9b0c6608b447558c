import type { Page } from "@playwright/test";
import { expect, test } from "./app-test.ts";
import { call } from "./call-app.ts";
import {
  capture,
  expectExactly,
  flush,
  serveTracked,
  snippetLoaded,
  storedEvents,
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

/** Time that only a test moves: what limits count by, and what events are dated by. */
const ownTime = (): void => {
  if (window !== top) return;
  const now = Date.now();
  const since = performance.now();
  const moved = window as unknown as { ahead: number };
  moved.ahead = 0;
  Date.now = () => now + moved.ahead;
  performance.now = () => since + moved.ahead;
};
const moveTime = (page: Page, ms: number): Promise<void> =>
  page.evaluate((more) => void ((window as unknown as { ahead: number }).ahead += more), ms);

const droppedOf = (events: readonly { name: string; properties: Record<string, unknown> }[]): number =>
  events
    .filter(({ name }) => name === "$dropped")
    .reduce((sum, { properties }) => sum + Number(properties["count"]), 0);

test("a burst past the limit is cut, and what was cut is counted", async ({ app, profile }) => {
  const page = await profile.newPage();
  await page.addInitScript(ownTime);
  await page.goto(`${site.sameSite}/`);
  await snippetLoaded(page);
  await moveTime(page, 10_000);
  const ids = await capture(page, project, "burst", 150);
  expect(ids).toHaveLength(100);
  await moveTime(page, 10_000);
  await capture(page, project, "after", 1);
  expect(await flush(page)).toBe("delivered");
  await expectExactly(app, project, "burst", ids);
  expect(droppedOf(await storedEvents(app, project))).toBe(50);
});

test("an outbox that overflows for a day loses its oldest, and every one of them is counted", async ({
  app,
  profile,
}) => {
  test.setTimeout(180_000);
  await call(app, "updateProject", project, { origins: ["https://elsewhere.example"] });
  const page = await profile.newPage();
  await page.addInitScript(ownTime);
  await page.goto(`${site.sameSite}/`);
  await snippetLoaded(page);
  // More than twice what fits: what tells of the first losses is itself among the later ones.
  const CALLS = 2_300;
  await page.evaluate(async (calls) => {
    const moved = window as unknown as { ahead: number };
    for (let n = 0; n < calls; n++) {
      moved.ahead += 150;
      window.lochan!("kept", { n });
      if (n % 100 === 0) await new Promise((next) => setTimeout(next));
    }
  }, CALLS);
  expect((await waitingIds(page, project)).length).toBeLessThanOrEqual(1_000);
  await call(app, "updateProject", project, { origins: [site.sameSite] });
  expect(await flush(page)).toBe("delivered");
  await moveTime(page, 10_000);
  await capture(page, project, "after", 1);
  expect(await flush(page)).toBe("delivered");

  await expect.poll(async () => (await storedEvents(app, project)).at(-1)?.name).toBe("after");
  const events = await storedEvents(app, project);
  const kept = events.filter(({ name }) => name === "kept").map(({ properties }) => Number(properties["n"]));
  expect(kept.at(-1)).toBe(CALLS - 1);
  expect(kept).toEqual(kept.map((_, index) => CALLS - kept.length + index));
  const pages = events.filter(({ name }) => name === "page_view").length;
  // The page view was the first of all, and so among the lost.
  expect(kept.length + pages + droppedOf(events)).toBe(CALLS + 1);
});
