import { createSignal, type Accessor } from "solid-js";
import { v7 } from "uuid";
import type { EngineApi } from "../../engine/api.ts";
import type { BackupProgress, BackupSummary } from "../../model/backup.ts";
import {
  backupFileName,
  type BackupPlan,
  backupsToRemove,
  type BackupTarget,
  isAutomaticDue,
} from "../../model/backup-plan.ts";
import { type Failure, type Result, success } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { perEngine } from "../state/per-engine.ts";
import { mayWrite, openTarget, removeFile } from "./backup-target.ts";
import { saveBlob, toFileName } from "./save-blob.ts";

interface Saved {
  summary: BackupSummary;
  fileName: string;
  folder?: string;
  /** The name of the one project in it, where not all were asked for. */
  only?: string;
}

export type BackupWork =
  | { kind: "ready" }
  | { kind: "running"; queryId: string; automatic: boolean; progress?: BackupProgress }
  | ({ kind: "saved"; automatic: boolean } & Saved)
  | { kind: "failed"; automatic: boolean; failure: Failure };

/** Backups of this browser: one at a time, whatever page is shown, whichever tab makes it. */
export interface Backups {
  /** Undefined until it is read. */
  plan: Accessor<BackupPlan | undefined>;
  /** Of what is in this browser now, see {@link isChangedSince}; undefined until it is read. */
  mark: Accessor<string | undefined>;
  work: Accessor<BackupWork>;
  /** One without a click is due and waits for the user to let it write. */
  barred: Accessor<boolean>;
  refresh(): Promise<void>;
  refreshMark(): Promise<string | undefined>;
  change(change: Parameters<EngineApi["changeBackupPlan"]>[0]): Promise<void>;
  /** Of all projects to the chosen target, or of one, which goes beside it. Call it in a click: the browser may ask. */
  backUp(only?: Project): Promise<void>;
  /** Makes one without a click where it is due. */
  look(): Promise<void>;
  stop(): void;
  dismiss(): void;
}

const LOCK = "lochan-backup";
const LOOK_EVERY_MS = 60_000;
const MOST_REMEMBERED = 1_000;

const ELSEWHERE: Failure = {
  kind: "unwritable-file",
  message: "Another tab of Lochan is making a backup at the moment.",
};

export const backupsOf = perEngine(makeBackups);

/** Looks now and each minute, in hidden tabs too. Returns what ends it. */
export function keepBackingUp(backups: Backups): () => void {
  void backups.look();
  const timer = setInterval(() => void backups.look(), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function makeBackups(engine: EngineApi): Backups {
  const [plan, setPlan] = createSignal<BackupPlan>();
  const [mark, setMark] = createSignal<string>();
  const [work, setWork] = createSignal<BackupWork>({ kind: "ready" });
  const [barred, setBarred] = createSignal(false);

  const take = (read: Result<BackupPlan>): BackupPlan | undefined => {
    if (!read.ok) return undefined;
    setPlan(read.value);
    return read.value;
  };
  const change: Backups["change"] = async (part) => void take(await engine.changeBackupPlan(part));

  /** What goes from the folder for the backup that has come into it. */
  const prune = async (target: BackupTarget, fileName: string): Promise<void> => {
    const now = take(await engine.backupPlan());
    // Another may have been chosen meanwhile.
    if (target.kind !== "folder" || now?.target === undefined) return;
    if (!(await now.target.handle.isSameEntry(target.handle))) return;
    const written = [...now.written, fileName].slice(-MOST_REMEMBERED);
    const gone = new Set<string>();
    for (const name of backupsToRemove(written, now.keep))
      if (await removeFile(target.handle, name)) gone.add(name);
    await change({ written: written.filter((name) => !gone.has(name)) });
  };

  const write = async (
    { only, target }: { only?: Project | undefined; target: BackupTarget | undefined },
    queryId: string,
  ): Promise<Result<Saved>> => {
    const began = new Date();
    const name = (again: number): string =>
      backupFileName(began, again).replace("lochan-", only ? `lochan-${toFileName(only.name)}-` : "lochan-");
    const opened = target && (await openTarget(target, name));
    if (opened?.ok === false) return opened;
    const saved = opened?.value.saved ?? { fileName: name(1) };
    const projectIds = only && { projectIds: [only.id] };
    const made = await engine.backUp(
      { ...projectIds, target: opened?.value.handle, saved, queryId },
      (progress) => {
        const now = work();
        if (now.kind === "running") setWork({ ...now, progress });
      },
    );
    if (!made.ok) {
      await opened?.value.discard();
      return made;
    }
    if (made.value.blob !== undefined) saveBlob(made.value.blob, saved.fileName);
    if (target !== undefined && only === undefined) await prune(target, saved.fileName);
    return success({ summary: made.value, ...saved, ...(only && { only: only.name }) });
  };

  /** Undefined where another tab makes one, or `isStale` says that one has. */
  const inTurn = (queryId: string, what: Parameters<typeof write>[0], isStale: () => Promise<boolean>) =>
    navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) =>
      lock === null || (await isStale()) ? undefined : await write(what, queryId),
    );

  const run = async (
    automatic: boolean,
    what: Parameters<typeof write>[0],
    isStale = async () => false,
  ): Promise<void> => {
    const before = work();
    if (before.kind === "running") return;
    const queryId = v7();
    setWork({ kind: "running", queryId, automatic });
    const made = await inTurn(queryId, what, isStale);
    if (made === undefined) setWork(automatic ? before : { kind: "failed", automatic, failure: ELSEWHERE });
    else if (made.ok) setWork({ kind: "saved", automatic, ...made.value });
    else if (made.failure.kind === "cancelled") setWork({ kind: "ready" });
    else setWork({ kind: "failed", automatic, failure: made.failure });
    if (automatic && made?.ok === false)
      await change({ trouble: { at: Date.now(), message: made.failure.message } });
    setBarred(false);
    await backups.refresh();
  };

  const backups: Backups = {
    plan,
    mark,
    work,
    barred,
    change,
    async refresh() {
      take(await engine.backupPlan());
      await backups.refreshMark();
    },
    async refreshMark() {
      const read = await engine.backupMark();
      if (read.ok) setMark(read.value);
      return mark();
    },
    async backUp(only) {
      const target = plan()?.target;
      // A file that is written over keeps all projects; one of them goes to the downloads.
      const chosen = only !== undefined && target?.kind === "file" ? undefined : target;
      if (chosen !== undefined && !(await mayWrite(chosen, true))) {
        const message = `The browser does not let Lochan write to ${chosen.handle.name}. Allow it when it asks, or choose where backups go anew.`;
        setWork({ kind: "failed", automatic: false, failure: { kind: "unwritable-file", message } });
        return;
      }
      await run(false, { only, target: chosen });
    },
    async look() {
      const now = take(await engine.backupPlan());
      const markNow = now?.last === undefined ? undefined : await backups.refreshMark();
      if (now?.automatic !== true || now.target === undefined || work().kind === "running") return;
      const status = await engine.status();
      if (!status.ok) return;
      const { events, born } = status.value;
      const due = isAutomaticDue(now, { events, born, mark: markNow, now: Date.now() });
      const lent = due && (await mayWrite(now.target, false));
      setBarred(due && !lent);
      if (!lent) return;
      const seen = now.last?.at;
      await run(true, { target: now.target }, async () => take(await engine.backupPlan())?.last?.at !== seen);
    },
    stop() {
      const now = work();
      if (now.kind === "running") void engine.cancel(now.queryId);
    },
    dismiss() {
      if (work().kind !== "running") setWork({ kind: "ready" });
    },
  };
  return backups;
}
