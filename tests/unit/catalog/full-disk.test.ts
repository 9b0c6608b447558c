import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { readDashboard, saveDashboard } from "../../../src/catalog/dashboards.ts";
import { lastExportKey, parseLastExport, saveLastExport } from "../../../src/catalog/last-export.ts";
import {
  createProject,
  listProjects,
  removeProjectRows,
  updateProject,
} from "../../../src/catalog/projects.ts";
import { readSetting, saveSetting } from "../../../src/catalog/settings.ts";
import { whileDiskIsFull } from "../../support/full-disk.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const full = { ok: false, failure: { kind: "quota-exceeded" } };

test("a project that finds no space is not there, and one that is stays as it was", async () => {
  const db = openTestDatabase();
  const kept = await makeProject(db, { name: "Kept" });
  const onFull = <T>(work: () => Promise<T>) => whileDiskIsFull(db, "projects", work);
  expect(await onFull(() => createProject(db, { name: "New" }))).toMatchObject(full);
  expect(await onFull(() => updateProject(db, kept.id, { name: "Other", retentionDays: 3 }))).toMatchObject(
    full,
  );
  expect(valueOf(await listProjects(db))).toEqual([kept]);
  expect(valueOf(await createProject(db, { name: "New" })).name).toBe("New");
});

test("a project whose removal is cut short keeps every row of the catalog", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  valueOf(await saveSetting(db, `project:${id}:panel`, 1));
  expect(await whileDiskIsFull(db, "settings", () => removeProjectRows(db, id))).toMatchObject(full);
  expect(valueOf(await listProjects(db))).toHaveLength(1);
  expect(valueOf(await readSetting(db, `project:${id}:panel`))).toBe(1);
});

test("dashboards and settings that find no space stay as they were", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const dashboard = valueOf(await readDashboard(db, id));
  valueOf(await saveDashboard(db, dashboard));
  const renamed = { ...dashboard, name: "Renamed" };
  expect(await whileDiskIsFull(db, "dashboards", () => saveDashboard(db, renamed))).toMatchObject(full);
  expect(valueOf(await readDashboard(db, id)).name).toBe(dashboard.name);

  valueOf(await saveSetting(db, "theme", "dark"));
  expect(await whileDiskIsFull(db, "settings", () => saveSetting(db, "theme", "light"))).toMatchObject(full);
  expect(valueOf(await readSetting(db, "theme"))).toBe("dark");
});

test("the time of the last whole export survives one whose note finds no space, and goes with its project", async () => {
  const db = openTestDatabase();
  const { id } = await makeProject(db);
  const last = async () => parseLastExport(valueOf(await readSetting(db, lastExportKey(id))));
  expect(await last()).toBeUndefined();
  valueOf(await saveLastExport(db, id, { at: 1_000, format: "ndjson" }));
  const again = () => saveLastExport(db, id, { at: 2_000, format: "ndjson" });
  expect(await whileDiskIsFull(db, "settings", again)).toMatchObject(full);
  expect(await last()).toEqual({ at: 1_000, format: "ndjson" });
  valueOf(await removeProjectRows(db, id));
  valueOf(await again());
  expect(await last()).toBeUndefined();
});
