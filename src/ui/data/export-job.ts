import { createSignal, onCleanup, type Accessor } from "solid-js";
import { v7 } from "uuid";
import type { EngineApi, ExportTarget } from "../../engine/api.ts";
import type { ExportedFile, ExportFormat, ExportProgress, ExportScope } from "../../model/export.ts";
import type { Failure } from "../../model/failure.ts";

export type ExportWork =
  | { kind: "ready" }
  | { kind: "running"; queryId: string; progress: ExportProgress }
  | { kind: "saved"; fileName: string; file: ExportedFile }
  | { kind: "failed"; failure: Failure };

interface ExportJob {
  work: Accessor<ExportWork>;
  run(options: {
    projectId: string;
    format: ExportFormat;
    scope: ExportScope;
    fileName: string;
    target?: ExportTarget | undefined;
  }): Promise<ExportedFile | undefined>;
  stop(): void;
}

/** One export at a time, which ends with whoever shows it. */
export function createExportJob(engine: EngineApi): ExportJob {
  const [work, setWork] = createSignal<ExportWork>({ kind: "ready" });
  const stop = (): void => {
    const now = work();
    if (now.kind !== "running") return;
    void engine.cancel(now.queryId);
    setWork({ kind: "ready" });
  };
  onCleanup(stop);
  return {
    work,
    stop,
    async run({ projectId, format, scope, fileName, target }) {
      const queryId = v7();
      const isMine = (): boolean => {
        const now = work();
        return now.kind === "running" && now.queryId === queryId;
      };
      const show = (progress: ExportProgress) => setWork({ kind: "running", queryId, progress });
      show({ rows: 0, sizeBytes: 0, share: 0 });
      const exported = await engine.exportFile(
        projectId,
        format,
        { ...scope, target, queryId },
        (progress) => {
          if (isMine()) show(progress);
        },
      );
      if (!isMine()) return undefined;
      setWork(
        exported.ok
          ? { kind: "saved", fileName, file: exported.value }
          : { kind: "failed", failure: exported.failure },
      );
      return exported.ok ? exported.value : undefined;
    },
  };
}
