import { beforeEach, expect, it } from "vitest";
import { explorationList } from "../../../src/catalog/explorations.ts";
import { putPortable, readPortable } from "../../../src/catalog/portable.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import { DEFAULT_SHEET, type Exploration } from "../../../src/model/exploration.ts";
import { SAVED_LIMITS } from "../../../src/model/saved-exploration.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

let db: Database;
let project: string;
beforeEach(async () => {
  db = openTestDatabase();
  project = (await makeProject(db)).id;
});

const exploration: Exploration = {
  ...DEFAULT_SHEET,
  version: 1,
  window: { last: "7d" },
  filters: [],
  allTraffic: false,
};
const given = (more: object = {}) => ({ id: "q1", name: "Signups", exploration, ...more });
const names = async (of = db): Promise<string[]> =>
  valueOf(await explorationList.read(of, project)).map(({ name }) => name);

it("keeps saved questions by name, puts one in place of the one with its id, and removes it", async () => {
  const first = valueOf(await explorationList.put(db, project, given()));
  expect(first.createdAt).toBeGreaterThan(0);
  valueOf(await explorationList.put(db, project, given({ id: "q2", name: "Buyers" })));
  expect(await names()).toEqual(["Buyers", "Signups"]);
  const other: Exploration = { ...exploration, display: "heat" };
  const again = valueOf(
    await explorationList.put(db, project, { ...first, name: "Signed up", exploration: other }),
  );
  expect(again).toMatchObject({ createdAt: first.createdAt, name: "Signed up", exploration: other });
  expect(again.updatedAt).toBeGreaterThan(first.updatedAt);
  expect(valueOf(await explorationList.remove(db, project, "q1"))).toEqual(again);
  expect(valueOf(await explorationList.remove(db, project, "q1"))).toBeNull();
  expect(await names()).toEqual(["Buyers"]);
});

it.each([
  null,
  given({ name: " " }),
  given({ exploration: { ...exploration, display: "pie" } }),
  given({ exploration: { ...exploration, series: [] } }),
  given({ extra: 1 }),
])("refuses what is none: %j", async (input) => {
  expect(failureOf(await explorationList.put(db, project, input)).kind).toBe("invalid-input");
  expect(await names()).toEqual([]);
});

it("leaves out what it does not understand, and nothing of a newer Lochan is written over", async () => {
  const saved = valueOf(await explorationList.put(db, project, given()));
  const key = explorationList.key(project);
  await db.settings.put({ key, value: { version: 1, explorations: [{ odd: true }, saved] } });
  expect(await names()).toEqual(["Signups"]);
  await db.settings.put({ key, value: { version: 2, explorations: [] } });
  expect(failureOf(await explorationList.put(db, project, given())).kind).toBe("newer-schema");
  expect(failureOf(await explorationList.remove(db, project, "q1")).kind).toBe("newer-schema");
});

it("keeps at most so many, and they go with their project", async () => {
  const explorations = Array.from({ length: SAVED_LIMITS.explorations }, (_, n) => ({
    ...given({ id: `q${n}` }),
    createdAt: 1,
    updatedAt: 1,
  }));
  await db.settings.put({ key: explorationList.key(project), value: { version: 1, explorations } });
  expect(failureOf(await explorationList.put(db, project, given({ id: "more" }))).kind).toBe("invalid-input");
  valueOf(await explorationList.put(db, project, given({ id: "q7", name: "Kept" })));
  await removeProjectRows(db, project);
  expect(await names()).toEqual([]);
});

it("go with a backup, and of two edits the newer stands", async () => {
  valueOf(await explorationList.put(db, project, given()));
  const file = valueOf(await readPortable(db, project));
  const elsewhere = openTestDatabase();
  valueOf(await putPortable(elsewhere, file));
  expect(await names(elsewhere)).toEqual(["Signups"]);
  valueOf(await explorationList.put(db, project, given({ name: "Newer" })));
  const merge = valueOf(await putPortable(db, valueOf(await readPortable(elsewhere, project))));
  expect(merge.conflicts).toContainEqual({ what: "exploration", name: "Newer", kept: "ours" });
  expect(await names()).toEqual(["Newer"]);
});
