import { createSignal, type Accessor } from "solid-js";
import { v7 } from "uuid";
import type { EngineApi, ImportProgress, ImportSummary } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { FileInspection, MappingProposal, RowMapping } from "../../model/row-mapping.ts";
import { ofKind } from "../state/of-kind.ts";
import { perEngine } from "../state/per-engine.ts";

export type ImportJobState =
  | { kind: "waiting" }
  /** Its rows are of nobody known: it waits for a mapping, and files after it go first. */
  | { kind: "asking"; proposal: MappingProposal }
  | { kind: "running"; progress?: ImportProgress; cancelling: boolean }
  | { kind: "done"; summary: ImportSummary }
  | { kind: "failed"; failure: Failure; progress?: ImportProgress };

/** How a file is read where it is not as it looks: as somebody's export, or by a mapping. */
export interface ReadAs {
  format?: string;
  mapping?: RowMapping;
}

export interface ImportJob {
  id: string;
  projectId: string;
  fileName: string;
  sizeBytes: number;
  state: ImportJobState;
  /** What was found in it; undefined until it was looked at, and where it cannot be read. */
  found?: FileInspection;
  readAs: ReadAs;
}

export interface ImportQueue {
  /** In the order they were added. */
  jobs: Accessor<ImportJob[]>;
  /** Files run one after another. Resolves when the last of these is over, with their jobs. */
  add(projectId: string, files: readonly File[]): Promise<ImportJob[]>;
  /** Of a file that waits or asks; one that asked goes on. */
  readAs(jobId: string, how: ReadAs): void;
  /** Of a file that failed or was cancelled, once more: what it had added is not added again. */
  resume(jobId: string): void;
  cancel(jobId: string): void;
  /** Takes a job that is over off the list. */
  dismiss(jobId: string): void;
}

/** The queue of this page's engine: an import goes on while its user looks at another view. */
export const importQueueOf = perEngine(makeImportQueue);

export const isOver = (job: ImportJob): boolean => job.state.kind === "done" || job.state.kind === "failed";

/** Each is a card on the page. */
const MOST_FILES = 2_000;

/** What is taken of these files, and in place of what is too much for once a job that says so. */
export function takeAtOnce(
  projectId: string,
  files: readonly File[],
): { taken: readonly File[]; left: ImportJob[] } {
  const rest = files.slice(MOST_FILES);
  if (rest.length === 0) return { taken: files, left: [] };
  const message = `At most ${MOST_FILES.toLocaleString("en")} files are imported at once. Nothing of these was: add them when the others are in. The first is ${rest[0]?.name}.`;
  const job: ImportJob = {
    id: v7(),
    projectId,
    fileName: rest.length === 1 ? "1 more file" : `${rest.length.toLocaleString("en")} more files`,
    sizeBytes: rest.reduce((sum, { size }) => sum + size, 0),
    state: { kind: "failed", failure: { kind: "invalid-input", message } },
    readAs: {},
  };
  return { taken: files.slice(0, MOST_FILES), left: [job] };
}

/** What the page keeps of a job beside what it shows. */
interface Held {
  file: File;
  /** Each time it runs, it is an import of its own. */
  importId: string;
  looked: Promise<void>;
  tellOver: (() => void)[];
}

