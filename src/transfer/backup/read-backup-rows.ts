import type { BackupEvents, BackupManifest, BackupProject, DamagedPart } from "../../model/backup.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import type { ReadOptions } from "../readers/read-bytes.ts";
import { readBinary } from "../readers/read-binary.ts";
import { listedRows } from "../listed-rows.ts";
import type { RowGroup } from "../row-group.ts";
import type { OpenedBackup } from "./open-backup.ts";

/**
 * The events of one project of a backup, part after part. Each event of a part that is damaged is a fault, so that
 * all are accounted for; the parts after it are read. One with another number of rows than the backup lists is damaged.
 */
export async function* readBackupRows(
  backup: OpenedBackup,
  project: BackupProject,
  { signal, onBytes, onDamaged }: ReadOptions & { onDamaged?: (part: DamagedPart) => void } = {},
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  let behind = 0;
  let bytesRead = 0;
  const reading = signal === undefined ? {} : { signal };
  for (const part of project.parts) {
    let given = 0;
    for await (const group of readPart(backup, part, reading)) {
      if (group.ok) {
        yield success(after(group.value, behind));
        given += group.value.count;
        continue;
      }
      if (group.failure.kind === "cancelled") {
        yield group;
        return;
      }
      const { message: reason } = group.failure;
      const lost = Math.max(0, part.events - given);
      onDamaged?.({ path: part.path, events: lost, reason });
      yield success(lostRows(lost, behind + given, reason));
      break;
    }
    behind += part.events;
    onBytes?.((bytesRead += part.sizeBytes));
  }
}

async function* readPart(
  backup: OpenedBackup,
  part: BackupEvents,
  options: ReadOptions,
): AsyncGenerator<Result<RowGroup>, void, undefined> {
  const bytes = await backup.read(part, options.signal);
  if (bytes.ok) yield* listedRows(readBinary("parquet", new Blob([bytes.value]), options), part.events);
  else yield bytes;
}

const lostRows = (count: number, behind: number, fault: string): RowGroup => ({
  count,
  numberAt: (index) => behind + index + 1,
  rowAt: () => ({ fault }),
});

const after = (group: RowGroup, behind: number): RowGroup => ({
  count: group.count,
  numberAt: (index) => behind + group.numberAt(index),
  rowAt: (index) => group.rowAt(index),
});

/**
 * Which project's events a backup means to a project that reads it as a file: its own, else the only one there.
 * `unsupported-format` where it is not clear.
 */
export function chooseBackupProject(
  { projects }: BackupManifest,
  { projectId, otherProjects }: Pick<ReadOptions, "projectId" | "otherProjects">,
): Result<BackupProject> {
  const [only, another] = projects;
  const other =
    only?.id === projectId || another !== undefined ? undefined : otherProjects?.get(only?.id ?? "");
  if (other !== undefined)
    return fail({
      kind: "unsupported-format",
      format: "lochan",
      message: `The backup is of the project ${other}, not of this one.`,
    });
  const chosen = projects.find(({ id }) => id === projectId) ?? (another === undefined ? only : undefined);
  if (chosen !== undefined) return success(chosen);
  return fail({
    kind: "unsupported-format",
    format: "lochan",
    message:
      only === undefined
        ? "The backup holds no project."
        : `The backup holds ${projects.length} projects and not this one. Restore it on the Data page.`,
  });
}
