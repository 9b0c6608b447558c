import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, type Database } from "../../../src/database/database.ts";
import { sweepMirrorFiles } from "../../../src/engine/sweep-mirror-files.ts";
import { emptyHead } from "../../../src/log/reader.ts";
import {
  claimMirrorFile,
  listMirrorFiles,
  mirrorFileName,
  removeMirrorFiles,
} from "../../../src/mirror/mirror-file.ts";
import { makeProject } from "../../support/mirrored-project.ts";

let database: Database;
beforeEach(() => {
  database = openDatabase({ name: `swept-${crypto.randomUUID()}` });
});
afterEach(async () => {
  await removeMirrorFiles(database.name, () => true);
  await database.delete();
});

test("files of projects that are gone, of erased logs and of other time zones go; others stay", async () => {
  const kept = makeProject("Europe/Berlin");
  const erased = makeProject();
  const moved = makeProject("Asia/Tokyo");
  const gone = makeProject();
  for (const project of [kept, erased, gone]) await claimMirrorFile(database.name, project, 1);
  await claimMirrorFile(database.name, { ...moved, timeZone: "UTC" }, 1);
  await database.projects.bulkPut([kept, erased, moved]);
  await database.logHeads.put({ ...emptyHead(erased.id), generation: 2 });
  expect(await listMirrorFiles(database.name)).toHaveLength(4);
  expect(await sweepMirrorFiles(database)).toMatchObject({ ok: true });
  expect(await listMirrorFiles(database.name)).toEqual([mirrorFileName(kept, 1)]);
});

test("another database's files are not looked at", async () => {
  const project = makeProject();
  const other = `${database.name}-other`;
  await claimMirrorFile(other, project, 1);
  expect(await sweepMirrorFiles(database)).toMatchObject({ ok: true });
  expect(await listMirrorFiles(other)).toEqual([mirrorFileName(project, 1)]);
  await removeMirrorFiles(other, () => true);
});

test("an older file of the project goes when a newer one is claimed", async () => {
  const project = makeProject();
  await claimMirrorFile(database.name, project, 1);
  const file = await claimMirrorFile(database.name, project, 2);
  expect(file?.name).toBe(mirrorFileName(project, 2));
  expect(await listMirrorFiles(database.name)).toEqual([mirrorFileName(project, 2)]);
});
