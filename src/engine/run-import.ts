import * as Comlink from "comlink";
import { fail, type Result } from "../model/failure.ts";
import type { ImportProgress, ImportSummary } from "../model/import.ts";
import type { Importer, ImportRequest } from "./importer.ts";

/** Imports in a fresh worker, which ends with it. */
export async function runImport(
  startWorker: () => Worker,
  request: ImportRequest,
  cancel: AbortSignal,
  onProgress?: (progress: ImportProgress) => void,
): Promise<Result<ImportSummary>> {
  const worker = startWorker();
  const importer = Comlink.wrap<Importer>(worker);
  const died = new Promise<Result<ImportSummary>>((resolve) => {
    worker.addEventListener("error", ({ message }) => resolve(fail(ended(message))));
  });
  const stop = () => void importer.cancel();
  if (cancel.aborted) stop();
  cancel.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([importer.run(request, onProgress && Comlink.proxy(onProgress)), died]);
  } finally {
    cancel.removeEventListener("abort", stop);
    worker.terminate();
  }
}

const ended = (why: string) =>
  ({
    kind: "storage-unavailable",
    message: `The import stopped: ${why || "its worker ended"}. What was added stays, and importing the file again adds only the rest.`,
  }) as const;
