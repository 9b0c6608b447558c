import { parsePortable } from "../../catalog/portable.ts";
import { listProjects } from "../../catalog/projects.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import { countMerged } from "../../log/merge-erasures.ts";
import type { LogDatabase } from "../../log/reader.ts";
import type { BackupContents, BackupEvents, BackupProject } from "../../model/backup.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import { toProjectId } from "../../model/identifier.ts";
import { erasuresOf, type PortableProject } from "../../model/merge-portable.ts";
import { retentionBoundary } from "../../model/retention.ts";
import { openBackup, type OpenedBackup } from "./open-backup.ts";

/**
 * What a backup holds, which of it is here already and what of that it would erase; nothing is restored. Fails as {@link openBackup}. Parts with
 * events are not looked at: whether they are damaged shows when they are restored. Aborted, it may have counted too few.
 */
export async function readBackupContents(
  db: LogDatabase,
  file: Blob,
  { signal, now = Date.now() }: { signal?: AbortSignal; now?: number } = {},
): Promise<Result<BackupContents>> {
  const backup = await openBackup(file, signal);
  if (!backup.ok) return backup;
  const here = await listProjects(db);
  if (!here.ok) return here;
  const oursById = new Map<string, (typeof here.value)[number]>(here.value.map((each) => [each.id, each]));
  const { createdAt, projects } = backup.value.manifest;
  const contents: BackupContents = { createdAt, projects: [] };
  for (const project of projects) {
    const { id, name, events, parts } = project;
    const ours = oursById.get(id);
    const portable = await readCatalog(backup.value, project, signal);
    if (!portable.ok && portable.failure.kind === "cancelled") return portable;
    const times = extentOf(parts);
    const kept = ours ?? (portable.ok ? portable.value.project : undefined);
    const erasures = portable.ok
      ? await describeErasures(db, portable.value, ours !== undefined, signal)
      : undefined;
    contents.projects.push({
      ...{ id, name, events, isHere: ours !== undefined },
      ...(times && { times }),
      ...(erasures && { erasures }),
      ...(kept?.retentionDays !== undefined && {
        keeps: { days: kept.retentionDays, from: retentionBoundary(kept.retentionDays, kept.timeZone, now) },
      }),
      ...(!portable.ok && { damaged: portable.failure.message }),
    });
  }
  return success(contents);
}

async function describeErasures(
  db: LogDatabase,
  portable: PortableProject,
  isHere: boolean,
  signal: AbortSignal | undefined,
): Promise<BackupContents["projects"][number]["erasures"]> {
  const given = erasuresOf(portable);
  if (given === undefined) return undefined;
  const taken = isHere
    ? await countMerged(db, toProjectId(portable.project.id), given, signal && { signal })
    : { events: 0, days: 0 };
  const people = given.people.reduce((sum, each) => sum + each.people.length, 0);
  return { people, spans: given.spans.length, ...taken };
}

/**
 * What a project is beside its events; a failure where that is damaged or of another project than the list says, for
 * then nothing of it is restored.
 */
export async function readCatalog(
  backup: OpenedBackup,
  { id, catalog }: Pick<BackupProject, "id" | "catalog">,
  signal: AbortSignal | undefined,
): Promise<Result<PortableProject>> {
  const bytes = await backup.read(catalog, signal);
  const portable = bytes.ok ? parsePortable(parseJsonBytes(bytes.value)) : bytes;
  // Who chose one project is not to change another.
  return portable.ok && portable.value.project.id !== id
    ? fail({ kind: "unreadable-file", message: "Its settings are of another project." })
    : portable;
}

function extentOf(parts: readonly BackupEvents[]): { first: number; last: number } | undefined {
  if (parts.length === 0) return undefined;
  const first = parts.reduce((least, part) => Math.min(least, part.first), Infinity);
  const last = parts.reduce((most, part) => Math.max(most, part.last), -Infinity);
  return { first, last };
}
