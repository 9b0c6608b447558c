import type { Page } from "@playwright/test";
import { ENDLESS_SQL } from "../support/endless-sql.ts";
import { expect, test } from "./app-test.ts";
import { ask, call, createProject, tryCall } from "./call-app.ts";
import { expectAccessible } from "./run-axe.ts";

const DAY = 86_400_000;

async function openFilled(page: Page): Promise<string> {
  const project = await createProject(page, "Shop");
  const now = Date.now();
  await call(
    page,
    "append",
    project,
    Array.from({ length: 500 }, (_, n) => ({
      id: `event-${n}`,
      name: "click",
      distinctId: `browser-${n % 7}`,
      timestamp: now - n * 600_000,
    })),
  );
  return project;
}

/** One event too many in every day, where it is stored. */
const spoilDays = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("lochan");
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("dailyStats", "readwrite");
          transaction.objectStore("dailyStats").openCursor().onsuccess = ({ target }) => {
            const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
            if (cursor === null) return;
            const row = cursor.value as { events: Float64Array };
            cursor.update({ ...row, events: row.events.map((count) => count + 1) });
            cursor.continue();
          };
          transaction.onabort = () => reject(new Error("The rows were not changed."));
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );

test("a question that takes long is shown and cancelled by itself, while panels answer", async ({
  app: page,
}) => {
  const project = await openFilled(page);
  await page.goto(`/?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await call(page, "sql", project, "SELECT 1");
  const runaway = tryCall(page, "sql", project, ENDLESS_SQL);
  const strip = page.getByRole("region", { name: "Questions that take long" });
  await expect(strip).toContainText("running for");
  const fixed = await call(page, "ask", project, { version: 1, measure: "events", window: { last: "7d" } });
  expect(fixed.total).toBeGreaterThan(0);
  expect((await call(page, "sql", project, "SELECT count(*) FROM events")).rows).toEqual([[500]]);
  await expectAccessible(page, "a question that takes long");
  await strip.getByRole("button", { name: /^Cancel: SELECT sum/ }).press("Enter");
  expect(await runaway).toMatchObject({ ok: false, failure: { kind: "query-cancelled" } });
  await expect(strip).toHaveCount(0);
});

test("a recount names what differs and repairs it, and everything derived can be rebuilt", async ({
  app: page,
}) => {
  const project = await openFilled(page);
  await page.goto(`/settings?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  await call(page, "ask", project, { version: 1, measure: "events", window: { last: "7d" } });
  await spoilDays(page);
  await page.getByRole("button", { name: "Recount everything" }).click();
  const section = page.getByRole("region", { name: "Check the numbers" });
  await expect(section.getByText(/^Drift [1-9]/)).toBeVisible({ timeout: 60_000 });
  await expect(section.getByRole("listitem").first()).toContainText(
    /events where the log has \d+, in all events/,
  );
  await expect(section).toContainText("recounted: drift 0");
  await section.getByRole("button", { name: "Rebuild all counts" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rebuild" }).click();
  await expect(section).toContainText("All counts were built anew", { timeout: 60_000 });
  await section.getByRole("button", { name: "Recount everything" }).click();
  await expect(section.getByText("Drift 0")).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page, "recounted");
});

test("an erased day stays out, and comes in again once it is let in", async ({ app: page }) => {
  const project = await openFilled(page);
  await page.goto(`/settings?project=${project}`);
  await page.waitForFunction(() => "lochanApp" in window);
  const today = Math.floor(Date.now() / DAY) * DAY;
  const [date] = new Date(today - DAY).toISOString().split("T") as [string];
  const events = Array.from({ length: 30 }, (_, n) => ({
    id: `yesterday-${n}`,
    name: "click",
    distinctId: "somebody",
    timestamp: today - DAY + n * 60_000,
  }));
  const { total } = await ask(page, project, {
    measure: "events",
    window: { from: today - DAY, to: today },
  });
  expect(await call(page, "append", project, events)).toMatchObject({ accepted: 30 });

  const section = page.getByRole("region", { name: "Erase events" });
  await section.getByLabel("From one day to another").check();
  await section.getByLabel("First day that goes").fill(date);
  await section.getByLabel("Last day that goes").fill(date);
  await section.getByRole("button", { name: "Erase" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(`${total + 30} events go.`);
  await dialog.getByRole("textbox").fill("erase");
  await dialog.getByRole("button", { name: `Erase ${total + 30} events` }).click();
  await expect(section).toContainText(`${total + 30} events were erased`);
  await expect(section).toContainText("Events from that time are left out from now on.");
  const out = section.getByRole("list", { name: "Erased times that are kept out" });
  await expect(out.getByRole("listitem")).toHaveCount(1);
  await expectAccessible(page, "an erased day");
  expect(await call(page, "append", project, events)).toMatchObject({ accepted: 0, erased: 30 });

  await out.getByRole("button", { name: /^Let in again: / }).click();
  await expect(out).toHaveCount(0);
  const said = section.getByText(/^Let in again: .* Import or send its events now\.$/);
  await expect(said).toBeFocused();
  expect(await call(page, "append", project, events)).toMatchObject({ accepted: 30, erased: 0 });
});
