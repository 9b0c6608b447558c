import { expect, it } from "vitest";
import {
  addFolder,
  listFolderFiles,
  listFolders,
  removeFolder,
  saveFolderFile,
  updateFolder,
} from "../../../src/catalog/folders.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import { readRefusals } from "../../../src/catalog/refusals.ts";
import type { WatchedFile } from "../../../src/model/folder.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const file = (path: string, over: Partial<WatchedFile> = {}): WatchedFile => ({
  path,
  state: "read",
  sizeBytes: 10,
  offset: 10,
  lines: 1,
  read: 1,
  accepted: 1,
  duplicate: 0,
  refused: 0,
  ...over,
});

it("keeps folders of the same name apart, and those of other projects", async () => {
  const db = openTestDatabase();
  const [one, other] = [await makeProject(db), await makeProject(db, { name: "Other" })];
  await addFolder(db, one.id, { name: "logs" });
  const second = valueOf(await addFolder(db, one.id, { name: "logs" }));
  await addFolder(db, other.id, { name: " logs " });
  expect(second.name).toBe("logs (2)");
  expect(valueOf(await listFolders(db, one.id)).map(({ name }) => name)).toEqual(["logs", "logs (2)"]);
  expect(valueOf(await listFolders(db)).length).toBe(3);
  expect(failureOf(await addFolder(db, "nobody", { name: "x" })).kind).toBe("unknown-project");
});

it("saves how far a file was read with what was refused, and says whether to read on", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const folder = valueOf(await addFolder(db, project.id, { name: "logs" }));
  const refused = [{ reason: "Bad.", count: 3, sample: "a, line 1" }];
  expect(valueOf(await saveFolderFile(db, folder, file("a"), refused))).toBe(true);
  expect(valueOf(await saveFolderFile(db, folder, file("sub/b"), refused))).toBe(true);
  expect(valueOf(await listFolderFiles(db, folder))).toEqual([file("a"), file("sub/b")]);
  expect(valueOf(await readRefusals(db, project.id))).toMatchObject([{ origin: "folder:logs", count: 6 }]);
  await updateFolder(db, folder, { paused: true });
  expect(valueOf(await saveFolderFile(db, folder, file("a", { offset: 5 })))).toBe(false);
  await removeFolder(db, folder);
  expect(valueOf(await saveFolderFile(db, folder, file("a"), refused))).toBe(false);
  expect(valueOf(await listFolderFiles(db, folder))).toEqual([]);
  expect(valueOf(await readRefusals(db, project.id))).toMatchObject([{ count: 6 }]);
});

it("remembers and forgets what was wrong with a folder", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const folder = valueOf(await addFolder(db, project.id, { name: "logs" }));
  const trouble = { kind: "missing", message: "Gone." } as const;
  await updateFolder(db, folder, { trouble });
  expect(valueOf(await listFolders(db, project.id))).toMatchObject([{ trouble, paused: false }]);
  await updateFolder(db, folder, { trouble: null });
  expect(valueOf(await listFolders(db, project.id))[0]).not.toHaveProperty("trouble");
});

it("goes with its project, and leaves out what is not understood", async () => {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const folder = valueOf(await addFolder(db, project.id, { name: "logs" }));
  await saveFolderFile(db, folder, file("a"));
  await db.settings.put({ key: `project:${project.id}:folder:x`, value: { id: "x" } });
  expect(valueOf(await listFolders(db, project.id))).toEqual([folder]);
  await removeProjectRows(db, project.id);
  expect(await db.settings.toArray()).toEqual([]);
});
