/**
 * Files of a folder, by path with slashes. Paths are made of names that were checked. What a browser throws of a
 * folder that was moved or may not be read passes through.
 */
export interface FolderFiles {
  /** Names of what is in a folder; none where there is no such folder. */
  names(path: string, kind: "file" | "directory"): Promise<string[]>;
  /** Undefined where there is none. */
  read(path: string): Promise<Blob | undefined>;
  /** The whole file at once, or nothing of it: killed before, a new file is left empty. Folders above it are made. */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Also of what is not there; a folder with all that is in it. */
  remove(path: string): Promise<void>;
}

/** Those of a folder the browser lends. */
export function filesOfHandle(root: FileSystemDirectoryHandle): FolderFiles {
  const open = async (names: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> => {
    let folder = root;
    for (const name of names) folder = await folder.getDirectoryHandle(name, { create });
    return folder;
  };
  const split = (path: string): [folders: string[], name: string] => {
    const names = path.split("/");
    return [names.slice(0, -1), names.at(-1)!];
  };
  return {
    async names(path, kind) {
      // Where the folder itself is gone, that is told.
      await root.keys().next();
      const folder = await orMissing(open(path.split("/"), false));
      const names: string[] = [];
      if (folder !== undefined)
        for await (const entry of folder.values()) if (entry.kind === kind) names.push(entry.name);
      return names.sort();
    },
    async read(path) {
      const [folders, name] = split(path);
      return orMissing(
        open(folders, false).then(async (folder) => (await folder.getFileHandle(name)).getFile()),
      );
    },
    async write(path, bytes) {
      const [folders, name] = split(path);
      const file = await (await open(folders, true)).getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      await writable.write(bytes);
      // Until it is closed the file is what it was.
      await writable.close();
    },
    async remove(path) {
      const [folders, name] = split(path);
      await orMissing(open(folders, false).then((folder) => folder.removeEntry(name, { recursive: true })));
    },
  };
}

async function orMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    const isMissing =
      error instanceof DOMException && (error.name === "NotFoundError" || error.name === "TypeMismatchError");
    if (!isMissing) throw error;
    return undefined;
  }
}
