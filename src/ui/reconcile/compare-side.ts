import { createSignal, type Accessor } from "solid-js";
import { v7 } from "uuid";
import type { EngineApi } from "../../engine/api.ts";
import type { Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import type { SideCounts } from "../../model/reconcile/side-counts.ts";
import type { SideProgress } from "../../model/reconcile/side-source.ts";
import type { ImportJob, ReadAs } from "../data/import-queue.ts";
import { ofKind } from "../state/of-kind.ts";
import { perEngine } from "../state/per-engine.ts";

/** What a side is counted from; `origin` is one source of the project. */
export type SideSource = { kind: "none" } | { kind: "files" } | { kind: "project"; origin?: string };

type SideWork =
  | { kind: "idle" }
  /** A file's first rows are looked at. */
  | { kind: "looking" }
  /** It is not known what the columns of a file are. */
  | { kind: "asking"; fileId: string }
  | { kind: "reading"; queryId: string; progress: SideProgress }
  | { kind: "done"; counts: SideCounts }
  | { kind: "failed"; failure: Failure };

export interface CompareSide {
  source: Accessor<SideSource>;
  /** As an import has them, so that it can be said what they are. */
  files: Accessor<readonly ImportJob[]>;
  work: Accessor<SideWork>;
  counts: Accessor<SideCounts | undefined>;
  addFiles(files: readonly File[]): void;
  removeFile(fileId: string): void;
  useProject(origin?: string): void;
  readAs(fileId: string, how: ReadAs): void;
  /** Counts it anew with its times moved by so much more. */
  moveClock(byMs: number): void;
  cancel(): void;
  retry(): void;
  clear(): void;
}

/** One side of a comparison: it is counted as soon as it is known what it is made of. */
export function makeCompareSide(engine: EngineApi, project: Project): CompareSide {
  const [source, setSource] = createSignal<SideSource>({ kind: "none" });
  const [files, setFiles] = createSignal<readonly ImportJob[]>([]);
  const [work, setWork] = createSignal<SideWork>({ kind: "idle" });
  const blobs = new Map<string, File>();
  let shiftMs = 0;
  /** Of the last beginning: what comes of one before it is of nobody. */
  let turn = 0;

  const stop = (): void => {
    turn += 1;
    const now = work();
    if (now.kind === "reading") void engine.cancel(now.queryId);
  };
  const change = (fileId: string, patch: Partial<ImportJob>): void => {
    setFiles((all) => all.map((each) => (each.id === fileId ? { ...each, ...patch } : each)));
  };

  async function begin(): Promise<void> {
    stop();
    const mine = turn;
    const isMine = (): boolean => mine === turn;
    const from = source();
    if (from.kind === "none") return void setWork({ kind: "idle" });
    if (from.kind === "files") {
      setWork({ kind: "looking" });
      for (const { id, fileName, found } of files()) {
        const file = blobs.get(id);
        if (found !== undefined || file === undefined) continue;
        const looked = await engine.inspectFile(project.id, file, { fileName });
        if (!isMine()) return;
        // What cannot be read says so when it is counted.
        if (looked.ok) change(id, { found: looked.value });
      }
      const asking = files().find(isOpen);
      if (asking !== undefined) return void setWork({ kind: "asking", fileId: asking.id });
    }
    const queryId = v7();
    setWork({ kind: "reading", queryId, progress: { share: 0, events: 0 } });
    const read = await engine.readSide(
      project.id,
      {
        ...(from.kind === "files" && { files: files().map(toSideFile) }),
        ...(from.kind === "project" && from.origin !== undefined && { origin: from.origin }),
        ...(shiftMs !== 0 && { shiftMs }),
      },
      { queryId },
      (progress) => {
        if (isMine()) setWork({ kind: "reading", queryId, progress });
      },
    );
    if (!isMine()) return;
    setWork(read.ok ? { kind: "done", counts: read.value } : { kind: "failed", failure: read.failure });
  }
  const toSideFile = ({ id, fileName, readAs }: ImportJob): object => ({
    file: blobs.get(id),
    fileName,
    ...(readAs.format !== undefined && { format: readAs.format }),
    ...(readAs.mapping !== undefined && { mapping: readAs.mapping }),
  });

  return {
    source,
    files,
    work,
    counts: () => ofKind(work(), "done")?.counts,
    addFiles(added) {
      if (added.length === 0) return;
      if (source().kind !== "files") shiftMs = 0;
      const jobs = added.map((file): ImportJob => {
        const id = v7();
        blobs.set(id, file);
        return {
          ...{ id, projectId: project.id, fileName: file.name, sizeBytes: file.size },
          ...{ state: { kind: "waiting" }, readAs: {} },
        };
      });
      setSource({ kind: "files" });
      setFiles((all) => [...all, ...jobs]);
      void begin();
    },
    removeFile(fileId) {
      blobs.delete(fileId);
      setFiles((all) => all.filter(({ id }) => id !== fileId));
      if (files().length === 0) setSource({ kind: "none" });
      void begin();
    },
    useProject(origin) {
      blobs.clear();
      setFiles([]);
      shiftMs = 0;
      setSource({ kind: "project", ...(origin !== undefined && { origin }) });
      void begin();
    },
    readAs(fileId, how) {
      const said = files().find(({ id }) => id === fileId);
      change(fileId, { readAs: how });
      // Files with the same columns need not be asked about one by one.
      if (how.mapping !== undefined)
        for (const each of files())
          if (isOpen(each) && hasSameFields(each, said)) change(each.id, { readAs: how });
      void begin();
    },
    moveClock(byMs) {
      shiftMs += byMs;
      void begin();
    },
    cancel() {
      stop();
      setWork({ kind: "failed", failure: { kind: "cancelled", message: "Cancelled." } });
    },
    retry: () => void begin(),
    clear() {
      blobs.clear();
      setFiles([]);
      setSource({ kind: "none" });
      shiftMs = 0;
      void begin();
    },
  };
}

/** Nobody is known to write its rows, and nobody said what they mean. */
const isOpen = ({ found, readAs }: ImportJob): boolean =>
  found?.shape === undefined &&
  found?.proposal !== undefined &&
  found.remembered === undefined &&
  readAs.mapping === undefined &&
  readAs.format === undefined;

const fieldsOf = (job: ImportJob | undefined): string =>
  JSON.stringify(job?.found?.proposal?.fields.map(({ field }) => field).sort());

const hasSameFields = (one: ImportJob, other: ImportJob | undefined): boolean =>
  fieldsOf(one) === fieldsOf(other);

export interface CompareSides {
  a: CompareSide;
  b: CompareSide;
}

const sidesByProject = perEngine(() => new Map<string, CompareSides>());

/** What a project's page for comparing holds while its user looks at another page. */
export function compareSidesOf(engine: EngineApi, project: Project): CompareSides {
  const byProject = sidesByProject(engine);
  // Days are of a zone: in another one they are counted anew.
  const key = `${project.id} ${project.timeZone}`;
  let sides = byProject.get(key);
  if (sides === undefined) {
    sides = { a: makeCompareSide(engine, project), b: makeCompareSide(engine, project) };
    byProject.set(key, sides);
  }
  return sides;
}
