import type { Project } from "../model/project.ts";
import { EMPTY_DATABASE_BYTES, emptyDatabase } from "./empty-database.ts";
import { MIRROR_LAYOUT } from "./tables.ts";

const FOLDER = "mirrors";
/** What ended a moment ago may hold its file a little longer. */
const LOCKED_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** A file of this origin's private file system. One engine at a time can open it. */
export interface MirrorFile {
  name: string;
  handle: FileSystemFileHandle;
}

/**
 * The name says all that makes the file of one mirror useless to another: a generation of the log
 * that is over, another time zone, another layout.
 */
export const mirrorFileName = ({ id, timeZone }: Project, generation: number): string =>
  `${id}.${generation}.${timeZone.replaceAll("/", "~")}.${MIRROR_LAYOUT}`;

/** Of whatever generation, time zone and layout. */
export const isFileOf =
  ({ id }: Project) =>
  (name: string): boolean =>
    name.startsWith(`${id}.`);

async function openFolder(database: string, create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
  // Absent in insecure contexts and in some browsers, which may lack either part.
  const storage = (navigator as { storage?: Partial<StorageManager> }).storage;
  if (storage?.getDirectory === undefined || !("createWritable" in FileSystemFileHandle.prototype))
    return undefined;
  const root = await storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create });
  return folder.getDirectoryHandle(encodeURIComponent(database), { create });
}

/**
 * The file of a project's mirror, made if need be, once older ones of the project are gone.
 * Undefined where there can be none: no private file system, no space.
 */
export async function claimMirrorFile(
  database: string,
  project: Project,
  generation: number,
): Promise<MirrorFile | undefined> {
  const name = mirrorFileName(project, generation);
  const isOurs = isFileOf(project);
  await removeMirrorFiles(database, (other) => other !== name && isOurs(other));
  return unlessDenied(async () => {
    const folder = await openFolder(database, true);
    const handle = await folder?.getFileHandle(name, { create: true });
    if (handle === undefined) return undefined;
    if ((await handle.getFile()).size < EMPTY_DATABASE_BYTES) {
      const writable = await handle.createWritable();
      await writable.write(await emptyDatabase());
      await writable.close();
    }
    return { name, handle };
  });
}

/** Removes the files of one database's mirrors that are named so. What stays open elsewhere stays. */
export async function removeMirrorFiles(
  database: string,
  isUnwanted: (name: string) => boolean,
): Promise<void> {
  await unlessDenied(async () => {
    const folder = await openFolder(database, false);
    for (const name of await listNames(folder))
      if (isUnwanted(name)) await unlessDenied(() => whileLocked(() => folder?.removeEntry(name)));
  });
}

/** The names of the files that are there. */
export const listMirrorFiles = async (database: string): Promise<string[]> =>
  (await unlessDenied(async () => listNames(await openFolder(database, false)))) ?? [];

async function listNames(folder: FileSystemDirectoryHandle | undefined): Promise<string[]> {
  const names: string[] = [];
  if (folder) for await (const name of folder.keys()) names.push(name);
  return names;
}

/** Undefined for what a browser says when it keeps a file or the file system from us. */
async function unlessDenied<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

async function whileLocked(work: () => Promise<void> | undefined): Promise<void> {
  for (const until = performance.now() + LOCKED_MS; ;) {
    try {
      return await work();
    } catch (error) {
      const isLocked = error instanceof DOMException && error.name === "NoModificationAllowedError";
      if (!isLocked || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}
