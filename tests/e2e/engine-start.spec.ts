import { expect, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";

test.describe("a script that does not come", () => {
  test.use({ expectedComplaints: [/ERR_FAILED/] });

  test("a part of the app that cannot be loaded is told, and a reload helps once it is there", async ({
    profile,
  }) => {
    const page = await profile.newPage();
    const worker = /\/engine-[\w-]{8}\.js$/;
    await page.route(worker, (route) => route.abort());
    await page.goto("/");
    const told = page.getByText("Lochan could not start in this tab");
    await expect(told).toBeVisible();
    await expect(page.getByRole("contentinfo")).toHaveText("Not running");
    const moving = () => document.getAnimations().filter(({ playState }) => playState === "running").length;
    await expect.poll(() => page.evaluate(moving)).toBe(0);
    await page.unroute(worker);
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByText("Try the demo")).toBeVisible();
    await expect(told).toBeHidden();
  });
});

test.describe("a module that cannot be compiled", () => {
  // The worker's error comes to whoever started it, and to the page.
  test.use({ expectedComplaints: [/WebAssembly|ErrorEvent|^page error: null$/] });

  test("a query engine that is damaged is told at once, and counts go on without it", async ({ profile }) => {
    const page = await profile.newPage();
    await page.route(/\/duckdb-eh-[\w-]{8}\.wasm$/, (route) =>
      route.fulfill({ contentType: "application/wasm", body: "no module" }),
    );
    await page.goto("/");
    await page.waitForFunction(() => "lochanApp" in window);
    const project = await createProject(page, "Without an engine");
    await call(page, "append", project, [{ name: "one", distinctId: "d", timestamp: Date.now() }]);
    await page.goto(`/sql?project=${project}`);
    await expect(page.getByRole("contentinfo")).toContainText("Engine failed");
    expect((await ask(page, project, { measure: "events", window: { last: "today" } })).total).toBe(1);
  });
});
