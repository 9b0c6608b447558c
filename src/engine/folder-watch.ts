import * as Comlink from "comlink";
import { listFolders } from "../catalog/folders.ts";
import type { Database } from "../database/database.ts";
import type { FolderReader } from "./folder-reader.ts";

/** A worker that stopped is started anew after this, doubling; from the first again once one ran for long. */
const RESTART_MS = 3_000;
const MOST_RESTART_MS = 60_000;

export interface FolderWatch {
  /** Folders may have been added. */
  catalogChanged(): Promise<void>;
}

/** Has watched folders read in a worker of its own, from when there is one to read. Ends with its signal. */
export function startFolderWatch(options: {
  database: Database;
  startWorker: () => Worker;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}): FolderWatch {
  const { database, signal } = options;
  let worker: Worker | undefined;
  let restarting: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const end = (): void => {
    worker?.terminate();
    worker = undefined;
    clearTimeout(restarting);
  };
  signal.addEventListener("abort", end, { once: true });

  function start(): void {
    const started = options.startWorker();
    const startedAt = performance.now();
    worker = started;
    const stopped = (error: unknown): void => {
      if (worker !== started) return;
      options.onError(error);
      end();
      failures = performance.now() - startedAt > MOST_RESTART_MS ? 1 : failures + 1;
      restarting = setTimeout(
        () => {
          restarting = undefined;
          void catalogChanged().catch(options.onError);
        },
        Math.min(MOST_RESTART_MS, RESTART_MS * 2 ** (failures - 1)),
      );
    };
    started.addEventListener("error", ({ message }) =>
      stopped(new Error(`Watching folders stopped: ${message}`)),
    );
    void Comlink.wrap<FolderReader>(started).watch().catch(stopped);
  }

  async function catalogChanged(): Promise<void> {
    if (worker !== undefined || restarting !== undefined || signal.aborted) return;
    const folders = await listFolders(database);
    const isWatching = folders.ok && folders.value.some(({ handle }) => handle !== undefined);
    if (isWatching && worker === undefined && restarting === undefined && !signal.aborted) start();
  }

  return { catalogChanged };
}
