import { beforeEach, expect, it } from "vitest";
import { goalList } from "../../../src/catalog/goals.ts";
import { putPortable, readPortable } from "../../../src/catalog/portable.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import type { Database } from "../../../src/database/database.ts";
import { GOAL_LIMITS } from "../../../src/model/goal.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

let db: Database;
let project: string;
beforeEach(async () => {
  db = openTestDatabase();
  project = (await makeProject(db)).id;
});

const given = (more: object = {}) => ({ id: "g1", name: "Signups", match: { name: "sign up" }, ...more });
const names = async (of = db): Promise<string[]> =>
  valueOf(await goalList.read(of, project)).map(({ name }) => name);

it("keeps goals by name, puts one in place of the one with its id, and removes it", async () => {
  const first = valueOf(await goalList.put(db, project, given()));
  const page = { name: "page_view", filters: [{ property: "path", op: "matches", value: "/thanks*" }] };
  valueOf(await goalList.put(db, project, given({ id: "g2", name: "Bought", match: page })));
  expect(await names()).toEqual(["Bought", "Signups"]);
  const again = valueOf(await goalList.put(db, project, { ...first, name: "Signed up" }));
  expect(again).toMatchObject({ createdAt: first.createdAt, name: "Signed up" });
  expect(again.updatedAt).toBeGreaterThan(first.updatedAt);
  expect(valueOf(await goalList.remove(db, project, "g1"))).toEqual(again);
  expect(valueOf(await goalList.remove(db, project, "g1"))).toBeNull();
  expect(await names()).toEqual(["Bought"]);
});

it.each([
  null,
  given({ name: " " }),
  given({ match: {} }),
  given({ match: { name: "a", filters: [{ property: "b", op: "like" }] } }),
  given({ extra: 1 }),
])("refuses what is none: %j", async (input) => {
  expect(failureOf(await goalList.put(db, project, input)).kind).toBe("invalid-input");
  expect(await names()).toEqual([]);
});

it("takes a goal that is also of what its session is", async () => {
  const match = { name: "signup", filters: [{ property: "$channel", op: "is", value: "Email" }] };
  expect(valueOf(await goalList.put(db, project, given({ match }))).match).toEqual(match);
});

it("keeps at most so many, writes over nothing newer, and they go with their project", async () => {
  const goals = Array.from({ length: GOAL_LIMITS.goals }, (_, n) => ({
    ...given({ id: `g${n}` }),
    createdAt: 1,
    updatedAt: 1,
  }));
  const key = goalList.key(project);
  await db.settings.put({ key, value: { version: 1, goals: [{ odd: true }, ...goals] } });
  expect(failureOf(await goalList.put(db, project, given({ id: "more" }))).kind).toBe("invalid-input");
  valueOf(await goalList.put(db, project, given({ id: "g7", name: "Kept" })));
  await db.settings.put({ key, value: { version: 2, goals } });
  expect(failureOf(await goalList.remove(db, project, "g1")).kind).toBe("newer-schema");
  await db.settings.put({ key, value: { version: 1, goals } });
  await removeProjectRows(db, project);
  expect(await names()).toEqual([]);
});

it("go with a backup, and of two edits the newer stands", async () => {
  valueOf(await goalList.put(db, project, given()));
  const elsewhere = openTestDatabase();
  valueOf(await putPortable(elsewhere, valueOf(await readPortable(db, project))));
  expect(await names(elsewhere)).toEqual(["Signups"]);
  valueOf(await goalList.put(db, project, given({ name: "Newer" })));
  const merge = valueOf(await putPortable(db, valueOf(await readPortable(elsewhere, project))));
  expect(merge.conflicts).toContainEqual({ what: "goal", name: "Newer", kept: "ours" });
  expect(await names()).toEqual(["Newer"]);
});
