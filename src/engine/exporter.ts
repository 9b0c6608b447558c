import type { ExportedFile, ExportProgress, ExportSelection } from "../model/export.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { BACKUP_TYPE, type BackupProgress, type BackupSummary } from "../model/backup.ts";
import { unwritableWords } from "../model/unwritable-words.ts";
import { blobSink } from "../transfer/blob-parts.ts";
import { exportFile } from "../transfer/export-file.ts";
import type { ExportTarget } from "./api.ts";
import { paceProgress } from "./pace-progress.ts";
import { withDatabase } from "./with-database.ts";

export interface ExportRequest extends ExportSelection {
  projectId: string;
  format: string;
  target?: ExportTarget | undefined;
}

export interface BackupRequest {
  projectIds?: readonly string[] | undefined;
  target?: ExportTarget | undefined;
}

/** One export in a worker of its own, so that writing takes nothing from whoever admits, folds and answers. */
export interface Exporter {
  /** As `exportFile` of the transfer room. */
  run(
    request: ExportRequest,
    onProgress?: (progress: ExportProgress) => unknown,
  ): Promise<Result<ExportedFile>>;
  /** As `writeBackup` of the transfer room; without a target it makes a Blob. */
  backUp(
    request: BackupRequest,
    onProgress?: (progress: BackupProgress) => unknown,
  ): Promise<Result<BackupSummary>>;
  cancel(): Promise<void>;
}

export function makeExporter({ databaseName }: { databaseName?: string }): Exporter {
  const cancelling = new AbortController();
  return {
    async run({ target, ...request }, onProgress) {
      const sink = await openSink(target);
      if (!sink.ok) return sink;
      return withDatabase(databaseName, (db) =>
        exportFile({
          ...request,
          db,
          sink: sink.value,
          signal: cancelling.signal,
          onProgress: paceProgress(onProgress, ({ share }) => share >= 1),
        }),
      );
    },
    async backUp({ target, projectIds }, onProgress) {
      const opened = await openSink(target);
      if (!opened.ok) return opened;
      const made = opened.value === undefined ? blobSink() : undefined;
      const { writeBackup } = await import("../transfer/backup/write-backup.ts");
      const written = await withDatabase(databaseName, (db) =>
        writeBackup({
          db,
          projectIds,
          sink: opened.value ?? made!.sink,
          signal: cancelling.signal,
          onProgress: paceProgress(onProgress),
        }),
      );
      return written.ok && made !== undefined
        ? success({ ...written.value, blob: made.blob(BACKUP_TYPE) })
        : written;
    },
    async cancel() {
      cancelling.abort();
    },
  };
}

/** What is written to a file of the user's is in it once it is closed, and not before. */
async function openSink(
  target: ExportTarget | undefined,
): Promise<Result<WritableStream<Uint8Array> | undefined>> {
  if (target === undefined || target instanceof WritableStream) return success(target);
  try {
    return success((await target.createWritable()) as WritableStream<Uint8Array>);
  } catch (error) {
    return fail({
      kind: "unwritable-file",
      message: `${target.name} could not be opened. ${unwritableWords(error)}`,
    });
  }
}
