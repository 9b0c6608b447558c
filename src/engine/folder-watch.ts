import * as Comlink from "comlink";
import { listFolders } from "../catalog/folders.ts";
import { listSharedFolders } from "../catalog/shared-folders.ts";
import type { Database } from "../database/database.ts";
import type { FolderReader } from "./folder-reader.ts";
import { type KeptWorker, keepWorker } from "./keep-worker.ts";
import { eraseAndRefold, mergeAndRefold, settleAndRefold, type RewriteWork } from "./rewriting.ts";
import type { SharingHost } from "./shared-folder-turns.ts";

interface WatchOptions {
  database: Database;
  startWorker: () => Worker;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}

/** Has watched folders read in a worker of its own, from when there is one to read. Ends with its signal. */
export const startFolderWatch = (options: WatchOptions): KeptWorker =>
  keepWorker({
    ...options,
    what: "Watching folders",
    async isWanted() {
      const folders = await listFolders(options.database);
      return folders.ok && folders.value.some(({ handle }) => handle !== undefined);
    },
    run: (worker) => Comlink.wrap<FolderReader>(worker).watch(),
  });

/** The same for shared folders; what other devices erased is erased by the leader. */
export function startSharing(options: WatchOptions & { work: RewriteWork }): KeptWorker {
  const { work } = options;
  const host: SharingHost = {
    eraseSpan: (projectId, span) => eraseAndRefold(work, projectId, span),
    settleContents: (projectId) => settleAndRefold(work, projectId),
    mergePeople: (projectId, people) => mergeAndRefold(work, projectId, { spans: [], people }, "apply"),
  };
  return keepWorker({
    ...options,
    what: "Sharing folders",
    async isWanted() {
      const folders = await listSharedFolders(options.database);
      return folders.ok && folders.value.length > 0;
    },
    run: (worker) => Comlink.wrap<FolderReader>(worker).share(Comlink.proxy(host)),
  });
}
