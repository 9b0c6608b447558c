import * as Comlink from "comlink";
import { startTabEngine } from "../src/engine/tab-engine.ts";
import { onPort } from "../src/engine/worker-port.ts";

// `engine:NAME` keeps everything of this worker apart, under another database: how tests run side by side.
const { name } = self;
const [, databaseName] = name.split(":");
const { signal } = new AbortController();
const startImportWorker = () => new Worker(new URL("./import.ts", import.meta.url), { type: "module", name });
const startExportWorker = () => new Worker(new URL("./export.ts", import.meta.url), { type: "module", name });
const startFeedWorker = () =>
  new Worker(new URL("./live-feeds.ts", import.meta.url), { type: "module", name });
const startFolderWorker = () =>
  new Worker(new URL("./folders.ts", import.meta.url), { type: "module", name });
const engine = startTabEngine({
  locks: navigator.locks,
  signal,
  startImportWorker,
  startExportWorker,
  startFeedWorker,
  startFolderWorker,
  ...(databaseName ? { databaseName } : {}),
});
// The page's calls wait in the port, from before this was started.
onPort((port) => Comlink.expose(engine, port));
