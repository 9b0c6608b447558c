import { backupFileName, type BackupTarget } from "../../model/backup-plan.ts";
import { BACKUP_TYPE } from "../../model/backup.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import { unwritableWords } from "../../model/unwritable-words.ts";
import { pickFile, pickFolder } from "./pickers.ts";

/** Undefined where it was cancelled, or refused by the browser with words of its own. Call it in the click. */
export async function pickTarget(kind: BackupTarget["kind"]): Promise<BackupTarget | undefined> {
  if (kind === "folder") {
    const handle = await pickFolder({ id: "lochan-backups", mode: "readwrite" });
    return handle && { kind, handle };
  }
  const handle = await pickFile({
    id: "lochan-backups",
    suggestedName: "backup.lochan",
    types: [{ description: "Lochan backup", accept: { [BACKUP_TYPE]: [".lochan"] } }],
  });
  return handle && { kind, handle };
}

/** Whether a target may be written to now; `ask` lets the browser ask for it, in a click. */
export async function mayWrite({ handle }: BackupTarget, ask: boolean): Promise<boolean> {
  try {
    if ((await handle.queryPermission({ mode: "readwrite" })) === "granted") return true;
    return ask && (await handle.requestPermission({ mode: "readwrite" })) === "granted";
  } catch (error) {
    // Without a click it may not even ask.
    if (error instanceof DOMException) return false;
    throw error;
  }
}

export interface OpenedTarget {
  handle: FileSystemFileHandle;
  saved: { fileName: string; folder?: string };
  /** For a backup that was not made: no empty file stays. */
  discard(): Promise<void>;
}

/** Backups of one minute. */
const NAMES_TRIED = 30;

/**
 * A file to write a backup to: of a folder a new one, never one that is there. `name` gives names until one is free.
 * Failures: `unwritable-file`.
 */
export async function openTarget(
  target: BackupTarget,
  name: (again: number) => string = (again) => backupFileName(new Date(), again),
): Promise<Result<OpenedTarget>> {
  if (target.kind === "file")
    return success({
      handle: target.handle,
      saved: { fileName: target.handle.name },
      discard: async () => undefined,
    });
  const folder = target.handle;
  try {
    let again = 1;
    // Past the last that is there: one that went to make room leaves its name to nobody.
    for (let tried = 1; tried < again + NAMES_TRIED; tried++)
      if (await isThere(folder, name(tried))) again = tried + 1;
    const fileName = name(again);
    const handle = await folder.getFileHandle(fileName, { create: true });
    const discard = (): Promise<void> => removeFile(folder, fileName).then(() => undefined);
    return success({ handle, saved: { fileName, folder: folder.name }, discard });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return fail({
      kind: "unwritable-file",
      message: `${folder.name} could not be opened. ${unwritableWords(error)}`,
    });
  }
}

async function isThere(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "NotFoundError") return false;
    // A folder has its name.
    if (error.name === "TypeMismatchError") return true;
    throw error;
  }
}

/** False where it is still there. */
export async function removeFile(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.removeEntry(name);
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return error.name === "NotFoundError";
  }
}
