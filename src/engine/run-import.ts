import * as Comlink from "comlink";
import type { Result } from "../model/failure.ts";
import type { ImportProgress, ImportSummary } from "../model/import.ts";
import type { FileInspection } from "../model/row-mapping.ts";
import type { BackupContents, BackupProgress, RestoreSummary } from "../model/backup.ts";
import type { RestoreOptions } from "../transfer/backup/restore-backup.ts";
import type { SideCounts } from "../model/reconcile/side-counts.ts";
import type { SideProgress } from "../model/reconcile/side-source.ts";
import type { AdmitHere } from "./append-events.ts";
import type { Importer, ImportRequest, RestoreRequest } from "./importer.ts";
import { makeWorkerRun } from "./make-worker-run.ts";

const inImporter = makeWorkerRun<Importer>(
  (why) =>
    `The import stopped: ${why}. What was added stays, and importing the file again adds only the rest.`,
);

const inReader = makeWorkerRun<Importer>((why) => `The reading stopped: ${why}.`);

/** Imports in a fresh worker, which ends with it. */
export const runImport = (
  startWorker: () => Worker,
  request: ImportRequest,
  admitHere: AdmitHere,
  cancel: AbortSignal,
  onProgress?: (progress: ImportProgress) => void,
): Promise<Result<ImportSummary>> =>
  inImporter(startWorker, cancel, (importer) =>
    importer.run(request, Comlink.proxy(admitHere), onProgress && Comlink.proxy(onProgress)),
  );

/** Looks at a file in a fresh worker, which ends with it. */
export const runInspection = (
  startWorker: () => Worker,
  request: Parameters<Importer["inspect"]>[0],
  cancel: AbortSignal,
): Promise<Result<FileInspection>> => inReader(startWorker, cancel, (importer) => importer.inspect(request));

/** Counts files or a log in a fresh worker, which ends with it. */
export const runSideReading = (
  startWorker: () => Worker,
  request: Parameters<Importer["readSide"]>[0],
  cancel: AbortSignal,
  onProgress?: (progress: SideProgress) => void,
): Promise<Result<SideCounts>> =>
  inReader(startWorker, cancel, (importer) =>
    importer.readSide(request, onProgress && Comlink.proxy(onProgress)),
  );

/** Restores in a fresh worker, which ends with it. */
export const runRestore = (
  startWorker: () => Worker,
  request: RestoreRequest,
  admitHere: AdmitHere,
  mergeErasures: RestoreOptions["mergeErasures"],
  cancel: AbortSignal,
  onProgress?: (progress: BackupProgress) => void,
): Promise<Result<RestoreSummary>> =>
  inImporter(startWorker, cancel, (importer) =>
    importer.restore(
      request,
      Comlink.proxy(admitHere),
      Comlink.proxy(mergeErasures),
      onProgress && Comlink.proxy(onProgress),
    ),
  );

/** Looks into a backup in a fresh worker, which ends with it. */
export const runBackupReading = (
  startWorker: () => Worker,
  file: Blob,
  cancel: AbortSignal,
): Promise<Result<BackupContents>> => inReader(startWorker, cancel, (importer) => importer.readBackup(file));

/** Looks up in a fresh worker, which ends with it, which projects a backup has. */
export const runBackupListing = (
  startWorker: () => Worker,
  file: Blob,
  cancel: AbortSignal,
): Promise<Result<string[]>> => inReader(startWorker, cancel, (importer) => importer.listBackup(file));
