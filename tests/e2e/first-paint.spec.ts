import { expect, openApp, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";
import { makeTraffic } from "../support/web-traffic.ts";

test.describe("a reload", () => {
  test("shows the numbers of before while the engine is not there yet, and then those of now", async ({
    profile,
    origins,
  }) => {
    const page = await openApp(profile);
    const project = await createProject(page, "Shop");
    const now = Date.now();
    const events = makeTraffic({ count: 321, from: now - 3_600_000, to: now, seed: 5 });
    await call(page, "append", project, events);
    await page.goto(`/?project=${project}&range=90d`);
    const total = page.locator("main").getByText("321", { exact: true }).first();
    await expect(total).toBeVisible();
    const paintedTotals = (): Promise<number[]> =>
      page.evaluate(async (projectId) => {
        const db = await new Promise<IDBDatabase>((resolve, reject) => {
          const opening = indexedDB.open("lochan");
          opening.onsuccess = () => resolve(opening.result);
          opening.onerror = () => reject(opening.error);
        });
        const row = await new Promise<{ answers: [string, { total: number }][] } | undefined>((resolve) => {
          const asked = db.transaction("paints").objectStore("paints").get(projectId);
          asked.onsuccess = () => resolve(asked.result);
        });
        db.close();
        const chart = (row?.answers ?? []).filter(([question]) => question.includes('"compare":"previous"'));
        return chart.map(([, { total }]) => total);
      }, project);
    await expect.poll(paintedTotals).toContain(321);

    // Stored, and shown by nobody: the page is elsewhere.
    await page.goto(`/help?project=${project}`);
    await call(page, "append", project, [{ name: "late", distinctId: "late", timestamp: now - 60_000 }]);
    // A page whose engine waits for a script that does not come.
    await page.addInitScript(() => {
      const Original = window.Worker;
      let begin = (): void => undefined;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      Object.assign(window, { letEngineStart: begin });
      window.Worker = class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          const post = this.postMessage.bind(this);
          this.postMessage = (...message: unknown[]) =>
            void begun.then(() => post(...(message as [unknown])));
        }
      };
    });
    await page.goto(`${origins.app}/?project=${project}&range=90d`);
    await expect(total).toBeVisible();
    await page.evaluate(() => (window as unknown as { letEngineStart: () => void }).letEngineStart());
    await expect(page.locator("main").getByText("322", { exact: true }).first()).toBeVisible();
  });
});
