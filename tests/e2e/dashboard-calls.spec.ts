import { expect, test } from "./app-test.ts";
import { call, createProject, failureOf } from "./call-app.ts";

test("a script saves, lists, exports, imports and deletes dashboards, and is told why it cannot", async ({
  app: page,
}) => {
  const project = await createProject(page, "Tea shop");
  const other = await createProject(page, "Coffee shop");
  const place = { x: 0, y: 0, w: 3, h: 4 };
  const widgets = [{ id: "a", kind: "stat", stat: "events_today", place }];
  const made = await call(page, "saveDashboard", project, { name: "Shelf", widgets });
  expect(await call(page, "dashboards", project)).toEqual([{ id: made.id, name: "Shelf" }]);
  expect(await call(page, "dashboard", project, made.id)).toEqual(made);
  expect((await call(page, "dashboard", project)).id).toBe(`${project}:overview`);
  const renamed = await call(page, "saveDashboard", project, { ...made, name: "Window" });
  expect(renamed).toMatchObject({ id: made.id, name: "Window", createdAt: made.createdAt });

  const text = await call(page, "exportDashboard", project, made.id);
  const copy = await call(page, "importDashboard", other, text);
  expect(copy).toMatchObject({ projectId: other, name: "Window", widgets });
  await page.goto(`/dashboards/${copy.id.slice(other.length + 1)}?project=${other}`);
  await expect(page.getByRole("heading", { level: 1, name: "Window" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Events today" })).toBeVisible();

  const wide = [{ ...widgets[0], place: { ...place, x: 11 } }];
  expect(await failureOf(page, "saveDashboard", project, { name: "Wide", widgets: wide })).toMatchObject({
    ...{ kind: "invalid-input", path: "widgets.0.place" },
    message: "A widget ends within the 12 columns of the grid.",
  });
  expect(await failureOf(page, "saveDashboard", other, renamed)).toMatchObject({
    kind: "invalid-input",
    path: "id",
  });
  expect(await failureOf(page, "dashboard", project, copy.id)).toMatchObject({ kind: "damaged-record" });
  expect(
    await failureOf(page, "importDashboard", other, text.replace('"version": 2', '"version": 9')),
  ).toMatchObject({ kind: "newer-schema" });
  expect(await call(page, "deleteDashboard", project, made.id)).toMatchObject({ name: "Window" });
  expect(await call(page, "deleteDashboard", project, made.id)).toBeNull();
  expect(await failureOf(page, "dashboard", project, made.id)).toMatchObject({
    ...{ kind: "unknown-dashboard", dashboardId: made.id },
  });
});
