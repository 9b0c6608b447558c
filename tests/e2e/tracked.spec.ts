import { expect, test } from "./app-test.ts";
import { ask, call, createProject } from "./call-app.ts";

const HOUR = 3_600_000;

test("every top panel without a filter answers from rollups; a marked property does too", async ({
  app: page,
}) => {
  const project = await createProject(page, "Shop");
  const now = Date.now();
  await call(
    page,
    "append",
    project,
    Array.from({ length: 60 }, (_, n) => ({
      name: "page_view",
      type: "page",
      distinctId: `b${n % 7}`,
      timestamp: now - n * HOUR,
      properties: { path: `/p${n % 5}`, title: `Page ${n % 5}`, plan: n % 3 === 0 ? "team" : "free" },
    })),
  );
  await page.goto(`/?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  for (const last of ["today", "24h", "48h", "7d", "30d", "90d", "12mo"])
    for (const measure of ["events", "users", "sessions"])
      for (const breakdown of ["path", "title", "referrer_host"]) {
        const question = { measure, window: { last }, breakdown, compare: "previous" };
        for (const more of [{}, { name: "page_view" }]) {
          const { receipt } = await ask(page, project, { ...question, ...more });
          expect({ ...question, ...more, source: receipt.source }).toEqual({
            ...question,
            ...more,
            // In a day's last hour the last 24 and 48 are whole days.
            source: receipt.from % (24 * HOUR) === 0 && receipt.to % (24 * HOUR) === 0 ? "daily" : "hourly",
          });
        }
      }

  const byPlan = { measure: "users", window: { last: "7d" }, breakdown: "plan" };
  const raw = await ask(page, project, byPlan);
  expect(raw.receipt.source).toBe("raw");
  await page.getByRole("link", { name: "Settings" }).click();
  const section = page.getByRole("region", { name: "Tracked properties" });
  await section.getByRole("combobox", { name: "Add a property" }).fill("plan");
  await section.getByRole("button", { name: "Add", exact: true }).click();
  await expect(section.getByRole("status")).toContainText("plan was added.");
  const told = await ask(page, project, byPlan);
  expect(told.receipt.source).toBe("daily");
  expect(told.groups).toEqual(raw.groups);
  expect(await call(page, "verify", project)).toMatchObject({ drift: 0 });
  await section.getByRole("button", { name: "Remove plan" }).click();
  await expect(section.getByRole("status")).toContainText("plan was removed.");
});
