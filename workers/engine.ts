import * as Comlink from "comlink";
import { startTabEngine } from "../src/engine/tab-engine.ts";

// `engine:NAME` keeps everything of this worker apart, under another database: how tests run side by side.
const [, databaseName] = self.name.split(":");
const { signal } = new AbortController();
Comlink.expose(startTabEngine({ locks: navigator.locks, signal, ...(databaseName ? { databaseName } : {}) }));
