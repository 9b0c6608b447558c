import { saveImport } from "../../catalog/imports.ts";
import { parseTotalsFile, putTotals } from "../../catalog/portable-totals.ts";
import { putPortable } from "../../catalog/portable.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import type { LogDatabase } from "../../log/reader.ts";
import type { ErasureList, ErasureMode } from "../../model/erasure.ts";
import type { BackupProgress, BackupProject, RestoredProject, RestoreSummary } from "../../model/backup.ts";
import { type Failure, fail, type Result, success } from "../../model/failure.ts";
import type { MergedErasures } from "../../log/merge-erasures.ts";
import { erasuresOf } from "../../model/merge-portable.ts";
import type { ProjectId } from "../../model/identifier.ts";
import { makePace } from "../../model/pace.ts";
import { toSource } from "../../model/source.ts";
import { type AppendEvents, importRows } from "../import-rows.ts";
import { HISTORY_MS, makeImportTally } from "../import-tally.ts";
import { makeBackupShape } from "../shapes/backup-shape.ts";
import { openBackup, type OpenedBackup } from "./open-backup.ts";
import { readCatalog } from "./read-backup-contents.ts";
import { readBackupRows } from "./read-backup-rows.ts";

export interface RestoreOptions {
  db: LogDatabase;
  file: Blob;
  fileName: string;
  /** Default: all in the file. */
  projectIds?: readonly string[] | undefined;
  appendTo: (projectId: string) => AppendEvents;
  /** What becomes of what the file says was erased: default `apply`. */
  erasures?: ErasureMode | undefined;
  /** As `mergeErasures` of the log room, by whoever leads. */
  mergeErasures: (
    projectId: string,
    given: ErasureList,
    mode: ErasureMode,
  ) => Promise<Result<MergedErasures>>;
  /** Names the import that a project's events are part of. */
  makeImportId: () => string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: BackupProgress) => void) | undefined;
}

/**
 * Puts the projects of a backup beside those here, or joins them to those with their ids: events by id, all else by
 * {@link putPortable}. People and times that the other device erased are kept out. What was here of them is erased
 * once the project's events are in, and counted, unless `erasures` is `keep-out`. A damaged part is named, its events
 * count as refused, and everything else is restored. Restoring a file again, or after it was cut short, adds only what
 * is not there. Each project is an import of its history. Failures: as {@link openBackup}; and, after what was restored
 * before, `cancelled` and what `appendTo` and `mergeErasures` failed with.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Result<RestoreSummary>> {
  const began = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const backup = await openBackup(options.file, signal);
  if (!backup.ok) return backup;
  const { projects } = backup.value.manifest;
  const wanted = projects.filter(({ id }) => options.projectIds?.includes(id) ?? true);
  const progress = { events: 0, total: wanted.reduce((sum, { events }) => sum + events, 0), sizeBytes: 0 };
  const summary: RestoreSummary = { projects: [], damaged: [], ms: 0 };
  for (const project of wanted) {
    const failure = await restoreProject(backup.value, project, { ...options, signal }, summary, progress);
    if (failure !== undefined) return fail(failure);
  }
  return success({ ...summary, ms: performance.now() - began });
}

async function restoreProject(
  backup: OpenedBackup,
  project: BackupProject,
  options: RestoreOptions & { signal: AbortSignal },
  summary: RestoreSummary,
  progress: BackupProgress,
): Promise<Failure | undefined> {
  const { db, fileName } = options;
  const portable = await readCatalog(backup, project, options.signal);
  if (!portable.ok && portable.failure.kind === "cancelled") return portable.failure;
  if (!portable.ok) {
    // Without its time zone and rules its events would be counted as something else.
    summary.damaged.push({
      path: project.catalog.path,
      events: project.events,
      reason: portable.failure.message,
    });
    return undefined;
  }
  const put = await putPortable(db, portable.value);
  if (!put.ok) return put.failure;
  const { id, name } = put.value.project;
  const erasures = erasuresOf(portable.value);
  const merge = async (mode: ErasureMode): Promise<Result<MergedErasures>> =>
    erasures === undefined ? success({ events: 0, days: 0 }) : options.mergeErasures(id, erasures, mode);
  const keptOut = await merge("keep-out");
  if (!keptOut.ok) return keptOut.failure;
  const importId = options.makeImportId();
  const history = { id: importId, projectId: id, fileName, format: "backup", startedAt: Date.now() };
  const tally = makeImportTally();
  const started = await saveImport(db, { ...history, state: "running", ...tally.counts() });
  if (!started.ok) return started.failure;
  const before = { ...progress };
  const isToRemember = makePace(HISTORY_MS);
  let saving: Promise<unknown> = Promise.resolve();
  const onStep = (): void => {
    options.onProgress?.({ ...progress, events: before.events + tally.counts().read });
    if (isToRemember()) saving = saveImport(db, { ...history, state: "running", ...tally.counts() });
  };
  const totals = await restoreTotals(backup, project, { db, id, importId, signal: options.signal }, summary);
  let failure = totals.ok ? undefined : totals.failure;
  failure ??= await importRows({
    groups: readBackupRows(backup, project, {
      signal: options.signal,
      onBytes: (bytes) => void (progress.sizeBytes = before.sizeBytes + bytes),
      onDamaged: (part) => void summary.damaged.push(part),
    }),
    shape: makeBackupShape(),
    source: toSource("file", fileName),
    importId,
    receivedAt: history.startedAt,
    append: options.appendTo(id),
    tally,
    signal: options.signal,
    onStep,
  });
  progress.events += project.events;
  const { erasures: mode = "apply" } = options;
  const merged = failure === undefined && mode === "apply" ? await merge(mode) : keptOut;
  if (!merged.ok) failure = merged.failure;
  await saving;
  const ended = await saveImport(db, {
    ...history,
    state: failure === undefined ? "done" : failure.kind === "cancelled" ? "cancelled" : "failed",
    ...tally.counts(),
    ...(failure && { failure: failure.message }),
    endedAt: Date.now(),
  });
  const { isNew, conflicts } = put.value;
  const { refusedRows } = tally;
  const { events: erased, days: erasedDays } = merged.ok ? merged.value : { events: 0, days: 0 };
  const restored: RestoredProject = {
    ...{ id, name, isNew, conflicts, erased, refusedRows },
    ...tally.counts(),
    ...(erasedDays > 0 && { erasedDays }),
    ...(totals.ok && totals.value > 0 && { totals: totals.value }),
  };
  summary.projects.push(restored);
  return failure ?? (ended.ok ? undefined : ended.failure);
}

/** How many are new here. Damaged, or of days to come, they are named, and everything else is restored. */
async function restoreTotals(
  backup: OpenedBackup,
  project: BackupProject,
  { db, id, importId, signal }: { db: LogDatabase; id: ProjectId; importId: string; signal: AbortSignal },
  summary: RestoreSummary,
): Promise<Result<number>> {
  const { totals } = project;
  if (totals === undefined) return success(0);
  const bytes = await backup.read(totals, signal);
  const parsed = bytes.ok ? parseTotalsFile(parseJsonBytes(bytes.value)) : bytes;
  if (!parsed.ok && parsed.failure.kind === "cancelled") return parsed;
  const named = (reason: string) => void summary.damaged.push({ path: totals.path, reason });
  if (!parsed.ok) {
    named(parsed.failure.message);
    return success(0);
  }
  const put = await putTotals(db, id, parsed.value, importId);
  if (!put.ok) return put;
  if (put.value.refused !== undefined) named(put.value.refused);
  return success(put.value.added);
}
