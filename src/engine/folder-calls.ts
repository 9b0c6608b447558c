import * as Comlink from "comlink";
import { addFolder, listFolderFiles, listFolders, removeFolder, updateFolder } from "../catalog/folders.ts";
import type { Database } from "../database/database.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import type { EngineApi } from "./api.ts";
import type { SharedFolderCalls } from "./files-api.ts";
import type { FolderReader } from "./folder-reader.ts";
import { makeSharedFolderCalls } from "./shared-folder-calls.ts";

type FolderCalls = Pick<
  EngineApi,
  "folders" | "addFolder" | "pauseFolder" | "removeFolder" | "lookIntoFolders" | "readChosenFiles"
>;

/** What a page can do with watched folders and shared ones. Every change is told as `changed`, so that who reads them looks. */
export function makeFolderCalls(options: {
  database: Database;
  locks: LockManager;
  changed: <T>(result: Result<T>) => Result<T>;
  startFolderWorker?: (() => Worker) | undefined;
}): FolderCalls & SharedFolderCalls {
  const { database, locks, changed, startFolderWorker } = options;
  const keyOf = (projectId: string, id: string) => ({ projectId: toProjectId(projectId), id });
  return {
    ...makeSharedFolderCalls({ database, locks, changed }),
    async folders(projectId) {
      const folders = await listFolders(database, projectId);
      if (!folders.ok) return folders;
      const views = [];
      for (const folder of folders.value) {
        const files = await listFolderFiles(database, folder);
        if (!files.ok) return files;
        views.push({ ...folder, files: files.value });
      }
      return success(views);
    },
    addFolder: async (projectId, folder) => changed(await addFolder(database, projectId, folder)),
    pauseFolder: async (projectId, folderId, paused) =>
      changed(await updateFolder(database, keyOf(projectId, folderId), { paused })),
    removeFolder: async (projectId, folderId) =>
      changed(await removeFolder(database, keyOf(projectId, folderId))),
    lookIntoFolders: async () => changed(success(null)),
    async readChosenFiles(projectId, folderId, files) {
      if (startFolderWorker === undefined)
        return fail({ kind: "engine-unavailable", message: "Folders are not read here." });
      const worker = startFolderWorker();
      const died = new Promise<Result<null>>((resolve) => {
        worker.addEventListener("error", ({ message }) =>
          resolve(fail({ kind: "storage-unavailable", message: `Reading stopped: ${message}` })),
        );
      });
      try {
        const reader = Comlink.wrap<FolderReader>(worker);
        return await Promise.race([reader.readChosen({ projectId, folderId, files }), died]);
      } finally {
        worker.terminate();
      }
    },
  };
}
