import type { Database } from "../../src/database/database.ts";
import { claimEpoch } from "../../src/log/fence.ts";
import { mergeErasures } from "../../src/log/merge-erasures.ts";
import { readInOrder } from "../../src/log/read-in-order.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import { success } from "../../src/model/failure.ts";
import { toProjectId } from "../../src/model/identifier.ts";
import { restoreBackup, type RestoreOptions } from "../../src/transfer/backup/restore-backup.ts";
import { type BackupOptions, writeBackup } from "../../src/transfer/backup/write-backup.ts";
import { blobSink } from "../../src/transfer/blob-parts.ts";
import { valueOf } from "./open-catalog.ts";
import { openRealLog } from "./real-log.ts";

/** A backup of everything in a browser. */
export async function backUp(db: Database, more: Partial<BackupOptions> = {}): Promise<Blob> {
  const { sink, blob } = blobSink();
  valueOf(await writeBackup({ db, sink, ...more }));
  return blob("");
}

/** Restores into a browser whose events are admitted at once. */
export function restore(db: Database, file: Blob, more: Partial<RestoreOptions> = {}) {
  /** One for each project: groups are on their way two at a time, and another log would depose the first. */
  const logs = new Map<string, ReturnType<typeof openRealLog>>();
  return restoreBackup({
    db,
    file,
    fileName: "kept.lochan",
    makeImportId: () => crypto.randomUUID(),
    mergeErasures: async (projectId, given, mode) =>
      mergeErasures(db, await claimEpoch(db), toProjectId(projectId), given, { mode }),
    appendTo: (projectId) => async (group) => {
      if (group.columns.count === 0) return success({ accepted: 0, duplicate: 0 });
      const log = logs.get(projectId) ?? openRealLog(db, toProjectId(projectId));
      logs.set(projectId, log);
      return (await log).append(group);
    },
    ...more,
  });
}

/** What a browser knows of a project's events, by time and id. */
export async function eventsOf(db: Database, projectId: string): Promise<LochanEvent[]> {
  const events: LochanEvent[] = [];
  for await (const { pages } of readInOrder(db, toProjectId(projectId)))
    for await (const page of pages) events.push(...page);
  return events;
}
