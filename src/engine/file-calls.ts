import { listImports } from "../catalog/imports.ts";
import { saveLastExport } from "../catalog/last-export.ts";
import { readProject } from "../catalog/projects.ts";
import { fail, type Result } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import { exportBlob } from "../transfer/export-blob.ts";
import type { EngineApi } from "./api.ts";
import { runImport } from "./run-import.ts";
import { damageFailure, importLock, type openTabSession } from "./tab-session.ts";

type FileCalls = Pick<EngineApi, "importFile" | "cancelImport" | "imports" | "exportFile">;

/** What a tab does about files: it reads and writes them itself, each import in a worker of its own. */
export function makeFileCalls(options: {
  session: ReturnType<typeof openTabSession>;
  locks: LockManager;
  startImportWorker: () => Worker;
  cancellable: <T>(
    queryId: string | undefined,
    work: (signal: AbortSignal) => Promise<Result<T>>,
  ) => Promise<Result<T>>;
  cancel: (queryId: string) => Promise<void>;
}): FileCalls {
  const { session, locks, startImportWorker, cancellable, cancel } = options;
  const { database, space, watches, askLeader } = session;
  return {
    importFile: (
      projectId,
      file,
      { fileName = "import.ndjson", importId = crypto.randomUUID() },
      onProgress,
    ) =>
      cancellable(`import:${importId}`, async (cancel) => {
        const project = await readProject(database, projectId);
        if (!project.ok) return project;
        const refusal = await space.refusal();
        if (refusal !== undefined) return fail(refusal);
        const request = { projectId: project.value.id, file, fileName, importId };
        // Held as long as it runs, so that a leader knows which imports ended with their tab.
        const imported = await locks.request(importLock(importId), () =>
          runImport(startImportWorker, request, cancel, onProgress),
        );
        space.renew();
        return imported;
      }),
    cancelImport: (importId) => cancel(`import:${importId}`),
    imports: (projectId) => listImports(database, projectId),
    exportFile: (projectId, format, { queryId, ...range }, onProgress) =>
      cancellable(queryId, async (cancel) => {
        const settled = await askLeader("settle", { projectId }, cancel);
        if (!settled.ok) return settled;
        const at = Date.now();
        const exported = await exportBlob({
          db: database,
          projectId,
          format,
          signal: cancel,
          ...range,
          ...(onProgress ? { onProgress } : {}),
        });
        const isWhole = range.from === undefined && range.to === undefined;
        if (exported.ok && isWhole) await saveLastExport(database, projectId, { at, format });
        const { from = -Infinity, to = Infinity } = range;
        const damaged = await session.damageOf(projectId);
        const missing = damaged.filter((block) => block.to >= from && block.from < to);
        if (exported.ok && missing.length > 0)
          watches.push(toProjectId(projectId), {
            kind: "notice",
            failure: damageFailure(missing, " They are not in the exported file."),
          });
        return exported;
      }),
  };
}
