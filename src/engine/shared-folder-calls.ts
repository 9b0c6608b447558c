import { nameDevice, readDevice } from "../catalog/device.ts";
import { attempt } from "../catalog/attempt.ts";
import {
  addSharedFolder,
  listSharedDevices,
  readSharedFolder,
  removeSharedFolder,
  updateSharedFolder,
} from "../catalog/shared-folders.ts";
import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { SharedFolder } from "../model/shared-folder.ts";
import { troubleOf } from "../sources/folder-trouble.ts";
import type * as Works from "../transfer/shared/find-projects.ts";
import type { FolderFiles } from "../transfer/shared/folder-files.ts";
import { sharingLock } from "./channel-names.ts";
import { deviceNameOf } from "./device-name.ts";
import type { LentFolder, SharedFolderCalls, SharedFolderView } from "./files-api.ts";

/** What a page can do with shared folders. The files of one are only touched here to look for projects, and to leave. */
export function makeSharedFolderCalls({
  database,
  locks,
  changed,
}: {
  database: Database;
  locks: LockManager;
  changed: <T>(result: Result<T>) => Result<T>;
}): SharedFolderCalls {
  const named = (device: { id: string; name: string }) => ({ ...device, name: deviceNameOf(device) });

  async function add(projectId: string, folder: LentFolder): Promise<Result<null>> {
    const device = await readDevice(database);
    if (!device.ok) return device;
    const { id: deviceId } = device.value;
    return inFolder(folder.handle, async ({ adoptOwn }, files) => {
      const own = await adoptOwn(files, projectId, deviceId);
      const added = await addSharedFolder(database, projectId, { ...folder, deviceId, own });
      return added.ok ? success(null) : added;
    });
  }

  return {
    async device() {
      const device = await readDevice(database);
      return device.ok ? success(named(device.value)) : device;
    },
    async nameDevice(name) {
      const device = await nameDevice(database, name);
      return device.ok ? changed(success(named(device.value))) : device;
    },
    async sharedFolder(projectId) {
      const folder = await readSharedFolder(database, projectId);
      if (!folder.ok) return folder;
      if (folder.value === undefined) return success(null);
      const devices = await listSharedDevices(database, projectId);
      if (!devices.ok) return devices;
      const others = devices.value.map(({ read: _read, ...device }) => device);
      return success({ ...viewOf(folder.value), others });
    },
    findSharedProjects: (handle) =>
      inFolder(handle, async ({ findProjects }, files) => success(await findProjects(database, files))),
    shareProject: async (projectId, folder) => changed(await add(projectId, folder)),
    takeSharedProject: async (projectId, folder) => {
      const taken = await inFolder(folder.handle, ({ takeProject }, files) =>
        takeProject(database, files, projectId),
      );
      if (!taken.ok) return taken;
      const added = changed(await add(projectId, folder));
      return added.ok ? success(taken.value.project) : added;
    },
    pauseSharedFolder: (projectId, paused) =>
      attempt(async () => {
        const folder = await readSharedFolder(database, projectId);
        if (!folder.ok) return folder;
        if (folder.value === undefined) return success(null);
        const updated = await updateSharedFolder(database, folder.value, { paused });
        return updated.ok ? changed(success(null)) : updated;
      }),
    async removeSharedFolder(projectId, { files = false } = {}) {
      const folder = await readSharedFolder(database, projectId);
      if (!folder.ok) return folder;
      if (folder.value === undefined) return success(null);
      const { handle } = folder.value;
      // First: whoever takes a turn meanwhile finds it gone, and ends it.
      const removed = changed(await removeSharedFolder(database, projectId));
      if (!removed.ok || !files || handle === undefined) return removed;
      const left = folder.value;
      return locks.request(sharingLock(database, projectId), () =>
        inFolder(handle, ({ removeOwn }, own) => removeOwn(own, left)),
      );
    },
  };
}

function viewOf({ own, emptied: _emptied, ...folder }: SharedFolder): Omit<SharedFolderView, "others"> {
  return {
    ...folder,
    events: own.parts.reduce((sum, { events }) => sum + events, 0),
    ...(own.writtenAt !== undefined && { writtenAt: own.writtenAt }),
  };
}

/** Loaded where it is asked for. What the browser or the disk says of the folder is `unreadable-file`. */
async function inFolder<T>(
  handle: FileSystemDirectoryHandle,
  work: (works: typeof Works, files: FolderFiles) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    const [works, { filesOfHandle }] = await Promise.all([
      import("../transfer/shared/find-projects.ts"),
      import("../transfer/shared/folder-files.ts"),
    ]);
    return await attempt(() => work(works, filesOfHandle(handle)));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    return fail({ kind: "unreadable-file", message: trouble.message });
  }
}
