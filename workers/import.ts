import * as Comlink from "comlink";
import { makeImporter } from "../src/engine/importer.ts";

// Started by the engine's worker, under the same name.
const [, databaseName] = self.name.split(":");
const { signal } = new AbortController();
Comlink.expose(makeImporter({ signal, ...(databaseName ? { databaseName } : {}) }));
