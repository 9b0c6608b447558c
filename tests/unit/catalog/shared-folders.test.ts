import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import {
  addSharedFolder,
  listSharedDevices,
  listSharedFolders,
  readSharedFolder,
  removeSharedFolder,
  saveSharedDevice,
  updateSharedFolder,
} from "../../../src/catalog/shared-folders.ts";
import { removeProjectRows } from "../../../src/catalog/projects.ts";
import type { SharedDevice } from "../../../src/model/shared-folder.ts";
import { failureOf, makeProject, openTestDatabase, valueOf } from "../../support/open-catalog.ts";

const OTHER: SharedDevice = {
  id: "0123456789abcdef0123",
  name: "Phone",
  writtenAt: 5,
  revision: 2,
  events: 3,
  accepted: 1,
  duplicate: 1,
  refused: 1,
  read: [],
  waiting: [{ path: "a", reason: "It is not there yet." }],
};

async function shared() {
  const db = openTestDatabase();
  const project = await makeProject(db);
  const folder = valueOf(await addSharedFolder(db, project.id, { name: "Drive", deviceId: "d" }));
  return { db, project, folder };
}

test("a project is in one shared folder at most", async () => {
  const { db, project, folder } = await shared();
  expect(valueOf(await listSharedFolders(db))).toEqual([folder]);
  const again = await addSharedFolder(db, project.id, { name: "Stick", deviceId: "d" });
  expect(failureOf(again).kind).toBe("invalid-input");
  expect(failureOf(await addSharedFolder(db, "nobody", { name: "x", deviceId: "d" })).kind).toBe(
    "unknown-project",
  );
});

test("who works on a folder learns that it was paused, or is another one by now", async () => {
  const { db, project, folder } = await shared();
  expect(valueOf(await saveSharedDevice(db, folder, OTHER))).toBe(true);
  expect(valueOf(await updateSharedFolder(db, folder, { paused: true }))).toBe(false);
  expect(valueOf(await saveSharedDevice(db, folder, { ...OTHER, accepted: 2 }))).toBe(false);
  expect(valueOf(await listSharedDevices(db, project.id))).toEqual([{ ...OTHER, accepted: 2 }]);
  valueOf(await removeSharedFolder(db, project.id));
  expect(valueOf(await readSharedFolder(db, project.id))).toBeUndefined();
  expect(valueOf(await listSharedDevices(db, project.id))).toEqual([]);
  expect(valueOf(await saveSharedDevice(db, folder, OTHER))).toBe(false);
  expect(valueOf(await updateSharedFolder(db, folder, { paused: false }))).toBe(false);
});

test("a trouble is kept and cleared, and all goes with the project", async () => {
  const { db, project, folder } = await shared();
  const trouble = { kind: "missing", message: "It is gone." } as const;
  valueOf(await updateSharedFolder(db, folder, { trouble }));
  expect(valueOf(await readSharedFolder(db, project.id))?.trouble).toEqual(trouble);
  valueOf(await updateSharedFolder(db, folder, { trouble: null }));
  expect(valueOf(await readSharedFolder(db, project.id))).toEqual(folder);
  valueOf(await removeProjectRows(db, project.id));
  expect(await db.settings.count()).toBe(0);
});
