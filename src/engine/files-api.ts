import type { BackupPlan } from "../model/backup-plan.ts";
import type { BackupContents, BackupProgress, BackupSummary, RestoreSummary } from "../model/backup.ts";
import type { ErasureMode } from "../model/erasure.ts";
import type { ExportedFile, ExportProgress, ExportScope } from "../model/export.ts";
import type { TotalsAnswer, TotalsReceipt } from "../model/daily-totals.ts";
import type { Result } from "../model/failure.ts";
import type {
  ImportHistoryEntry,
  ImportProgress,
  ImportSummary,
  UndoCount,
  UndoneImport,
} from "../model/import.ts";
import type { TimeSpan } from "../model/time-span.ts";
import type { SideCounts } from "../model/reconcile/side-counts.ts";
import type { SideProgress } from "../model/reconcile/side-source.ts";
import type { Project } from "../model/project.ts";
import type { FolderProjects, SharedDevice, SharedFolder } from "../model/shared-folder.ts";
import type { FileInspection, MappingPreview } from "../model/row-mapping.ts";

/** A file the user chose, or any stream. */
export type ExportTarget = FileSystemFileHandle | WritableStream<Uint8Array>;

/** Files of events, in and out. */
export interface FileCalls {
  importFile(
    projectId: string,
    file: Blob,
    /** `format`: whose export it is. `mapping`: what its fields mean. The offset: of a Mixpanel project's clock. All are parsed inside. */
    options: {
      fileName?: string;
      importId?: string;
      format?: unknown;
      mapping?: unknown;
      timeZoneOffsetMinutes?: unknown;
    },
    onProgress?: (progress: ImportProgress) => void,
  ): Promise<Result<ImportSummary>>;
  /** Looks at the first rows of a file; nothing of it is imported. */
  inspectFile(
    projectId: string,
    file: Blob,
    options?: { fileName?: string; queryId?: string },
  ): Promise<Result<FileInspection>>;
  /** What a mapping makes of rows that were looked at; `invalid-input` where it leaves something open. */
  previewMapping(mapping: unknown, rows: string[], fileName: string): Promise<Result<MappingPreview>>;
  cancelImport(importId: string): Promise<void>;
  imports(projectId: string): Promise<Result<ImportHistoryEntry[]>>;
  /**
   * Removes what nothing but this import brought, and counts anew; asked again it tells what that came to.
   * Importing the file again brings it back. Failures: `unknown-import`, `import-running`, `unknown-project`.
   */
  undoImport(projectId: string, importId: string): Promise<Result<UndoneImport>>;
  /** What {@link undoImport} would come to now, what has arrived included; all of the log is read. */
  undoPreview(
    projectId: string,
    importId: string,
    options?: { queryId?: string },
  ): Promise<Result<UndoCount>>;
  /** What other products counted by day, of the days that lie in the span whole; all there are without one. */
  importedTotals(projectId: string, span?: Partial<TimeSpan>): Promise<Result<TotalsAnswer>>;
  /** The same, with the imports it was made of. */
  totalsReceipt(projectId: string, span?: Partial<TimeSpan>): Promise<Result<TotalsReceipt>>;
  /**
   * Writes events to `target`, which is then closed; what was written of a failed or cancelled export is not in a
   * file. Without it they come as a Blob, assembled from parts on disk where the browser can, never the whole file in
   * memory at once.
   */
  exportFile(
    projectId: string,
    format: string,
    /** `queryId` lets `cancel` stop it. */
    options: ExportScope & { target?: ExportTarget | undefined; queryId?: string },
    onProgress?: (progress: ExportProgress) => void,
  ): Promise<Result<ExportedFile>>;
}

