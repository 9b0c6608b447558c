import { expect, openApp, test } from "./app-test.ts";
import { call, createProject } from "./call-app.ts";

test("a database that the browser deleted is told of, until somebody has read it", async ({
  profile,
  app,
  origins,
}) => {
  const title = "What this browser had stored is gone";
  const project = await createProject(app, "Lost");
  await call(app, "append", project, [{ name: "seen", distinctId: "d", timestamp: Date.now() }]);
  await app.waitForFunction(() => localStorage.getItem("lochan-database") !== null);
  await app.reload();
  await expect(app.getByText("1 event on this device")).toBeVisible();
  await expect(app.getByText(title)).toHaveCount(0);

  await app.goto("about:blank");
  const session = await profile.newCDPSession(app);
  await session.send("Storage.clearDataForOrigin", { origin: origins.app, storageTypes: "indexeddb" });

  const reopened = await openApp(profile);
  await expect(reopened.getByRole("alert").filter({ hasText: title })).toBeVisible();
  await reopened.reload();
  const notice = reopened.getByRole("alert").filter({ hasText: title });
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toHaveCount(0);

  await reopened.reload();
  await expect(reopened.getByText("0 events on this device")).toBeVisible();
  await expect(reopened.getByText(title)).toHaveCount(0);
});
