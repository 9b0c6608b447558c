import type { EngineApi } from "../../engine/api.ts";
import { isBackupFile, restoresOf } from "./restores.ts";

/** Backups are restored, after a dialog; the rest, which is returned, is imported into the project, if there is one. */
export function takeFiles(
  engine: EngineApi,
  projectId: string | undefined,
  files: readonly File[],
): readonly File[] {
  const backups = files.filter(isBackupFile);
  const others = files.filter((file) => !isBackupFile(file));
  if (backups.length > 0) restoresOf(engine).open(backups);
  if (projectId !== undefined && others.length > 0)
    void import("./import-queue.ts").then(({ importQueueOf }) =>
      importQueueOf(engine).add(projectId, others),
    );
  return others;
}
