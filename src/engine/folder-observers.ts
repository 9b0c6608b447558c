import type { WatchedFolder } from "../model/folder.ts";

type Observed = Pick<WatchedFolder, "id"> & { handle: FileSystemDirectoryHandle };

/** The browser's own word that something changed in a folder, where it gives one. */
export interface FolderObservers {
  /** These folders, and no others. */
  observe(folders: readonly Observed[]): Promise<void>;
  seesAll(folders: readonly Observed[]): boolean;
  /** The folder was not there: what is there next is observed anew. */
  end(id: string): void;
}

/** Writers change a file many times in a row. */
const GATHER_MS = 100;

export function makeFolderObservers(onChange: () => void, signal: AbortSignal): FolderObservers {
  const observers = new Map<string, FileSystemObserver>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, GATHER_MS);
  };
  const end = (id: string): void => {
    observers.get(id)?.disconnect();
    observers.delete(id);
  };
  signal.addEventListener("abort", () => [...observers.keys()].forEach(end), { once: true });

  async function begin({ id, handle }: Observed): Promise<void> {
    const observer = new FileSystemObserver((records) => {
      if (records.some(({ type }) => type === "errored")) end(id);
      changed();
    });
    try {
      await observer.observe(handle, { recursive: true });
      observers.set(id, observer);
    } catch (error) {
      // Not lent yet, gone, or of a kind the system does not report on: it is looked at instead.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  return {
    async observe(folders) {
      const wanted = new Set(folders.map(({ id }) => id));
      for (const id of observers.keys()) if (!wanted.has(id)) end(id);
      if (!("FileSystemObserver" in globalThis)) return;
      for (const folder of folders) if (!observers.has(folder.id)) await begin(folder);
    },
    end,
    seesAll: (folders) => folders.every(({ id }) => observers.has(id)),
  };
}
