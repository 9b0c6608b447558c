import {
  forgetFolderFiles,
  listFolderFiles,
  listFolders,
  saveFolderFile,
  updateFolder,
} from "../catalog/folders.ts";
import { openDatabase } from "../database/database.ts";
import { fail, success, type Result } from "../model/failure.ts";
import type { FolderTrouble, WatchedFolder } from "../model/folder.ts";
import { toSource } from "../model/source.ts";
import { wait } from "../model/wait.ts";
import { makeFileLineIds } from "../sources/file-line-ids.ts";
import { rememberedShape } from "../transfer/choose-shape.ts";
import { readDeviceSalt } from "../catalog/device-salt.ts";
import { readOtherProjects } from "../catalog/other-projects.ts";
import { makeFilePlacers } from "../sources/file-placers.ts";
import { troubleOf } from "../sources/folder-trouble.ts";
import type { SourceFile } from "../sources/read-watched-file.ts";
import {
  chosenFiles,
  filesOf,
  type FolderLook,
  type PastLimit,
  lookIntoFolder,
} from "../sources/watched-folder.ts";
import { appendToLog, openLogAccess } from "./append-to-log.ts";
import { makeFolderObservers } from "./folder-observers.ts";
import type { SharingHost } from "./shared-folder-turns.ts";
import { makeWaiting } from "./waiting.ts";

/** Between two looks at folders the browser does not report on; more where a look takes long. */
const LOOK_MS = 2_000;
const REST_FACTOR = 10;
/** The same where it does: what it misses is found by then. */
const OBSERVED_LOOK_MS = 30_000;
/** Nothing could be stored. */
const TROUBLED_LOOK_MS = 15_000;

export interface ChosenFiles {
  projectId: string;
  folderId: string;
  files: readonly File[];
}

/** Reads watched folders in a worker of its own, so that parsing takes nothing from whoever admits and answers. */
export interface FolderReader {
  /** Looks at every folder of every project, again and again, until its signal aborts. */
  watch(): Promise<void>;
  /** Reads what files chosen by hand gained since they were chosen last. */
  readChosen(chosen: ChosenFiles): Promise<Result<null>>;
  /** Takes turns in every shared folder of every project, again and again, until its signal aborts. */
  share(host: SharingHost): Promise<void>;
}

const folderLock = (databaseName: string | undefined, folderId: string): string =>
  `lochan-folder-${databaseName === undefined ? "" : `${databaseName}-`}${folderId}`;

export function makeFolderReader(options: {
  databaseName?: string;
  locks: LockManager;
  signal: AbortSignal;
}): FolderReader {
  const { databaseName, locks, signal } = options;
  const database = openDatabase(databaseName === undefined ? {} : { name: databaseName });
  const log = openLogAccess(database, { databaseName, signal });
  const lineIds = makeFileLineIds();
  const placers = makeFilePlacers();
  /** Once it is read it stays. */
  let salt: Result<string> | undefined;
  signal.addEventListener("abort", () => database.close(), { once: true });

  /** One reader of a folder at a time, in whichever tab: another is waited for. */
  const look = (
    folder: WatchedFolder,
    files: AsyncIterable<SourceFile | PastLimit>,
    isAll: boolean,
  ): Promise<FolderLook> =>
    locks.request(folderLock(databaseName, folder.id), { signal }, async () => {
      if (salt?.ok !== true) salt = await readDeviceSalt(database);
      if (!salt.ok) return { isChanged: false, isOver: true };
      return lookIntoFolder(files, {
        folderId: folder.id,
        source: toSource("folder", folder.name),
        isAll,
        lineIds,
        placers,
        salt: salt.value,
        projectId: folder.projectId,
        others: await readOtherProjects(database, folder.projectId),
        mappedShape: (...of) => rememberedShape(database, folder.projectId, ...of),
        signal,
        append: (events) => appendToLog(log, folder.projectId, events),
        store: {
          files: () => listFolderFiles(database, folder),
          save: (file, refused) => saveFolderFile(database, folder, file, refused),
          forget: (paths) => forgetFolderFiles(database, folder, paths),
        },
      });
    });

  async function lookAt(folder: WatchedFolder, handle: FileSystemDirectoryHandle): Promise<FolderLook> {
    const barred = await barredFrom(handle);
    const seen = barred ?? (await look(folder, filesOf(handle), true));
    const { trouble } = seen;
    if (trouble?.kind !== folder.trouble?.kind || trouble?.message !== folder.trouble?.message)
      await updateFolder(database, folder, { trouble: trouble ?? null });
    return seen;
  }

  return {
    async watch() {
      const waiting = makeWaiting(signal);
      const observers = makeFolderObservers(waiting.wake, signal);
      log.channel.subscribe((message) => {
        if (message.kind === "catalog") waiting.wake();
      });
      while (!signal.aborted) {
        const began = performance.now();
        const folders = await listFolders(database);
        let isOver = !folders.ok;
        let isChanged = false;
        const watched = (folders.ok ? folders.value : []).filter(
          (folder): folder is WatchedFolder & { handle: FileSystemDirectoryHandle } =>
            folder.handle !== undefined && !folder.paused,
        );
        await observers.observe(watched);
        for (const folder of watched) {
          const seen = await lookAt(folder, folder.handle);
          isOver ||= seen.isOver;
          isChanged ||= seen.isChanged;
          if (seen.trouble !== undefined && seen.trouble.kind !== "partial") observers.end(folder.id);
        }
        const took = performance.now() - began;
        const rest = isOver ? TROUBLED_LOOK_MS : Math.max(LOOK_MS, REST_FACTOR * took);
        const isQuiet = !isOver && !isChanged && observers.seesAll(watched);
        // A folder that is written to all the time is not looked at all the time.
        await wait(Math.min(LOOK_MS, 2 * took), signal);
        await waiting.wait(isQuiet ? OBSERVED_LOOK_MS : rest);
      }
    },
    async readChosen({ projectId, folderId, files }) {
      const folders = await listFolders(database, projectId);
      if (!folders.ok) return folders;
      const folder = folders.value.find(({ id }) => id === folderId);
      if (folder === undefined)
        return fail({ kind: "invalid-input", message: "That folder is no longer watched." });
      const seen = await look(folder, chosenFiles(files), false);
      if (seen.trouble !== undefined) return fail({ kind: "unreadable-file", message: seen.trouble.message });
      return success(null);
    },
    async share(host) {
      const { takeTurns } = await import("./shared-folder-turns.ts");
      await takeTurns({ ...log, host, locks });
    },
  };
}

/** Why the browser does not let this folder be read; undefined where it does. */
async function barredFrom(handle: FileSystemDirectoryHandle): Promise<FolderLook | undefined> {
  if ((await handle.queryPermission({ mode: "read" })) === "granted") return undefined;
  const trouble: FolderTrouble | undefined = troubleOf(new DOMException("", "NotAllowedError"));
  return { isChanged: false, isOver: false, ...(trouble && { trouble }) };
}