function makeImportQueue(engine: EngineApi): ImportQueue {
  const [jobs, setJobs] = createSignal<ImportJob[]>([]);
  const held = new Map<string, Held>();
  let tail: Promise<void> = Promise.resolve();
  let looks: Promise<void> = Promise.resolve();

  const find = (id: string) => jobs().find((job) => job.id === id);
  const change = (id: string, part: Partial<ImportJob>): void => {
    setJobs((all) => all.map((job) => (job.id === id ? { ...job, ...part } : job)));
    const job = find(id);
    if (job !== undefined && isOver(job)) for (const tell of held.get(id)?.tellOver.splice(0) ?? []) tell();
  };
  const setState = (id: string, state: ImportJobState): void => change(id, { state });
  const setFailed = (id: string, failure: Failure): void => {
    const progress = ofKind(find(id)?.state, "running")?.progress;
    setState(id, { kind: "failed", failure, ...(progress && { progress }) });
  };

  const look = async (id: string, file: File): Promise<void> => {
    const job = find(id);
    if (job?.state.kind !== "waiting") return;
    const found = await engine.inspectFile(job.projectId, file, { fileName: job.fileName });
    if (found.ok) change(id, { found: found.value });
  };

  const run = async (id: string): Promise<void> => {
    const own = held.get(id);
    await own?.looked;
    const job = find(id);
    if (own === undefined || job?.state.kind !== "waiting") return;
    const { file, importId } = own;
    setState(id, { kind: "running", cancelling: false });
    const result = await engine.importFile(
      job.projectId,
      file,
      { fileName: job.fileName, importId, ...job.readAs },
      (progress) => {
        const now = find(id)?.state;
        if (now?.kind === "running") setState(id, { ...now, progress });
      },
    );
    if (result.ok) return setState(id, { kind: "done", summary: result.value });
    const { failure } = result;
    const isCancelled = ofKind(find(id)?.state, "running")?.cancelling === true;
    if (failure.kind === "needs-mapping" && !isCancelled)
      return setState(id, { kind: "asking", proposal: failure.proposal });
    setFailed(id, failure);
  };
  // What waits is nowhere but in this page.
  const guard = (leaving: BeforeUnloadEvent): void => {
    if (jobs().some((job) => !isOver(job))) leaving.preventDefault();
  };
  globalThis.addEventListener("beforeunload", guard);

  /** What it throws is a fault of ours, and of this file alone: those after it are imported. */
  const enqueue = (id: string): void =>
    void (tail = tail
      .then(() => run(id))
      .catch((error: unknown) => {
        reportError(error);
        setFailed(id, { kind: "unreadable-file", message: "Lochan failed at this file." });
      }));

  return {
    jobs,
    async add(projectId, files) {
      const { taken, left } = takeAtOnce(projectId, files);
      const added = taken.map((file): ImportJob => ({
        id: v7(),
        projectId,
        fileName: file.name,
        sizeBytes: file.size,
        state: { kind: "waiting" },
        readAs: {},
      }));
      setJobs((all) => [...all, ...added, ...left]);
      const over = taken.map((file, index) => {
        const id = added[index]?.id ?? "";
        looks = looks.then(() => look(id, file)).catch(reportError);
        const tellOver: Held["tellOver"] = [];
        held.set(id, { file, importId: id, looked: looks, tellOver });
        enqueue(id);
        return new Promise<void>((resolve) => void tellOver.push(resolve));
      });
      await Promise.all(over);
      return added.map((job) => find(job.id) ?? job);
    },
    readAs(jobId, how) {
      const kind = find(jobId)?.state.kind;
      if (kind !== "waiting" && kind !== "asking") return;
      change(jobId, { readAs: how, state: { kind: "waiting" } });
      if (kind === "asking") enqueue(jobId);
    },
    resume(jobId) {
      const own = held.get(jobId);
      if (own === undefined || find(jobId)?.state.kind !== "failed") return;
      own.importId = v7();
      setState(jobId, { kind: "waiting" });
      enqueue(jobId);
    },
    cancel(jobId) {
      const state = find(jobId)?.state;
      if (state?.kind === "waiting" || state?.kind === "asking") {
        setState(jobId, {
          kind: "failed",
          failure: { kind: "cancelled", message: "Cancelled before it began." },
        });
      } else if (state?.kind === "running") {
        setState(jobId, { ...state, cancelling: true });
        void engine.cancelImport(held.get(jobId)?.importId ?? jobId);
      }
    },
    dismiss(jobId) {
      const job = find(jobId);
      if (job === undefined || !isOver(job)) return;
      held.delete(jobId);
      setJobs((all) => all.filter(({ id }) => id !== jobId));
    },
  };
}
