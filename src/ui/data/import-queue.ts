import { createRoot, createSignal } from "solid-js";
import type { Accessor } from "solid-js";
import { v7 } from "uuid";
import type { EngineApi, ImportProgress, ImportSummary } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";

export type ImportJobState =
  | { kind: "waiting" }
  | { kind: "running"; progress?: ImportProgress; cancelling: boolean }
  | { kind: "done"; summary: ImportSummary }
  | { kind: "failed"; failure: Failure; progress?: ImportProgress };

export interface ImportJob {
  id: string;
  projectId: string;
  fileName: string;
  sizeBytes: number;
  state: ImportJobState;
}

export interface ImportQueue {
  /** In the order they were added. */
  jobs: Accessor<ImportJob[]>;
  /** Files run one after another. Resolves when the last of these is over, with their jobs. */
  add(projectId: string, files: readonly File[]): Promise<ImportJob[]>;
  cancel(jobId: string): void;
  /** Takes a job that is over off the list. */
  dismiss(jobId: string): void;
}

const queues = new WeakMap<EngineApi, ImportQueue>();

/** The queue of this page's engine: an import goes on while its user looks at another view. */
export const importQueueOf = (engine: EngineApi): ImportQueue => {
  const known = queues.get(engine);
  if (known !== undefined) return known;
  const made = createRoot(() => makeImportQueue(engine));
  queues.set(engine, made);
  return made;
};

export const isOver = (job: ImportJob): boolean => job.state.kind === "done" || job.state.kind === "failed";

const makeImportQueue = (engine: EngineApi): ImportQueue => {
  const [jobs, setJobs] = createSignal<ImportJob[]>([]);
  let tail: Promise<void> = Promise.resolve();

  const find = (id: string) => jobs().find((job) => job.id === id);
  const setState = (id: string, state: ImportJobState) =>
    setJobs((all) => all.map((job) => (job.id === id ? { ...job, state } : job)));

  const run = async (id: string, file: File): Promise<void> => {
    const job = find(id);
    if (job === undefined || job.state.kind !== "waiting") return;
    setState(id, { kind: "running", cancelling: false });
    const result = await engine.importFile(
      job.projectId,
      file,
      { fileName: file.name, importId: id },
      (progress) => {
        const now = find(id)?.state;
        if (now?.kind === "running") setState(id, { ...now, progress });
      },
    );
    const last = find(id)?.state;
    const progress = last?.kind === "running" ? last.progress : undefined;
    setState(
      id,
      result.ok
        ? { kind: "done", summary: result.value }
        : { kind: "failed", failure: result.failure, ...(progress === undefined ? {} : { progress }) },
    );
  };

  return {
    jobs,
    async add(projectId, files) {
      const added = files.map((file): ImportJob => ({
        id: v7(),
        projectId,
        fileName: file.name,
        sizeBytes: file.size,
        state: { kind: "waiting" },
      }));
      setJobs((all) => [...all, ...added]);
      files.forEach((file, index) => {
        const id = added[index]?.id;
        if (id !== undefined) tail = tail.then(() => run(id, file));
      });
      await tail;
      return added.map((job) => find(job.id) ?? job);
    },
    cancel(jobId) {
      const state = find(jobId)?.state;
      if (state?.kind === "waiting") {
        setState(jobId, {
          kind: "failed",
          failure: { kind: "cancelled", message: "Cancelled before it began." },
        });
      } else if (state?.kind === "running") {
        setState(jobId, { ...state, cancelling: true });
        void engine.cancelImport(jobId);
      }
    },
    dismiss(jobId) {
      setJobs((all) => all.filter((job) => job.id !== jobId || !isOver(job)));
    },
  };
};
