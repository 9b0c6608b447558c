import * as Comlink from "comlink";
import { makeFolderReader } from "../src/engine/folder-reader.ts";

// Started by the engine's worker, under the same name.
const [, databaseName] = self.name.split(":");
const { signal } = new AbortController();
Comlink.expose(
  makeFolderReader({ locks: navigator.locks, signal, ...(databaseName ? { databaseName } : {}) }),
);
