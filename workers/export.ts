import * as Comlink from "comlink";
import { makeExporter } from "../src/engine/exporter.ts";

// Started by the engine's worker, under the same name.
const [, databaseName] = self.name.split(":");
Comlink.expose(makeExporter(databaseName ? { databaseName } : {}));
