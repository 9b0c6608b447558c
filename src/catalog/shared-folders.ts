import * as v from "valibot";
import type { Database } from "../database/database.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { toProjectId } from "../model/identifier.ts";
import { type ErasureNote, uniteNotes } from "../model/shared-erasures.ts";
import type { OwnFiles, SharedDevice, SharedFolder } from "../model/shared-folder.ts";
import { withoutSpan, withSpan, type TimeSpan } from "../model/time-span.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { handleSchema } from "./handle-schema.ts";
import { projectSettingPrefix } from "./settings.ts";

const NAME_LENGTH = 100;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const part = { path: v.string(), sizeBytes: whole, sha256: v.string() };
const folderSchema: v.GenericSchema<unknown, SharedFolder> = v.object({
  projectId: v.pipe(v.string(), v.transform(toProjectId)),
  name: v.string(),
  handle: v.exactOptional(handleSchema<FileSystemDirectoryHandle>("directory")),
  deviceId: v.string(),
  paused: v.boolean(),
  addedAt: v.number(),
  trouble: v.exactOptional(
    v.object({ kind: v.picklist(["permission", "missing", "unreadable", "partial"]), message: v.string() }),
  ),
  emptied: whole,
  own: v.object({
    generation: whole,
    sequence: whole,
    parts: v.array(
      v.object({
        ...part,
        of: v.exactOptional(v.string()),
        events: whole,
        since: whole,
        print: whole,
        after: whole,
        through: whole,
      }),
    ),
    passedOn: v.exactOptional(v.record(v.string(), whole)),
    totals: v.exactOptional(v.object(part)),
    totalsMark: v.exactOptional(v.string()),
    catalog: v.exactOptional(v.object(part)),
    erasures: v.exactOptional(v.object(part)),
    revision: whole,
    nonces: v.array(v.string()),
    writtenAt: v.exactOptional(v.number()),
  }),
});

const deviceSchema: v.GenericSchema<unknown, SharedDevice> = v.object({
  id: v.string(),
  name: v.string(),
  writtenAt: v.number(),
  readAt: v.exactOptional(v.number()),
  revision: whole,
  events: whole,
  accepted: whole,
  duplicate: whole,
  refused: whole,
  read: v.array(v.string()),
  catalog: v.exactOptional(v.string()),
  erasures: v.exactOptional(v.string()),
  totals: v.exactOptional(v.string()),
  goneSince: v.exactOptional(v.number()),
  waiting: v.array(
    v.object({ path: v.string(), reason: v.string(), isUnreadable: v.exactOptional(v.boolean()) }),
  ),
  trouble: v.exactOptional(v.string()),
});

const folderKey = (projectId: string): string => `${projectSettingPrefix(projectId)}shared-folder`;
const notesKey = (projectId: string): string => `${projectSettingPrefix(projectId)}shared-erasures`;
const devicesPrefix = (projectId: string): string => `${projectSettingPrefix(projectId)}shared-device:`;

export const NOTHING_WRITTEN: OwnFiles = { generation: 0, sequence: 0, parts: [], revision: 0, nonces: [] };

/** A project has one at most. */
export function readSharedFolder(db: Database, projectId: string): Promise<Result<SharedFolder | undefined>> {
  return attempt(async () => success(await readStored(db, projectId)));
}

async function readStored(db: Database, projectId: string): Promise<SharedFolder | undefined> {
  const parsed = v.safeParse(folderSchema, (await db.settings.get(folderKey(projectId)))?.value);
  return parsed.success ? parsed.output : undefined;
}

type AddedFolder = Pick<SharedFolder, "projectId" | "addedAt">;

/** Undefined where it was removed, or removed and added again. */
async function readStanding(
  db: Database,
  { projectId, addedAt }: AddedFolder,
): Promise<SharedFolder | undefined> {
  const stored = await readStored(db, projectId);
  return stored?.addedAt === addedAt ? stored : undefined;
}

/** Of all projects. */
export function listSharedFolders(db: Database): Promise<Result<SharedFolder[]>> {
  return attempt(async () => {
    const ids = await db.projects.toCollection().primaryKeys();
    const rows = await db.settings.bulkGet(ids.map(folderKey));
    return success(
      rows.flatMap((row) => {
        const parsed = v.safeParse(folderSchema, row?.value);
        return parsed.success ? [parsed.output] : [];
      }),
    );
  });
}

