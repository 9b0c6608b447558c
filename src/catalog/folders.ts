import * as v from "valibot";
import type { Database } from "../database/database.ts";
import type { FolderTrouble, WatchedFile, WatchedFolder } from "../model/folder.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import { toSource } from "../model/source.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { handleSchema } from "./handle-schema.ts";
import { countRefusals, type RefusedRows } from "./refusals.ts";
import { projectSettingPrefix } from "./settings.ts";

const NAME_LENGTH = 100;

const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const folderSchema: v.GenericSchema<unknown, WatchedFolder> = v.object({
  id: v.string(),
  projectId: v.pipe(v.string(), v.transform(toProjectId)),
  name: v.string(),
  handle: v.exactOptional(handleSchema<FileSystemDirectoryHandle>("directory")),
  paused: v.boolean(),
  addedAt: number,
  trouble: v.exactOptional(
    v.object({ kind: v.picklist(["permission", "missing", "unreadable", "partial"]), message: v.string() }),
  ),
});

const fileSchema: v.GenericSchema<unknown, WatchedFile> = v.object({
  path: v.string(),
  state: v.picklist(["reading", "read", "unread", "failed", "gone"]),
  message: v.exactOptional(v.string()),
  sizeBytes: whole,
  offset: whole,
  lines: whole,
  read: whole,
  accepted: whole,
  duplicate: whole,
  refused: whole,
  readAt: v.exactOptional(number),
  seen: v.exactOptional(v.object({ sizeBytes: whole, modifiedAt: number })),
  mark: v.exactOptional(v.object({ headBytes: whole, head: v.string(), tailBytes: whole, tail: v.string() })),
  isPacked: v.exactOptional(v.boolean()),
  hasLineIds: v.exactOptional(v.boolean()),
  isInLongLine: v.exactOptional(v.boolean()),
});

type FolderKey = Pick<WatchedFolder, "id" | "projectId">;

const foldersPrefix = (projectId: string): string => `${projectSettingPrefix(projectId)}folder:`;
const folderKey = ({ projectId, id }: FolderKey): string => `${foldersPrefix(projectId)}${id}`;
const allFilesPrefix = (projectId: string): string => `${projectSettingPrefix(projectId)}folder-file:`;
const filesPrefix = ({ projectId, id }: FolderKey): string => `${allFilesPrefix(projectId)}${id}:`;
/** Keys of settings are well-formed text; what a disk calls its files need not be. */
const fileKey = (folder: FolderKey, path: string): string => filesPrefix(folder) + path.toWellFormed();

/** Of one project, or of all; oldest first. One that is not understood is left out. */
export function listFolders(db: Database, projectId?: string): Promise<Result<WatchedFolder[]>> {
  return attempt(async () => {
    const projectIds = projectId === undefined ? await db.projects.toCollection().primaryKeys() : [projectId];
    const rows = await Promise.all(
      projectIds.map((id) => db.settings.where("key").startsWith(foldersPrefix(id)).toArray()),
    );
    const folders = rows.flat().flatMap(({ value }) => {
      const parsed = v.safeParse(folderSchema, value);
      return parsed.success ? [parsed.output] : [];
    });
    return success(folders.sort((a, b) => a.addedAt - b.addedAt || (a.name < b.name ? -1 : 1)));
  });
}

/** In the order of their paths. */
export function listFolderFiles(db: Database, folder: FolderKey): Promise<Result<WatchedFile[]>> {
  return attempt(async () => {
    const rows = await db.settings.where("key").startsWith(filesPrefix(folder)).toArray();
    return success(
      rows.flatMap(({ value }) => {
        const parsed = v.safeParse(fileSchema, value);
        return parsed.success ? [parsed.output] : [];
      }),
    );
  });
}

