import { expect, onTestFinished, test } from "vitest";
import { addFolder, listFolderFiles, listFolders } from "../../../src/catalog/folders.ts";
import { createProject } from "../../../src/catalog/projects.ts";
import { openDatabase } from "../../../src/database/database.ts";
import { feedName } from "../../../src/engine/channel-names.ts";
import { makeFolderReader } from "../../../src/engine/folder-reader.ts";
import { openFeedChannel } from "../../../src/feed/feed-channel.ts";
import { openAdmission } from "../../../src/log/admission.ts";
import { claimEpoch } from "../../../src/log/fence.ts";
import { eventually, valueOf } from "./support.ts";

/** What a restart does to a folder outside the private file system. */
function setPermission(state: PermissionState): void {
  FileSystemDirectoryHandle.prototype.queryPermission = async () => state;
}

test("a folder that is not lent any more says so, and is read from the click on that lends it again", async () => {
  const { queryPermission } = FileSystemDirectoryHandle.prototype;
  const stop = new AbortController();
  const databaseName = `permission-${crypto.randomUUID()}`;
  const db = openDatabase({ name: databaseName });
  const root = await navigator.storage.getDirectory();
  const handle = await root.getDirectoryHandle(databaseName, { create: true });
  onTestFinished(async () => {
    FileSystemDirectoryHandle.prototype.queryPermission = queryPermission;
    stop.abort();
    await db.delete();
    await root.removeEntry(databaseName, { recursive: true });
  });
  const file = await (await handle.getFileHandle("a.ndjson", { create: true })).createWritable();
  await file.write(`{"id":"1","name":"tick","distinctId":"d","timestamp":0}\n`);
  await file.close();
  const project = valueOf(await createProject(db, { name: "Shop", timeZone: "UTC" }));
  const folder = valueOf(await addFolder(db, project.id, { name: "logs", handle }));
  const channel = openFeedChannel({ name: feedName(databaseName), signal: stop.signal });
  const admission = openAdmission(db, await claimEpoch(db));
  channel.subscribe((message) => {
    if (message.kind === "arrived") void admission.admit({ maxEvents: 1_000 });
  });

  setPermission("prompt");
  void makeFolderReader({ databaseName, locks: navigator.locks, signal: stop.signal }).watch();
  const barred = await eventually(async () =>
    valueOf(await listFolders(db, project.id)).find(({ trouble }) => trouble !== undefined),
  );
  expect(barred.trouble?.kind).toBe("permission");
  expect(valueOf(await listFolderFiles(db, folder))).toEqual([]);

  setPermission("granted");
  channel.post({ version: 1, kind: "catalog" });
  await eventually(async () =>
    valueOf(await listFolderFiles(db, folder)).find(({ accepted }) => accepted === 1),
  );
  await eventually(async () =>
    valueOf(await listFolders(db, project.id)).find(({ trouble }) => trouble === undefined),
  );
});
