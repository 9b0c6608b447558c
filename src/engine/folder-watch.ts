import * as Comlink from "comlink";
import { listFolders } from "../catalog/folders.ts";
import type { Database } from "../database/database.ts";
import type { FolderReader } from "./folder-reader.ts";

export interface FolderWatch {
  /** Folders may have been added. */
  catalogChanged(): Promise<void>;
}

/** Has watched folders read in a worker of their own, from when there is one to read. Ends with its signal. */
export function startFolderWatch(options: {
  database: Database;
  startWorker: () => Worker;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}): FolderWatch {
  const { database, signal } = options;
  let worker: Worker | undefined;
  const end = (): void => {
    worker?.terminate();
    worker = undefined;
  };
  signal.addEventListener("abort", end, { once: true });

  function start(): void {
    const started = options.startWorker();
    worker = started;
    started.addEventListener("error", ({ message }) => {
      options.onError(new Error(`Watching folders stopped: ${message}`));
      // The next change of the catalog starts another.
      if (worker === started) end();
    });
    void Comlink.wrap<FolderReader>(started)
      .watch()
      .catch((error: unknown) => {
        options.onError(error);
        if (worker === started) end();
      });
  }

  return {
    async catalogChanged() {
      if (worker !== undefined || signal.aborted) return;
      const folders = await listFolders(database);
      const isWatching = folders.ok && folders.value.some(({ handle }) => handle !== undefined);
      if (isWatching && worker === undefined && !signal.aborted) start();
    },
  };
}
