import { changeBackupPlan, readBackupPlan } from "../catalog/backup-plan.ts";
import { saveLastExport } from "../catalog/last-export.ts";
import { listProjects } from "../catalog/projects.ts";
import { fail, success, type Result } from "../model/failure.ts";
import { markBackup } from "../transfer/backup/mark-backup.ts";
import type { FileWork } from "./file-calls.ts";
import type { BackupCalls } from "./files-api.ts";
import { runBackup } from "./run-export.ts";
import { runBackupListing, runBackupReading, runRestore } from "./run-import.ts";
import { settleContested } from "./settle-contested.ts";
import { importLock } from "./tab-session.ts";

/** Projects a backup may hold at once. */
const MOST_PROJECTS = 1_000;

/** What a tab does about backups, each in a worker of its own. */
export function makeBackupCalls(
  options: FileWork & {
    /** Of what made, renamed or changed projects. */
    changed: <T>(result: Result<T>) => Result<T>;
  },
): BackupCalls {
  const { session, locks, startImportWorker, startExportWorker, cancellable, changed } = options;
  const { database, space, askLeader } = session;
  return {
    backUp: ({ projectIds, target, saved, queryId }, onProgress) =>
      cancellable(queryId, async (cancel) => {
        const listed = await listProjects(database);
        if (!listed.ok) return listed;
        const wanted = listed.value.filter(({ id }) => projectIds?.includes(id) ?? true);
        for (const { id } of wanted) {
          const settled = await askLeader("settleVariants", { projectId: id }, cancel);
          if (!settled.ok) return settled;
        }
        const at = Date.now();
        const mark = await markBackup(database);
        if (!mark.ok) return mark;
        const request = { projectIds, target };
        const backedUp = await runBackup(startExportWorker, request, cancel, onProgress);
        if (backedUp.ok)
          for (const { id } of wanted) await saveLastExport(database, id, { at, format: "lochan" });
        if (backedUp.ok && wanted.length === listed.value.length) {
          const { projects, events, sizeBytes } = backedUp.value;
          const last = { at, projects, events, sizeBytes, mark: mark.value, ...saved };
          await changeBackupPlan(database, { last, quietUntil: null, trouble: null });
        }
        // When all of it was last exported is shown beside.
        return changed(backedUp);
      }),
    backupMark: () => markBackup(database),
    backupPlan: () => readBackupPlan(database),
    changeBackupPlan: (change) => changeBackupPlan(database, change),
    readBackup: (file, { queryId } = {}) =>
      cancellable(queryId, (cancel) => runBackupReading(startImportWorker, file, cancel)),
    restoreBackup: (file, { fileName = "backup.lochan", projectIds, erasures, queryId }, onProgress) =>
      cancellable(queryId, async (cancel) => {
        const refusal = await space.refusal();
        if (refusal !== undefined) return fail(refusal);
        const listed = await runBackupListing(startImportWorker, file, cancel);
        if (!listed.ok) return listed;
        const wanted = listed.value.filter((id) => projectIds?.includes(id) ?? true);
        const importIds = wanted.slice(0, MOST_PROJECTS).map(() => crypto.randomUUID());
        // Held as long as it runs, so that a leader knows which imports ended with their tab.
        const restored = await holdAll(locks, importIds.map(importLock), () =>
          runRestore(
            startImportWorker,
            { file, fileName, projectIds, importIds, erasures },
            session.admitHere,
            // Once it is under way it is not cancelled: its count would be lost.
            (projectId, given, mode) => askLeader("mergeErasures", { projectId, erasures: given, mode }),
            cancel,
            onProgress,
          ),
        );
        for (const id of wanted) await settleContested(session, id);
        space.renew();
        // What was restored of it before it failed is here too.
        changed(success(null));
        return restored;
      }),
  };
}

function holdAll<T>(locks: LockManager, names: readonly string[], work: () => Promise<T>): Promise<T> {
  const [name, ...rest] = names;
  return name === undefined ? work() : locks.request(name, () => holdAll(locks, rest, work));
}
