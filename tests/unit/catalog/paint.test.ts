import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { readDashboard } from "../../../src/catalog/dashboards.ts";
import { keepPaint, readPaint } from "../../../src/catalog/paint.ts";
import type { Database } from "../../../src/database/database.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Answer } from "../../../src/model/question.ts";
import { emptyHead } from "../../../src/log/reader.ts";
import { makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const answerOf = (total: number, generation = 1): Answer => ({
  total,
  series: [[0, total]],
  groups: [{ key: null, value: total }],
  receipt: {
    source: "daily",
    generation,
    sequence: 7,
    ms: 0.1,
    scanned: 1,
    from: 0,
    to: 86_400_000,
    timeZone: "UTC",
  },
});

async function open(): Promise<{ db: Database; project: Project; read: () => ReturnType<typeof readPaint> }> {
  const db = openTestDatabase();
  const project = await makeProject(db);
  await db.logHeads.put(emptyHead(project.id));
  return { db, project, read: () => readPaint((all) => all[0], db.name) };
}

test("where there is no database nothing is read, and none is made", async () => {
  const name = `nowhere-${crypto.randomUUID()}`;
  expect(await readPaint((all) => all[0], name)).toBeUndefined();
  expect((await indexedDB.databases()).map((each) => each.name)).not.toContain(name);
});

test("a database of another schema is left to who knows it", async () => {
  const { db, read } = await open();
  db.close();
  await new Promise((resolve) => {
    const opening = indexedDB.open(db.name, 5_000);
    opening.onsuccess = () => resolve(opening.result.close());
  });
  expect(await read()).toBeUndefined();
});

test("what was answered last is there with its project and dashboard, the newest first", async () => {
  const { db, project, read } = await open();
  const dashboard = valueOf(await readDashboard(db, project.id));
  await keepPaint(db, project, new Map([["a", answerOf(1)]]));
  await keepPaint(
    db,
    project,
    new Map([
      ["b", answerOf(2)],
      ["a", answerOf(3)],
    ]),
  );
  const paint = await read();
  expect(paint).toMatchObject({ projects: [project], project, dashboard });
  expect([...(paint?.answers ?? [])]).toEqual([
    ["a", answerOf(3)],
    ["b", answerOf(2)],
  ]);
});

test("only so many are kept", async () => {
  const { db, project, read } = await open();
  for (let round = 0; round < 3; round++)
    await keepPaint(
      db,
      project,
      new Map(Array.from({ length: 30 }, (_, index) => [`${round} ${index}`, answerOf(index)])),
    );
  const kept = [...((await read())?.answers.keys() ?? [])];
  expect(kept).toHaveLength(48);
  expect(kept[0]).toBe("2 29");
});

test("after an erasure, or as another project would count, nothing is shown or kept", async () => {
  const { db, project, read } = await open();
  await keepPaint(db, project, new Map([["a", answerOf(1)]]));
  const head = { ...emptyHead(project.id), generation: 2 };
  await db.logHeads.put(head);
  expect((await read())?.answers.size).toBe(0);
  // Answered before, kept after.
  await keepPaint(db, project, new Map([["a", answerOf(1)]]));
  expect((await read())?.answers.size).toBe(0);
  await keepPaint(db, project, new Map([["a", answerOf(1, 2)]]));
  expect((await read())?.answers.size).toBe(1);
  await db.projects.put({ ...project, sessionIdleMs: 60_000, updatedAt: project.updatedAt + 1 });
  expect((await read())?.answers.size).toBe(0);
  await keepPaint(db, project, new Map([["b", answerOf(1, 2)]]));
  expect((await db.paints.get(project.id))?.answers.map(([question]) => question)).toEqual(["a"]);
});

test.each([
  ["text", "damaged"],
  ["a total that is none", [["a", { ...answerOf(1), total: "1" }]]],
])("answers that are %s are not shown; the project is", async (_, answers) => {
  const { db, project, read } = await open();
  await keepPaint(db, project, new Map([["a", answerOf(1)]]));
  await db.paints.update(project.id, { answers: answers as never });
  expect(await read()).toMatchObject({ project, answers: new Map() });
});
