import type { RefusedRows } from "../catalog/refusals.ts";
import type { Result } from "../model/failure.ts";
import type { FolderTrouble, WatchedFile } from "../model/folder.ts";
import { troubleOf } from "./folder-trouble.ts";
import { type ReadingOptions, readWatchedFile, type SourceFile } from "./read-watched-file.ts";

/** Folders inside folders that are looked into, and files that are read of all of them. */
const MOST: FolderLimits = { depth: 8, files: 10_000 };
/** A file that is gone for so long is forgotten. */
const GONE_MS = 7 * 86_400_000;

interface FolderLimits {
  depth: number;
  files: number;
}

/** Where a folder holds more than is looked at: `path` is the first that was left out. */
export interface PastLimit {
  limit: keyof FolderLimits;
  path: string;
  most: number;
}

export interface FolderStore {
  files(): Promise<Result<WatchedFile[]>>;
  save(file: WatchedFile, refused: readonly RefusedRows[]): Promise<Result<boolean>>;
  forget(paths: readonly string[]): Promise<Result<null>>;
}

export interface FolderLook {
  /** Something was read, or turned out otherwise than it was. */
  isChanged: boolean;
  /** Nothing more can be read of it for now. */
  isOver: boolean;
  trouble?: FolderTrouble;
}

/**
 * Reads what the files of a folder gained since the last look. `isAll`: a known file that is not
 * among them is gone, unless there are too many to look at. Ends early where the folder is paused
 * or removed, or nothing can be stored.
 */
export async function lookIntoFolder(
  files: AsyncIterable<SourceFile | PastLimit>,
  options: Omit<ReadingOptions, "save"> & { store: FolderStore; isAll: boolean },
): Promise<FolderLook> {
  const { store, signal } = options;
  const stored = await store.files();
  if (!stored.ok) return { isChanged: false, isOver: true };
  const known = new Map(stored.value.map((file) => [file.path, file]));
  const found = new Set<string>();
  const past = new Map<PastLimit["limit"], PastLimit>();
  let isChanged = false;
  try {
    for await (const file of files) {
      if (signal.aborted) return { isChanged, isOver: true };
      if ("limit" in file) {
        if (!past.has(file.limit)) past.set(file.limit, file);
        continue;
      }
      found.add(file.path);
      const reading = await readWatchedFile(file, known.get(file.path), { ...options, save: store.save });
      isChanged ||= reading.isChanged;
      if (reading.isOver) return { isChanged, isOver: true };
    }
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    return { isChanged, isOver: false, trouble };
  }
  // Of a folder too deep nothing was ever read; a file past too many may be there still.
  if (options.isAll && !past.has("files")) isChanged = (await missFiles(known, found, store)) || isChanged;
  if (past.size === 0) return { isChanged, isOver: false };
  const message = [...past.values()].map(pastLimitWords).join(" ");
  return { isChanged, isOver: false, trouble: { kind: "partial", message } };
}

const pastLimitWords = ({ limit, path, most }: PastLimit): string =>
  limit === "files"
    ? `Only the first ${most.toLocaleString("en-US")} files are read, so ${path} and what follows it are left out. Watch fewer files, or a folder inside this one.`
    : `Folders more than ${most} levels down are left out, such as ${path}. Watch a folder inside this one to read them.`;

async function missFiles(
  known: ReadonlyMap<string, WatchedFile>,
  found: ReadonlySet<string>,
  store: FolderStore,
): Promise<boolean> {
  let isChanged = false;
  const forgotten: string[] = [];
  for (const file of known.values()) {
    if (found.has(file.path)) continue;
    const wasRead = file.readAt ?? -Infinity;
    if (file.read === 0 || (file.state === "gone" && wasRead < Date.now() - GONE_MS))
      forgotten.push(file.path);
    else if (file.state !== "gone") {
      await store.save({ ...file, state: "gone" }, []);
      isChanged = true;
    }
  }
  if (forgotten.length > 0) await store.forget(forgotten);
  return isChanged || forgotten.length > 0;
}

/**
 * Its files, in the order of their paths in each folder, and word of what is left out; hidden ones
 * and other programs' drafts are passed over.
 */
export async function* filesOf(
  directory: FileSystemDirectoryHandle,
  most = MOST,
): AsyncGenerator<SourceFile | PastLimit> {
  let given = 0;
  for await (const file of filesWithin(directory, { prefix: "", depth: 0, most: most.depth })) {
    if (!("limit" in file) && (given += 1) > most.files) {
      yield { limit: "files", path: file.path, most: most.files };
      return;
    }
    yield file;
  }
}

async function* filesWithin(
  directory: FileSystemDirectoryHandle,
  { prefix, depth, most }: { prefix: string; depth: number; most: number },
): AsyncGenerator<SourceFile | PastLimit> {
  const handles: (FileSystemFileHandle | FileSystemDirectoryHandle)[] = [];
  for await (const handle of directory.values()) if (!isPassedOver(handle.name)) handles.push(handle);
  handles.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const handle of handles) {
    const path = prefix + handle.name;
    if (handle.kind === "file") yield { path, open: () => handle.getFile() };
    else if (depth < most) yield* filesWithin(handle, { prefix: `${path}/`, depth: depth + 1, most });
    else yield { limit: "depth", path, most };
  }
}

/** Files chosen by hand are what they were when they were chosen. */
export async function* chosenFiles(files: readonly File[]): AsyncGenerator<SourceFile> {
  for (const file of files) yield { path: file.name, open: () => Promise.resolve(file) };
}

const isPassedOver = (name: string): boolean =>
  name.startsWith(".") || name.endsWith("~") || /\.(crswap|crdownload|part|swp|tmp)$/i.test(name);
