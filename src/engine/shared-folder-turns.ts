import { readDevice } from "../catalog/device.ts";
import { listSharedFolders, updateSharedFolder } from "../catalog/shared-folders.ts";
import { databaseErrorToFailure } from "../database/database.ts";
import { isContested } from "../log/settle-variants.ts";
import { readComingGeneration } from "../log/erasure-steps.ts";
import type { ErasedPeople } from "../model/erasure.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { FolderTrouble } from "../model/folder.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { SharedFolder } from "../model/shared-folder.ts";
import type { TimeSpan } from "../model/time-span.ts";
import { wait } from "../model/wait.ts";
import { troubleOf } from "../sources/folder-trouble.ts";
import { carryOutErasures } from "../transfer/shared/carry-out.ts";
import { MOST_DEVICES } from "../transfer/shared/find-projects.ts";
import { filesOfHandle } from "../transfer/shared/folder-files.ts";
import { takeTurn, type TurnEnd } from "../transfer/shared/take-turn.ts";
import { appendToLog, type LogAccess } from "./append-to-log.ts";
import { sharingLock } from "./channel-names.ts";
import { deviceNameOf } from "./device-name.ts";
import { makeFolderObservers } from "./folder-observers.ts";
import { makeWaiting } from "./waiting.ts";

/** Between two looks: what the browser does not report on is found by then. */
const LOOK_MS = 3_000;
/** The same where it reports on all folders. */
const OBSERVED_LOOK_MS = 30_000;
/** So long after each look, whatever wakes it: a busy site says many times a second that something came. */
const REST_MS = 1_000;
/** Nothing could be stored. */
const TROUBLED_LOOK_MS = 15_000;

/** What only the leader does: asked of it by whoever takes the turns. */
export interface SharingHost {
  eraseSpan(projectId: ProjectId, span: TimeSpan & { keepsOut: false }): Promise<Result<unknown>>;
  mergePeople(projectId: ProjectId, people: readonly ErasedPeople[]): Promise<Result<unknown>>;
  settleContents(projectId: ProjectId): Promise<Result<unknown>>;
}

type OpenFolder = SharedFolder & { handle: FileSystemDirectoryHandle };

/** Takes turns in every shared folder of every project, again and again, until the signal aborts. */
export async function takeTurns({
  host,
  locks,
  ...log
}: LogAccess & { host: SharingHost; locks: LockManager }): Promise<void> {
  const { database, channel, signal } = log;
  const waiting = makeWaiting(signal);
  const observers = makeFolderObservers(waiting.wake, signal);
  /** Projects whose files were looked at for their lengths since this began. */
  const lookedAt = new Set<string>();
  const unfinished = new Set<string>();
  channel.subscribe(({ kind }) => {
    if (kind === "catalog" || kind === "advanced" || kind === "folded") waiting.wake();
  });

  /** One at a time for each folder, in whichever tab. */
  const takeOne = (folder: OpenFolder): Promise<Result<TurnEnd>> =>
    locks.request(sharingLock(database, folder.projectId), { signal }, async () => {
      const { projectId } = folder;
      const device = await readDevice(database);
      if (!device.ok) return device;
      const generation = await readComingGeneration(database, projectId);
      return takeTurn({
        db: database,
        folder,
        deviceName: deviceNameOf(device.value),
        files: filesOfHandle(folder.handle),
        append: (events) => appendToLog(log, projectId, events, generation),
        eraseHere: (erased) =>
          carryOutErasures(database, projectId, erased, {
            eraseSpan: (span) => host.eraseSpan(projectId, span),
            mergePeople: (people) => host.mergePeople(projectId, people),
          }),
        settleContents: async () =>
          (await isContested(database, projectId)) ? host.settleContents(projectId) : success(null),
        isFirst: !lookedAt.has(projectId),
        isEager: unfinished.has(projectId),
        signal,
      });
    });

  async function look(folder: OpenFolder): Promise<Result<TurnEnd>> {
    const turned = await orTrouble(folder.handle, () => takeOne(folder));
    if (signal.aborted) return DONE;
    const { projectId } = folder;
    const trouble =
      "kind" in turned ? turned : turned.ok ? troubleOfTurn(turned.value) : troubleOfFailure(turned.failure);
    if (trouble?.kind !== folder.trouble?.kind || trouble?.message !== folder.trouble?.message)
      await updateSharedFolder(database, folder, { trouble: trouble ?? null });
    if (trouble !== undefined && trouble.kind !== "partial") observers.end(projectId);
    if ("kind" in turned) return DONE;
    if (!turned.ok) return turned;
    lookedAt.add(projectId);
    if (turned.value.left === "now") unfinished.add(projectId);
    else unfinished.delete(projectId);
    if (turned.value.isMerged) channel.post({ version: 1, kind: "catalog" });
    return turned;
  }

  while (!signal.aborted) {
    const folders = await listSharedFolders(database);
    const lent = (folders.ok ? folders.value : []).filter(
      (folder): folder is OpenFolder => folder.handle !== undefined && !folder.paused,
    );
    const observed = lent.map(({ projectId: id, handle }) => ({ id, handle }));
    await observers.observe(observed);
    let isOver = !folders.ok;
    const left = new Set<TurnEnd["left"]>();
    for (const folder of lent) {
      const turned = await look(folder);
      isOver ||= !turned.ok;
      if (turned.ok) left.add(turned.value.left);
    }
    if (left.has("now")) continue;
    await wait(REST_MS, signal);
    const isQuiet = !left.has("later") && observers.seesAll(observed);
    await waiting.wait(isOver ? TROUBLED_LOOK_MS : isQuiet ? OBSERVED_LOOK_MS : LOOK_MS);
  }
}

const DONE = success<TurnEnd>({ isChanged: false, isMerged: false, left: "nothing", leftOut: 0 });

/** What the browser or the disk says of a folder, in words. */
async function orTrouble<T>(
  handle: FileSystemDirectoryHandle,
  work: () => Promise<Result<T>>,
): Promise<Result<T> | FolderTrouble> {
  try {
    if ((await handle.queryPermission({ mode: "readwrite" })) !== "granted") return NOT_ALLOWED;
    return await work();
  } catch (error) {
    const failure = databaseErrorToFailure(error);
    if (error instanceof DOMException && error.name === "AbortError") return cancelled;
    if (error instanceof DOMException && error.name === "QuotaExceededError")
      return { kind: "unreadable", message: "There is no space left where the folder is." };
    const trouble = troubleOf(error);
    if (trouble?.kind === "permission") return NOT_ALLOWED;
    if (trouble !== undefined) return trouble;
    if (failure !== undefined) return fail(failure);
    throw error;
  }
}

const NOT_ALLOWED: FolderTrouble = {
  kind: "permission",
  message: "The browser asks again before it lets Lochan read and write this folder.",
};
const cancelled = fail({ kind: "cancelled", message: "Cancelled." });

const troubleOfTurn = ({ leftOut }: TurnEnd): FolderTrouble | undefined =>
  leftOut === 0
    ? undefined
    : {
        kind: "partial",
        message: `The folder holds ${MOST_DEVICES + leftOut} other devices, and ${MOST_DEVICES} are read. What the other ${leftOut} write does not come here: remove folders of devices that are no longer used.`,
      };

function troubleOfFailure({ kind, message }: { kind: string; message: string }): FolderTrouble | undefined {
  // Without a leader this ends; whoever leads next goes on.
  return kind === "cancelled" || kind === "deposed" ? undefined : { kind: "unreadable", message };
}
