import { createSignal, type Accessor } from "solid-js";
import { v7 } from "uuid";
import type { EngineApi } from "../../engine/api.ts";
import type { BackupContents, BackupProgress, RestoreSummary } from "../../model/backup.ts";
import type { ErasureMode } from "../../model/erasure.ts";
import type { Failure } from "../../model/failure.ts";
import { perEngine } from "../state/per-engine.ts";
import { chooseFiles } from "./choose-files.ts";

interface Opened {
  file: File;
  contents: BackupContents;
}

/** A backup on its way in: looked at, chosen from, restored, and what came of it. */
export type RestoreWork =
  | { kind: "reading"; file: File; queryId: string }
  | { kind: "unreadable"; file: File; failure: Failure }
  | ({ kind: "choosing" } & Opened)
  | ({ kind: "running"; queryId: string; progress?: BackupProgress; cancelling: boolean } & Opened)
  | ({ kind: "done"; summary: RestoreSummary } & Opened)
  | ({ kind: "failed"; failure: Failure; progress?: BackupProgress } & Opened);

/** Backups that are restored by this page, one after another, whatever view is shown meanwhile. */
export interface Restores {
  work: Accessor<RestoreWork | undefined>;
  /** The dialog is put aside while it runs. */
  hidden: Accessor<boolean>;
  /** How many have ended. */
  over: Accessor<number>;
  /** Looks into the first of these; the next follows when it is closed. */
  open(files: readonly File[]): void;
  /** `erasures`: of what another device erased and is here still. */
  start(projectIds: readonly string[], erasures?: ErasureMode): Promise<void>;
  cancel(): void;
  hide(hidden: boolean): void;
  /** After one that failed: what is chosen stays open to choice. */
  again(): void;
  close(): void;
}

export const restoresOf = perEngine(makeRestores);

/** By its name: whatever else it is called, a backup that is imported gives a project its events. */
export const isBackupFile = ({ name }: File): boolean => /\.lochan$/i.test(name);

/** Asks for a backup; none where it was cancelled. */
export const chooseBackups = (): Promise<File[]> => chooseFiles({ accept: ".lochan" });

function makeRestores(engine: EngineApi): Restores {
  const [work, setWork] = createSignal<RestoreWork>();
  const [hidden, setHidden] = createSignal(false);
  const [over, setOver] = createSignal(0);
  const waiting: File[] = [];

  const read = async (file: File): Promise<void> => {
    const queryId = v7();
    setHidden(false);
    setWork({ kind: "reading", file, queryId });
    const contents = await engine.readBackup(file, { queryId });
    const now = work();
    // Closed meanwhile.
    if (now?.kind !== "reading" || now.queryId !== queryId) return;
    if (contents.ok) setWork({ kind: "choosing", file, contents: contents.value });
    else setWork({ kind: "unreadable", file, failure: contents.failure });
  };
  const next = (): void => {
    const file = waiting.shift();
    if (file === undefined) setWork(undefined);
    else void read(file);
  };

  return {
    work,
    hidden,
    over,
    open(files) {
      waiting.push(...files);
      if (work() === undefined) next();
    },
    async start(projectIds, erasures = "apply") {
      const asked = work();
      if (asked?.kind !== "choosing") return;
      const { file, contents } = asked;
      const queryId = v7();
      setWork({ kind: "running", file, contents, queryId, cancelling: false });
      const restored = await engine.restoreBackup(
        file,
        { fileName: file.name, projectIds, erasures, queryId },
        (progress) => {
          const now = work();
          if (now?.kind === "running") setWork({ ...now, progress });
        },
      );
      const last = work();
      const progress = last?.kind === "running" ? last.progress : undefined;
      setHidden(false);
      if (restored.ok) setWork({ kind: "done", file, contents, summary: restored.value });
      else
        setWork({ kind: "failed", file, contents, failure: restored.failure, ...(progress && { progress }) });
      setOver((count) => count + 1);
    },
    cancel() {
      const now = work();
      if (now?.kind !== "running") return;
      setWork({ ...now, cancelling: true });
      void engine.cancel(now.queryId);
    },
    hide: setHidden,
    again() {
      const now = work();
      if (now?.kind === "failed") setWork({ kind: "choosing", file: now.file, contents: now.contents });
    },
    close() {
      const now = work();
      if (now?.kind === "running") return;
      if (now?.kind === "reading") void engine.cancel(now.queryId);
      next();
    },
  };
}
