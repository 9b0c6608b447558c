import * as Comlink from "comlink";
import type { ExportedFile, ExportProgress } from "../model/export.ts";
import type { Result } from "../model/failure.ts";
import type { BackupProgress, BackupSummary } from "../model/backup.ts";
import type { BackupRequest, Exporter, ExportRequest } from "./exporter.ts";
import { makeWorkerRun } from "./make-worker-run.ts";
import { handOver } from "./stream-target.ts";

const inExporter = makeWorkerRun<Exporter>((why) => `The export stopped: ${why}.`);

/** Exports in a fresh worker, which ends with it. */
export const runExport = (
  startWorker: () => Worker,
  request: ExportRequest,
  cancel: AbortSignal,
  onProgress?: (progress: ExportProgress) => void,
): Promise<Result<ExportedFile>> =>
  inExporter(startWorker, cancel, (exporter) =>
    exporter.run(handOver(request), onProgress && Comlink.proxy(onProgress)),
  );

/** Backs up in a fresh worker, which ends with it. */
export const runBackup = (
  startWorker: () => Worker,
  request: BackupRequest,
  cancel: AbortSignal,
  onProgress?: (progress: BackupProgress) => void,
): Promise<Result<BackupSummary>> =>
  inExporter(startWorker, cancel, (exporter) =>
    exporter.backUp(handOver(request), onProgress && Comlink.proxy(onProgress)),
  );
