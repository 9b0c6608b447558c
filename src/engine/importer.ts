import type { Database } from "../database/database.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { type ProjectId, toProjectId } from "../model/identifier.ts";
import type { BackupContents, BackupProgress, RestoreSummary } from "../model/backup.ts";
import type { ErasureMode } from "../model/erasure.ts";
import type { ImportProgress, ImportSummary } from "../model/import.ts";
import type { SideCounts } from "../model/reconcile/side-counts.ts";
import type { SideProgress } from "../model/reconcile/side-source.ts";
import type { FileInspection, RowMapping } from "../model/row-mapping.ts";
import type { RestoreOptions } from "../transfer/backup/restore-backup.ts";
import { importFile } from "../transfer/import-file.ts";
import type { AppendEvents } from "../transfer/import-rows.ts";
import { inspectFile } from "../transfer/inspect-file.ts";
import type { SideRequest } from "../transfer/reconcile/read-side.ts";
import type { ShapeName } from "../transfer/shapes/shape-names.ts";
import type { AdmitHere } from "./append-events.ts";
import { appendToLog, openLogAccess } from "./append-to-log.ts";
import { paceProgress } from "./pace-progress.ts";
import { withDatabase } from "./with-database.ts";

export interface ImportRequest {
  projectId: string;
  file: Blob;
  fileName: string;
  importId: string;
  /** Whose export it is. */
  shape?: ShapeName | undefined;
  mapping?: RowMapping | undefined;
  timeZoneOffsetMinutes?: number | undefined;
}

/** A cancelled import waits so long for what it has stored to be counted. */
const GRACE_MS = 5_000;

/** One import in a worker of its own, so that parsing takes nothing from whoever admits, folds and answers. */
export interface Importer {
  /** As `importFile` of the transfer room. */
  run(
    request: ImportRequest,
    admitHere: AdmitHere,
    onProgress?: (progress: ImportProgress) => unknown,
  ): Promise<Result<ImportSummary>>;
  /** As `inspectFile` of the transfer room. */
  inspect(request: Pick<ImportRequest, "projectId" | "file" | "fileName">): Promise<Result<FileInspection>>;
  /** As `restoreBackup` of the transfer room. */
  restore(
    request: RestoreRequest,
    admitHere: AdmitHere,
    mergeErasures: RestoreOptions["mergeErasures"],
    onProgress?: (progress: BackupProgress) => unknown,
  ): Promise<Result<RestoreSummary>>;
  /** As `readBackupContents` of the transfer room. */
  readBackup(file: Blob): Promise<Result<BackupContents>>;
  /** The ids of its projects; of all else in it nothing is read. */
  listBackup(file: Blob): Promise<Result<string[]>>;
  /** As `readSide` of the transfer room. */
  readSide(
    request: SideRequest & { projectId: string },
    onProgress?: (progress: SideProgress) => unknown,
  ): Promise<Result<SideCounts>>;
  cancel(): Promise<void>;
}

export interface RestoreRequest {
  file: Blob;
  fileName: string;
  projectIds?: readonly string[] | undefined;
  erasures?: ErasureMode | undefined;
  /** One for each project there may be: who runs it holds their locks. */
  importIds: readonly string[];
}

const STOPPED = fail({
  kind: "cancelled",
  message: "Stopped waiting; what was on its way may be added yet.",
});

export function makeImporter(options: { databaseName?: string; signal: AbortSignal }): Importer {
  const { databaseName, signal } = options;
  const cancelling = new AbortController();
  /** Of waiting for events that are stored: no admission may come, where the disk is full. */
  const givingUp = new AbortController();

  /** Appends to a project as it is now: not after all of it was erased. */
  function openAppend(database: Database, admitHere: AdmitHere) {
    const log = openLogAccess(database, { databaseName, signal });
    const stop = AbortSignal.any([signal, givingUp.signal]);
    const stopped = new Promise<Result<never>>((resolve) =>
      stop.addEventListener("abort", () => resolve(STOPPED), { once: true }),
    );
    return (projectId: ProjectId): AppendEvents => {
      const coming = readComingGeneration(database, projectId);
      // Whoever appends first meets it.
      coming.catch(() => undefined);
      return async (events) => {
        const generation = await coming;
        const taken = await Promise.race([admitHere(projectId, events, generation), stopped]);
        return taken ?? appendToLog({ ...log, signal: stop }, projectId, events, generation);
      };
    };
  }

  return {
    run: (request, admitHere, onProgress) =>
      withDatabase(databaseName, (database) =>
        importFile({
          ...request,
          db: database,
          signal: cancelling.signal,
          append: openAppend(database, admitHere)(toProjectId(request.projectId)),
          ...(onProgress === undefined
            ? {}
            : { onProgress: (progress: ImportProgress) => void onProgress(progress) }),
        }),
      ),
    inspect: (request) =>
      withDatabase(databaseName, (database) =>
        inspectFile({ ...request, db: database, signal: cancelling.signal }),
      ),
    restore: ({ importIds, ...request }, admitHere, mergeErasures, onProgress) =>
      withDatabase(databaseName, async (database) => {
        const { restoreBackup } = await import("../transfer/backup/restore-backup.ts");
        const append = openAppend(database, admitHere);
        const ids = [...importIds];
        return restoreBackup({
          ...request,
          db: database,
          signal: cancelling.signal,
          appendTo: (projectId) => append(toProjectId(projectId)),
          mergeErasures: (...asked) => mergeErasures(...asked),
          makeImportId: () => ids.shift() ?? crypto.randomUUID(),
          onProgress: paceProgress(onProgress),
        });
      }),
    readBackup: (file) =>
      withDatabase(databaseName, async (database) => {
        const { readBackupContents } = await import("../transfer/backup/read-backup-contents.ts");
        return readBackupContents(database, file, { signal: cancelling.signal });
      }),
    async listBackup(file) {
      const { openBackup } = await import("../transfer/backup/open-backup.ts");
      const backup = await openBackup(file, cancelling.signal);
      return backup.ok ? success(backup.value.manifest.projects.map(({ id }) => id)) : backup;
    },
    readSide: async (request, onProgress) => {
      const { readSide } = await import("../transfer/reconcile/read-side.ts");
      return withDatabase(databaseName, (database) =>
        readSide({
          ...request,
          db: database,
          signal: cancelling.signal,
          onProgress: (progress) => void onProgress?.(progress),
        }),
      );
    },
    async cancel() {
      cancelling.abort();
      setTimeout(() => givingUp.abort(), GRACE_MS);
    },
  };
}