/** `invalid-input` where the project has one already. */
export function addSharedFolder(
  db: Database,
  projectId: string,
  given: { name: string; handle?: FileSystemDirectoryHandle; deviceId: string; own?: OwnFiles },
): Promise<Result<SharedFolder>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.settings, db.logHeads, async (): Promise<Result<SharedFolder>> => {
      const project = await db.projects.get(projectId);
      if (project === undefined) return unknownProject(projectId);
      if ((await db.settings.get(folderKey(projectId))) !== undefined)
        return fail({ kind: "invalid-input", message: "The project is in a shared folder already." });
      const { name, handle, deviceId, own = NOTHING_WRITTEN } = given;
      const folder: SharedFolder = {
        projectId: project.id,
        name: name.toWellFormed().trim().slice(0, NAME_LENGTH) || "folder",
        ...(handle && { handle }),
        deviceId,
        paused: false,
        addedAt: Date.now(),
        emptied: (await db.logHeads.get(projectId))?.emptied ?? 0,
        own,
      };
      await db.settings.put({ key: folderKey(projectId), value: folder });
      return success(folder);
    }),
  );
}

type FolderChange = Partial<Pick<SharedFolder, "deviceId" | "paused" | "own">> & {
  /** Null clears it. */
  trouble?: SharedFolder["trouble"] | null;
};

/** False where the folder was removed, paused, or removed and added again meanwhile: go no further. */
export function updateSharedFolder(
  db: Database,
  of: AddedFolder,
  change: FolderChange,
): Promise<Result<boolean>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      const stored = await readStanding(db, of);
      if (stored === undefined) return success(false);
      const { trouble, ...rest } = change;
      const { trouble: before, ...folder } = { ...stored, ...rest };
      const now = trouble === undefined ? before : trouble;
      await db.settings.put({
        key: folderKey(of.projectId),
        value: { ...folder, ...(now && { trouble: now }) },
      });
      return success(!folder.paused);
    }),
  );
}

/** Forgets the folder and what was read of it. What came from it stays, and which erasures were carried out is known. */
export function removeSharedFolder(db: Database, projectId: string): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      await db.settings.delete(folderKey(projectId));
      await db.settings.where("key").startsWith(devicesPrefix(projectId)).delete();
      return success(null);
    }),
  );
}

/** By name, then by id. */
export function listSharedDevices(db: Database, projectId: string): Promise<Result<SharedDevice[]>> {
  return attempt(async () => {
    const rows = await db.settings.where("key").startsWith(devicesPrefix(projectId)).toArray();
    const devices = rows.flatMap(({ value }) => {
      const parsed = v.safeParse(deviceSchema, value);
      return parsed.success ? [parsed.output] : [];
    });
    return success(devices.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)));
  });
}

/** False where the folder was removed or paused meanwhile: read no further. */
export function saveSharedDevice(
  db: Database,
  folder: AddedFolder,
  device: SharedDevice,
): Promise<Result<boolean>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      const stored = await readStanding(db, folder);
      if (stored === undefined) return success(false);
      await db.settings.put({ key: devicesPrefix(folder.projectId) + device.id, value: device });
      return success(!stored.paused);
    }),
  );
}

/** Those that were carried out here. */
export function readErasureNotes(db: Database, projectId: string): Promise<Result<ErasureNote[]>> {
  return attempt(async () => success(await readNotes(db, projectId)));
}

async function readNotes(db: Database, projectId: string): Promise<ErasureNote[]> {
  const value = (await db.settings.get(notesKey(projectId)))?.value;
  return Array.isArray(value) ? (value as ErasureNote[]) : [];
}

/** Notes what this device did itself, in one transaction with the `emptied` it was last asked at. */
export function addErasureNotes(
  db: Database,
  folder: AddedFolder,
  notes: readonly ErasureNote[],
  emptied?: number,
): Promise<Result<boolean>> {
  return attempt(() =>
    db.transaction("rw", db.settings, async () => {
      const stored = await readStanding(db, folder);
      if (stored === undefined) return success(false);
      const { projectId } = folder;
      const all = uniteNotes(await readNotes(db, projectId), notes);
      await db.settings.put({ key: notesKey(projectId), value: all });
      if (emptied !== undefined)
        await db.settings.put({ key: folderKey(projectId), value: { ...stored, emptied } });
      return success(true);
    }),
  );
}

/** Keeps out some times of a project and lets others in. */
export function changeErasedSpans(
  db: Database,
  projectId: string,
  { out, letIn }: { out: readonly TimeSpan[]; letIn: readonly TimeSpan[] },
): Promise<Result<null>> {
  return attempt(() =>
    db.transaction("rw", db.projects, async () => {
      const project = await db.projects.get(projectId);
      if (project === undefined) return unknownProject(projectId);
      const { erasedSpans = [], ...rest } = project;
      const spans = letIn.reduce(withoutSpan, out.reduce(withSpan, erasedSpans));
      await db.projects.put({ ...rest, ...(spans.length > 0 && { erasedSpans: spans }) });
      return success(null);
    }),
  );
}
