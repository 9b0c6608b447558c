import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { dashboardToFile, parseDashboardFile } from "../../../src/catalog/dashboard-file.ts";
import {
  listDashboards,
  readDashboard,
  removeDashboard,
  resetDashboard,
  saveDashboard,
} from "../../../src/catalog/dashboards.ts";
import { packGrid } from "../../../src/model/grid.ts";
import type { Dashboard } from "../../../src/model/dashboard.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const place = { x: 0, y: 0, w: 3, h: 4 };
const recent = (at: object) => ({ id: "a", kind: "recent", place: at });
const answer = (exploration: object) => ({ id: "a", kind: "answer", place, exploration });

/** Writes what no code of ours writes. */
const damage = (db: ReturnType<typeof openTestDatabase>, row: unknown) => db.dashboards.put(row as Dashboard);

test("the first read makes the Overview, which fills rows of twelve columns", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const overview = valueOf(await readDashboard(db, project.id));
  expect(overview.widgets.map((widget) => widget.kind)).toEqual([
    ...Array.from({ length: 10 }, () => "stat"),
    "series",
    ...Array.from({ length: 6 }, () => "top"),
    "recent",
    "goals",
  ]);
  const widths = overview.widgets.map(({ place }) => place.w);
  expect(widths).toEqual([3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 8, 4, 4, 4, 4, 6, 6, 8, 4]);
  expect(packGrid(overview.widgets)).toEqual(overview.widgets);
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
    ["has a widget of no kind", (good) => ({ ...good, widgets: [{ id: "a", place }] })],
    ["has an unknown stat", (good) => ({ ...good, widgets: [{ id: "a", kind: "stat", stat: "x", place }] })],
    ["has a widget without a place", (good) => ({ ...good, widgets: [{ id: "a", kind: "recent" }] })],
    ["reaches out of the grid", (good) => ({ ...good, widgets: [recent({ ...place, x: 9, w: 4 })] })],
    ["has a width of NaN", (good) => ({ ...good, widgets: [recent({ ...place, w: Number.NaN })] })],
    ["has an exploration of nothing", (good) => ({ ...good, widgets: [answer({ version: 1 })] })],
    [
      "is of version 1 and has a span of 13",
      (good) => ({ ...good, version: 1, widgets: [{ id: "a", kind: "recent", span: 13 }] }),
    ],
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

describe("a dashboard of version 1", () => {
  const stat = { id: "s", kind: "stat", stat: "events_today", span: 3 };
  const list = {
    id: "l",
    kind: "top",
    title: "Plans",
    tabs: [{ label: "Plans", breakdown: "plan" }],
    span: 10,
  };

  test("keeps its widgets and their widths, in rows", async () => {
    const db = openTestDatabase();
    const project = await makeProject(db);
    const good = valueOf(await readDashboard(db, project.id));
    await damage(db, { ...good, version: 1, widgets: [stat, list, { id: "r", kind: "recent", span: 2 }] });
    const { span: _, ...bare } = list;
    expect(valueOf(await readDashboard(db, project.id)).widgets).toEqual([
      { id: "s", kind: "stat", stat: "events_today", place: { x: 0, y: 0, w: 3, h: 4 } },
      { ...bare, place: { x: 0, y: 4, w: 10, h: 11 } },
      { id: "r", kind: "recent", place: { x: 10, y: 4, w: 2, h: 11 } },
    ]);
  });
});

test("widgets of every kind are stored as they are", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const overview = valueOf(await readDashboard(db, project.id));
  const exploration = {
    version: 1,
    series: [{ letter: "A", measure: { property: "price", fold: "p95" }, name: "checkout", filters: [] }],
    formulas: [],
    breakdown: { property: "plan", top: 3 },
    compare: "previous",
    display: "stacked",
    shown: "counted",
    window: { last: "7d" },
    filters: [],
    allTraffic: false,
  };
  const tab = {
    label: "Plans",
    breakdown: "plan",
    measure: "users",
    type: "track",
    filters: [{ property: "country", op: "is", value: "DE" }],
  };
  const widgets = [
    { ...answer(exploration), id: "1", title: "Prices" },
    { id: "2", kind: "text", text: "# Why", place },
    { id: "3", kind: "top", title: "Lists", tabs: [tab], place },
  ];
  expect(valueOf(await saveDashboard(db, { ...overview, widgets })).widgets).toEqual(widgets);
  expect(valueOf(await readDashboard(db, project.id)).widgets).toEqual(widgets);
});

