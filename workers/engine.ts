import * as Comlink from "comlink";
import { startTabEngine } from "../src/engine/tab-engine.ts";

// `engine:NAME` keeps everything of this worker apart, under another database: how tests run side by side.
const { name } = self;
const [, databaseName] = name.split(":");
const { signal } = new AbortController();
const startImportWorker = () => new Worker(new URL("./import.ts", import.meta.url), { type: "module", name });
Comlink.expose(
  startTabEngine({
    locks: navigator.locks,
    signal,
    startImportWorker,
    ...(databaseName ? { databaseName } : {}),
  }),
);