/** A second folder of the same name is numbered: what comes from each can be told apart. */
export function addFolder(
  db: Database,
  projectId: string,
  { name, handle }: { name: string; handle?: FileSystemDirectoryHandle },
): Promise<Result<WatchedFolder>> {
  return attempt(async () => {
    const others = await listFolders(db, projectId);
    if (!others.ok) return others;
    if (handle !== undefined)
      for (const other of others.value)
        if (other.handle !== undefined && (await other.handle.isSameEntry(handle)))
          return fail({ kind: "invalid-input", message: `${other.name} is watched already.` });
    return db.transaction("rw", db.projects, db.settings, async (): Promise<Result<WatchedFolder>> => {
      const project = await db.projects.get(projectId);
      if (project === undefined) return unknownProject(projectId);
      const rows = await db.settings.where("key").startsWith(foldersPrefix(projectId)).toArray();
      const taken = new Set(rows.map(({ value }) => (value as Partial<WatchedFolder>).name));
      const folder: WatchedFolder = {
        id: crypto.randomUUID(),
        projectId: project.id,
        name: freeName(name, taken),
        ...(handle === undefined ? {} : { handle }),
        paused: false,
        addedAt: Date.now(),
      };
      await db.settings.put({ key: folderKey(folder), value: folder });
      return success(folder);
    });
  });
}

function freeName(wanted: string, taken: ReadonlySet<string | undefined>): string {
  const name = wanted.toWellFormed().trim().slice(0, NAME_LENGTH) || "folder";
  let free = name;
  for (let again = 2; taken.has(free); again++) free = `${name} (${again})`;
  return free;
}

/** Null clears the trouble. Nothing happens to a folder that is gone. */
export function updateFolder(
  db: Database,
  folder: FolderKey,
  { paused, trouble }: { paused?: boolean; trouble?: FolderTrouble | null },
): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      const parsed = v.safeParse(folderSchema, (await db.settings.get(folderKey(folder)))?.value);
      if (!parsed.success) return success(null);
      const changed = { ...parsed.output };
      if (paused !== undefined) changed.paused = paused;
      if (trouble === null) delete changed.trouble;
      else if (trouble !== undefined) changed.trouble = trouble;
      await db.settings.put({ key: folderKey(folder), value: changed });
      return success(null);
    }),
  );
}

/** Forgets the folder and how far its files were read. Events that came from it stay. */
export function removeFolder(db: Database, folder: FolderKey): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      await db.settings.delete(folderKey(folder));
      await db.settings.where("key").startsWith(filesPrefix(folder)).delete();
      return success(null);
    }),
  );
}

/**
 * Saves how far a file was read and counts what was refused of it, both or neither. False where the
 * folder was paused or removed meanwhile: read no further.
 */
export function saveFolderFile(
  db: Database,
  folder: Pick<WatchedFolder, "id" | "projectId" | "name">,
  file: WatchedFile,
  refused: readonly RefusedRows[] = [],
): Promise<Result<boolean>> {
  return attempt(() =>
    db.transaction("rw", db.settings, db.refusals, async () => {
      const parsed = v.safeParse(folderSchema, (await db.settings.get(folderKey(folder)))?.value);
      if (!parsed.success) return success(false);
      await db.settings.put({ key: fileKey(folder, file.path), value: file });
      const { projectId, name } = folder;
      const refusals = refused.map((rows) => ({ projectId, origin: toSource("folder", name), ...rows }));
      if (refusals.length > 0) await countRefusals(db, refusals);
      return success(!parsed.output.paused);
    }),
  );
}

/**
 * Has files of which something was not read opened again at the next look, unchanged or not: what their rows mean
 * may be known now.
 */
export function reopenUnread(db: Database, projectId: string): Promise<Result<null>> {
  return attempt(async () => {
    await db.settings
      .where("key")
      .startsWith(allFilesPrefix(projectId))
      .modify((row) => {
        const file = v.safeParse(fileSchema, row.value);
        if (!file.success || file.output.message === undefined) return;
        const { seen: _, ...unseen } = file.output;
        row.value = unseen;
      });
    return success(null);
  });
}

/** Forgets files, so that they are read anew should they come again. */
export function forgetFolderFiles(
  db: Database,
  folder: FolderKey,
  paths: readonly string[],
): Promise<Result<null>> {
  return attempt(async () => {
    await db.settings.bulkDelete(paths.map((path) => fileKey(folder, path)));
    return success(null);
  });
}
