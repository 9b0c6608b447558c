import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { readDashboard, resetDashboard, saveDashboard } from "../../../src/catalog/dashboards.ts";
import type { Dashboard } from "../../../src/model/dashboard.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

/** Writes what no code of ours writes. */
const damage = (db: ReturnType<typeof openTestDatabase>, row: unknown) => db.dashboards.put(row as Dashboard);

test("the first read makes the Overview, which fills rows of twelve columns", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const overview = valueOf(await readDashboard(db, project.id));
  expect(overview.widgets.map((widget) => widget.kind)).toEqual([
    "stat",
    "stat",
    "stat",
    "stat",
    "series",
    "top",
    "top",
    "top",
    "recent",
  ]);
  const spans = overview.widgets.map((widget) => widget.span);
  expect(spans).toEqual([3, 3, 3, 3, 8, 4, 4, 4, 4]);
  expect(valueOf(await readDashboard(db, project.id))).toEqual(overview);
  expect(await db.dashboards.count()).toBe(1);
});

test("two tabs that read first make one", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const both = await Promise.all([readDashboard(db, project.id), readDashboard(db, project.id)]);
  expect(valueOf(both[0])).toEqual(valueOf(both[1]));
});

test("a project that is not there has none", async () => {
  const db = openTestDatabase();
  expect(failureOf(await readDashboard(db, "nowhere")).kind).toBe("unknown-project");
  expect(failureOf(await resetDashboard(db, "nowhere")).kind).toBe("unknown-project");
});

test("saving keeps the time of creation and gives back what is stored", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const overview = valueOf(await readDashboard(db, project.id));
  const widgets = overview.widgets.slice(0, 4);
  const saved = valueOf(await saveDashboard(db, { ...overview, createdAt: 1, widgets }));
  expect(saved).toMatchObject({ widgets, createdAt: overview.createdAt });
  expect(valueOf(await readDashboard(db, project.id))).toEqual(saved);
});

describe("a stored dashboard that cannot be understood", () => {
  test.each<[string, (good: Dashboard) => unknown]>([
    ["lost its widgets", (good) => ({ ...good, widgets: undefined })],
    ["has widgets that are text", (good) => ({ ...good, widgets: "[]" })],
    ["has a widget of no kind", (good) => ({ ...good, widgets: [{ id: "a", span: 3 }] })],
    [
      "has an unknown stat",
      (good) => ({ ...good, widgets: [{ id: "a", kind: "stat", stat: "x", span: 3 }] }),
    ],
    ["has a span of 13", (good) => ({ ...good, widgets: [{ id: "a", kind: "recent", span: 13 }] })],
    ["has a span of NaN", (good) => ({ ...good, widgets: [{ id: "a", kind: "recent", span: Number.NaN }] })],
    ["has two widgets of one id", (good) => ({ ...good, widgets: [good.widgets[0], good.widgets[0]] })],
    ["has no version", (good) => ({ ...good, version: undefined })],
    ["has version 0", (good) => ({ ...good, version: 0 })],
    ["is another project's", (good) => ({ ...good, projectId: "other" })],
  ])("%s: damaged, left as it is, and reset on demand", async (_words, breakIt) => {
    const db = openTestDatabase();
    const project = await makeProject(db);
    const good = valueOf(await readDashboard(db, project.id));
    const broken = breakIt(good);
    await damage(db, broken);
    expect(failureOf(await readDashboard(db, project.id))).toMatchObject({
      kind: "damaged-record",
      table: "dashboards",
      key: good.id,
    });
    expect(failureOf(await saveDashboard(db, good)).kind).toBe("damaged-record");
    expect(await db.dashboards.get(good.id)).toEqual(broken);
    expect(valueOf(await resetDashboard(db, project.id)).widgets).toEqual(good.widgets);
    expect(valueOf(await readDashboard(db, project.id)).widgets).toEqual(good.widgets);
  });

  test("a newer version is said to be newer, and not touched", async () => {
    const db = openTestDatabase();
    const project = await makeProject(db);
    const good = valueOf(await readDashboard(db, project.id));
    await damage(db, { ...good, version: 7, widgets: { grid: [] } });
    expect(failureOf(await readDashboard(db, project.id))).toMatchObject({ kind: "newer-schema", found: 7 });
    expect(failureOf(await saveDashboard(db, good)).kind).toBe("newer-schema");
  });
});

test("a page cannot save a dashboard under another project's name", async () => {
  const db = openTestDatabase();
  const mine = await makeProject(db, { name: "Mine" });
  const theirs = await makeProject(db, { name: "Theirs" });
  const overview = valueOf(await readDashboard(db, mine.id));
  const stolen = { ...overview, id: `${theirs.id}:overview` };
  expect(failureOf(await saveDashboard(db, stolen)).kind).toBe("invalid-input");
  expect(valueOf(await readDashboard(db, theirs.id)).projectId).toBe(theirs.id);
});

test.each([undefined, null, 3, "x", [], { widgets: [] }])("refuses to save %j", async (input) => {
  const db = openTestDatabase();
  expect(failureOf(await saveDashboard(db, input)).kind).toBe("invalid-input");
});