describe("dashboards of one's own", () => {
  const draftOf = (projectId: string, key: string, name = key) => ({
    id: `${projectId}:${key}`,
    projectId,
    name,
    version: 2,
    widgets: [],
  });

  test("are listed by name, without the Overview and those of other projects", async () => {
    const db = openTestDatabase();
    const [mine, theirs] = [await makeProject(db), await makeProject(db, { name: "Theirs" })];
    valueOf(await readDashboard(db, mine.id));
    for (const name of ["beta", "Alpha"]) valueOf(await saveDashboard(db, draftOf(mine.id, name)));
    valueOf(await saveDashboard(db, draftOf(theirs.id, "gamma")));
    await damage(db, { id: `${mine.id}:broken`, projectId: mine.id, version: 2 });
    expect(valueOf(await listDashboards(db, mine.id)).map(({ name }) => name)).toEqual([
      "A damaged dashboard",
      "Alpha",
      "beta",
    ]);
  });

  test("one that is not there is said not to be, and none is made", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    expect(failureOf(await readDashboard(db, id, `${id}:gone`))).toMatchObject({
      kind: "unknown-dashboard",
      dashboardId: `${id}:gone`,
    });
    expect(await db.dashboards.count()).toBe(0);
  });

  test("what is deleted is given back, so that it can be saved again", async () => {
    const db = openTestDatabase();
    const [{ id }, other] = [await makeProject(db), await makeProject(db, { name: "Theirs" })];
    const saved = valueOf(await saveDashboard(db, draftOf(id, "a", "Launch")));
    expect(valueOf(await removeDashboard(db, other.id, saved.id))).toBeNull();
    expect(valueOf(await removeDashboard(db, id, saved.id))).toEqual(saved);
    expect(failureOf(await readDashboard(db, id, saved.id)).kind).toBe("unknown-dashboard");
    expect(valueOf(await saveDashboard(db, saved))).toMatchObject({ id: saved.id, name: "Launch" });
    await damage(db, { ...saved, widgets: "?" });
    expect(valueOf(await removeDashboard(db, id, saved.id))).toBeNull();
    expect(await db.dashboards.get(saved.id)).toBeUndefined();
  });

  test("there is a hundred of them at most, and fifty widgets on each", async () => {
    const db = openTestDatabase();
    const { id } = await makeProject(db);
    await db.dashboards.bulkAdd(
      Array.from({ length: 100 }, (_, at): Dashboard => ({
        ...draftOf(id, String(at)),
        projectId: id,
        version: 2,
        createdAt: 0,
        updatedAt: 0,
      })),
    );
    expect(failureOf(await saveDashboard(db, draftOf(id, "more")))).toMatchObject({
      kind: "invalid-input",
      message: "A project has at most 100 dashboards: delete one first.",
    });
    valueOf(await saveDashboard(db, draftOf(id, "99", "Renamed")));
    const widgets = Array.from({ length: 51 }, (_, at) => ({ id: String(at), kind: "recent", place }));
    expect(failureOf(await saveDashboard(db, { ...draftOf(id, "1"), widgets }))).toMatchObject({
      kind: "invalid-input",
      message: "A dashboard has at most 50 widgets.",
    });
  });
});

describe("a dashboard's file", () => {
  test("gives back what went into it", async () => {
    const db = openTestDatabase();
    const project = await makeProject(db);
    const { name, widgets } = valueOf(await readDashboard(db, project.id));
    expect(valueOf(parseDashboardFile(dashboardToFile({ name, widgets })))).toEqual({ name, widgets });
  });

  test("of version 1 is read", () => {
    const old = {
      lochan: "dashboard",
      version: 1,
      name: "Old",
      widgets: [{ id: "r", kind: "recent", span: 5 }],
    };
    expect(valueOf(parseDashboardFile(JSON.stringify(old))).widgets).toEqual([
      { id: "r", kind: "recent", place: { x: 0, y: 0, w: 5, h: 11 } },
    ]);
  });

  test.each([
    ["nothing", "", /^It is not JSON/],
    ["another file", "{}", /does not begin with/],
    ["a list", "[]", /does not begin with/],
    ["a tracking plan", '{"lochan":"tracking-plan","version":1}', /does not begin with/],
    ["no name", '{"lochan":"dashboard","version":2,"widgets":[]}', /needs a name|name/],
    [
      "an unknown kind",
      '{"lochan":"dashboard","version":2,"name":"x","widgets":[{"kind":"map"}]}',
      /kind is/,
    ],
  ])("that is %s is refused in words", (_what, text, words) => {
    const failure = failureOf(parseDashboardFile(text));
    expect(failure.kind).toBe("invalid-input");
    expect(failure.message).toMatch(words);
  });

  test("of a newer Lochan is said to be", () => {
    expect(failureOf(parseDashboardFile('{"lochan":"dashboard","version":3}'))).toMatchObject({
      kind: "newer-schema",
      found: 3,
    });
  });
});
