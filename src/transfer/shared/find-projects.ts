import { parsePortable, type PortableMerge, putPortable } from "../../catalog/portable.ts";
import { NOTHING_WRITTEN } from "../../catalog/shared-folders.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import type { LogDatabase } from "../../log/reader.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import {
  type FolderProjects,
  type OwnFiles,
  SHARED_MANIFEST,
  SHARED_ROOT,
  type SharedManifest,
} from "../../model/shared-folder.ts";
import type { FolderFiles } from "./folder-files.ts";
import { isDeviceId, isProjectId, parseManifest } from "./parse-shared.ts";
import { MOST_BYTES, readBytes, readListed } from "./read-device.ts";

/** So many are looked at: each is some files to read, and a line on the page. */
const MOST_PROJECTS = 200;
export const MOST_DEVICES = 64;

/** Whose lists can be read now; of too many first those that are here. What a folder throws passes through. */
export async function findProjects(db: LogDatabase, files: FolderFiles): Promise<FolderProjects> {
  const here = new Set<string>(await db.projects.toCollection().primaryKeys());
  const names = (await files.names(SHARED_ROOT, "directory")).filter(isProjectId);
  const inOrder = names.toSorted((a, b) => Number(here.has(b)) - Number(here.has(a)));
  const projects: FolderProjects["projects"] = [];
  for (const id of inOrder.slice(0, MOST_PROJECTS)) {
    const manifests = await readManifests(files, id);
    const [latest] = manifests;
    if (latest === undefined) continue;
    const devices = manifests.map(({ deviceId, deviceName, writtenAt, parts }) => ({
      id: deviceId,
      name: deviceName,
      writtenAt,
      events: parts.reduce((sum, { events }) => sum + events, 0),
    }));
    projects.push({ id, name: latest.projectName, isHere: here.has(id), devices });
  }
  return { projects, leftOut: Math.max(0, names.length - MOST_PROJECTS) };
}

/** Whoever wrote last first. */
async function readManifests(files: FolderFiles, projectId: string): Promise<SharedManifest[]> {
  const manifests: SharedManifest[] = [];
  const names = (await files.names(`${SHARED_ROOT}/${projectId}`, "directory")).filter(isDeviceId);
  for (const deviceId of names.slice(0, MOST_DEVICES)) {
    const manifest = await readManifest(files, projectId, deviceId);
    if (manifest !== undefined) manifests.push(manifest);
  }
  return manifests.sort((a, b) => b.writtenAt - a.writtenAt);
}

/** Undefined where it is missing or cannot be read. */
export async function readManifest(
  files: FolderFiles,
  projectId: string,
  deviceId: string,
): Promise<SharedManifest | undefined> {
  const path = `${SHARED_ROOT}/${projectId}/${deviceId}/${SHARED_MANIFEST}`;
  const bytes = await readBytes(files, path, MOST_BYTES.manifest);
  const manifest = bytes?.ok === true ? parseManifest(bytes.value, { projectId, deviceId }) : undefined;
  return manifest?.ok === true ? manifest.value : undefined;
}

/**
 * Makes a project of a folder one of this browser: its settings, of the first device whose can be read. Its events
 * come with the first turn. `unreadable-file` where none can be read yet.
 */
export async function takeProject(
  db: LogDatabase,
  files: FolderFiles,
  projectId: string,
): Promise<Result<PortableMerge>> {
  let reason = "No device has written all of it yet.";
  if (isProjectId(projectId))
    for (const { deviceId, catalog } of await readManifests(files, projectId)) {
      const path = `${SHARED_ROOT}/${projectId}/${deviceId}`;
      const bytes = await readListed(files, path, catalog, MOST_BYTES.catalog);
      const portable = bytes.ok ? parsePortable(parseJsonBytes(bytes.value)) : bytes;
      if (portable.ok && portable.value.project.id === projectId) {
        // The first turn tells which times stay out, and whom others erased.
        const { erasedSpans: _, ...project } = portable.value.project;
        return putPortable(db, { ...portable.value, project });
      }
      if (!portable.ok) reason = portable.failure.message;
    }
  return fail({ kind: "unreadable-file", message: `The project cannot be read from the folder: ${reason}` });
}

/** What this device had written before, should it have been in the folder: it goes on from there, with all written anew. */
export async function adoptOwn(files: FolderFiles, projectId: string, deviceId: string): Promise<OwnFiles> {
  const manifest = await readManifest(files, projectId, deviceId);
  if (manifest === undefined) return NOTHING_WRITTEN;
  return { ...NOTHING_WRITTEN, revision: manifest.revision, nonces: [manifest.nonce] };
}

/** Takes this device's files out of the folder. */
export async function removeOwn(
  files: FolderFiles,
  { projectId, deviceId }: { projectId: string; deviceId: string },
): Promise<Result<null>> {
  await files.remove(`${SHARED_ROOT}/${projectId}/${deviceId}`);
  return success(null);
}