/** Projects whole, out and in again. */
export interface BackupCalls {
  /**
   * Projects whole, default all, as a `.lochan` file: events, settings, dashboards, tracking plans, feeds, how files
   * were read and daily totals. Written to `target` as {@link FileCalls.exportFile} does, else a Blob. One of all projects is noted in the
   * plan, with where it was `saved`.
   */
  backUp(
    options: {
      projectIds?: readonly string[];
      target?: ExportTarget | undefined;
      saved?: { fileName: string; folder?: string };
      queryId?: string;
    },
    onProgress?: (progress: BackupProgress) => void,
  ): Promise<Result<BackupSummary>>;
  /** What it holds and would do here, with what is damaged named; nothing is changed. */
  readBackup(file: Blob, options?: { queryId?: string }): Promise<Result<BackupContents>>;
  /** Another text after each change of what a backup of all projects would hold; cheap, for no event is read. */
  backupMark(): Promise<Result<string>>;
  backupPlan(): Promise<Result<BackupPlan>>;
  /** Parts of a {@link BackupPlan}, null for one that is taken away; gives what it is then. */
  changeBackupPlan(change: unknown): Promise<Result<BackupPlan>>;
  /**
   * Puts projects of a backup (default all) beside those here, or merges them with those of the same id: events by
   * id, the rest by newest edit. Restoring again adds only what is not there. People and times that the other device
   * erased are kept out from now on; what is here of them is erased too and counted in the summary (`readBackup`
   * tells how much that would be), unless `erasures` is `keep-out`.
   */
  restoreBackup(
    file: Blob,
    options: {
      fileName?: string;
      projectIds?: readonly string[];
      erasures?: ErasureMode;
      queryId?: string;
    },
    onProgress?: (progress: BackupProgress) => void,
  ): Promise<Result<RestoreSummary>>;
}

/** What two tools counted, side by side. */
export interface ReconcileCalls {
  /**
   * Counts `{ files: [{ file, fileName?, format?, mapping?, timeZoneOffsetMinutes? }] }` or, without files, the
   * project's own events (with `origin`, those of one source), by day of the project's zone. Nothing is imported. Of
   * two such sides `compareSides` and `explain` (model/reconcile) tell the rest. `shiftMs` is added to every time.
   */
  readSide(
    projectId: string,
    source: unknown,
    options?: { queryId?: string },
    onProgress?: (progress: SideProgress) => void,
  ): Promise<Result<SideCounts>>;
}

/** A shared folder, as it stands. */
export interface SharedFolderView extends Omit<SharedFolder, "own" | "emptied"> {
  /** In this device's own files; of it alone, without what came from others. */
  events: number;
  /** When they were last written, epoch milliseconds. */
  writtenAt?: number;
  others: Omit<SharedDevice, "read">[];
}

/** A folder that devices share, so that a project becomes the same on all of them. */
export interface SharedFolderCalls {
  /** This browser, and its name as others see it. */
  device(): Promise<Result<{ id: string; name: string }>>;
  /** An empty name takes it away: then it is the browser's and the system's. */
  nameDevice(name: unknown): Promise<Result<{ id: string; name: string }>>;
  /** Null where the project is in none. */
  sharedFolder(projectId: string): Promise<Result<SharedFolderView | null>>;
  /** Projects that devices wrote into a folder; nothing is changed. */
  findSharedProjects(handle: FileSystemDirectoryHandle): Promise<Result<FolderProjects>>;
  /**
   * Shares a project from now on: with those who have it in that folder, or as the first. The handle must be lent for
   * reading and writing. `invalid-input` where it is in a shared folder already.
   */
  shareProject(projectId: string, folder: LentFolder): Promise<Result<null>>;
  /** The same for a project that is only in the folder yet: it is made here. */
  takeSharedProject(projectId: string, folder: LentFolder): Promise<Result<Project>>;
  pauseSharedFolder(projectId: string, paused: boolean): Promise<Result<null>>;
  /** What came from it stays. `files`: this device's files are taken out of the folder first. */
  removeSharedFolder(projectId: string, options?: { files?: boolean }): Promise<Result<null>>;
}

export interface LentFolder {
  name: string;
  handle: FileSystemDirectoryHandle;
}
