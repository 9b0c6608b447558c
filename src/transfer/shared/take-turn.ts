import { randomDeviceId } from "../../catalog/device.ts";
import { parsePortable, putPortable } from "../../catalog/portable.ts";
import {
  addErasureNotes,
  listSharedDevices,
  NOTHING_WRITTEN,
  readErasureNotes,
  saveSharedDevice,
  updateSharedFolder,
} from "../../catalog/shared-folders.ts";
import { readProject } from "../../catalog/projects.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import { type LogDatabase, readHead } from "../../log/reader.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import type { ErasedPeople } from "../../model/erasure.ts";
import {
  changesBy,
  type ErasureNote,
  letComing,
  MOST_HEARD_NOTES,
  newNotes,
} from "../../model/shared-erasures.ts";
import {
  isGone,
  MOST_REVISION,
  SHARED_MANIFEST,
  SHARED_ROOT,
  type SharedDevice,
  type SharedFolder,
  sharedImportId,
  type SharedManifest,
} from "../../model/shared-folder.ts";
import { toSource } from "../../model/source.ts";
import type { TimeSpan } from "../../model/time-span.ts";
import type { AppendEvents } from "../import-rows.ts";
import { MOST_DEVICES, readManifest } from "./find-projects.ts";
import type { FolderFiles } from "./folder-files.ts";
import { isDeviceId, parseErasures, parseManifest } from "./parse-shared.ts";
import {
  MOST_BYTES,
  type PartsOptions,
  readBytes,
  readListed,
  readParts,
  sharingEnded,
} from "./read-device.ts";
import { readTotals } from "./read-totals.ts";
import { type Left, writeOwn } from "./write-own.ts";

/**
 * What other devices erased: of the times of `erase` everything goes; `keepOut` stays out from now on, `letIn` no more;
 * of the people what they did before the time told with each goes and stays out.
 */
export interface ErasedElsewhere {
  erase?: TimeSpan[];
  keepOut?: TimeSpan[];
  letIn?: TimeSpan[];
  people?: ErasedPeople[];
}

export interface TurnOptions {
  db: LogDatabase;
  folder: SharedFolder;
  /** As others are to know this device. */
  deviceName: string;
  files: FolderFiles;
  append: AppendEvents;
  /** Carries out what was erased elsewhere, in the log and in what keeps out. */
  eraseHere: (erased: ErasedElsewhere) => Promise<Result<unknown>>;
  /** Has the least of several contents of an id stand, as `settleVariants` of the log room does. */
  settleContents: () => Promise<Result<unknown>>;
  /** Of a session: whether this device's own files are as they were written is looked at. */
  isFirst?: boolean;
  /** The turn before left some of this device's events unwritten: they do not wait for more. */
  isEager?: boolean;
  now?: number;
  signal: AbortSignal;
}

export interface TurnEnd {
  /** Something was read or written. */
  isChanged: boolean;
  /** Settings or erasures came from another device. */
  isMerged: boolean;
  left: Left;
  /** Devices that were not looked at: there are more than are read. */
  leftOut: number;
}

/**
 * One look at a shared folder: what other devices erased is erased here, their settings are merged, their new events
 * read; then what is new here is written. Devices that take turns, in whatever order and however often, come to have
 * the same: events by id, and of erasures all. A file that is missing, cut short or damaged delays what it holds.
 * Fails with what storage and `append` fail with; what a folder throws passes through.
 */
export async function takeTurn(options: TurnOptions): Promise<Result<TurnEnd>> {
  const { db, folder, files, signal, now = Date.now() } = options;
  const { projectId } = folder;
  const own = await noteErasures(db, folder, now);
  if (!own.ok) return own;
  const end: TurnEnd = { isChanged: false, isMerged: false, left: "nothing", leftOut: 0 };
  const projectPath = `${SHARED_ROOT}/${projectId}`;
  const listed = await listSharedDevices(db, projectId);
  if (!listed.ok) return listed;
  const known = new Map(listed.value.map((device) => [device.id, device]));

  const found: FoundDevice[] = [];
  const names = await files.names(projectPath, "directory");
  const ids = names.filter((name) => isDeviceId(name) && name !== folder.deviceId);
  // Those that were read before first: a new one is not to push out another.
  const inOrder = [...ids.filter((id) => known.has(id)), ...ids.filter((id) => !known.has(id))];
  end.leftOut = Math.max(0, ids.length - MOST_DEVICES);
  for (const id of inOrder.slice(0, MOST_DEVICES)) {
    const path = `${projectPath}/${id}`;
    const looked = await lookAtDevice(options, path, id, known.get(id), now);
    if (!looked.ok) return looked;
    if (looked.value !== undefined) found.push(looked.value);
  }

  for (const [id, device] of known) {
    if (ids.includes(id)) continue;
    const { goneSince = now } = device;
    const gone = { ...device, waiting: [], trouble: GONE, goneSince };
    const saved = await saveIfChanged(db, folder, device, gone);
    if (!saved.ok) return saved;
  }

  // Erasures of all before events of any.
  const readable: typeof found = [];
  const heard = new Map<string, ReadonlySet<string>>();
  for (const each of found) {
    if (signal.aborted) return sharingEnded;
    const learned = await learnFrom(options, each, now);
    if (!learned.ok) return learned;
    const { device, isWhole, notes } = learned.value;
    const isTold = device.catalog !== each.device.catalog || device.erasures !== each.device.erasures;
    end.isMerged ||= isTold;
    end.isChanged ||= isTold;
    if (!isWhole) continue;
    heard.set(device.id, notes);
    readable.push({ ...each, device });
  }
  const notes = await readErasureNotes(db, projectId);
  if (!notes.ok) return notes;
  for (const { known: before, device, manifest, path } of readable) {
    const reading: PartsOptions = {
      files,
      path,
      manifest,
      device,
      importId: sharedImportId(device.id),
      source: toSource("folder", folder.name),
      unheard: notes.value.filter(({ id }) => heard.get(device.id)?.has(id) !== true),
      append: options.append,
      now,
      signal,
      save: (next) => saveSharedDevice(db, folder, next),
    };
    const read = await readParts(reading);
    if (!read.ok) return read;
    const counted = await readTotals(db, projectId, { ...reading, device: read.value });
    if (!counted.ok) return counted;
    const hasTotals = counted.value.totals !== device.totals;
    end.isMerged ||= hasTotals;
    end.isChanged ||= hasTotals || read.value.read.length !== device.read.length;
    const saved = await saveIfChanged(db, folder, before, {
      ...counted.value,
      revision: manifest.revision,
    });
    if (!saved.ok) return saved;
    if (!saved.value) return sharingEnded;
  }

  // Read or not: what a site sends may come with another content too.
  const settled = await options.settleContents();
  if (!settled.ok) return settled;
  const written = await writeTurn(options, projectPath, ids, now);
  if (!written.ok) return written;
  return success({
    ...end,
    isChanged: end.isChanged || written.value.isChanged,
    left: written.value.left,
  });
}

const GONE =
  "Its files are not in the folder any more. What came from it stays, and this device passes it on to others.";

interface FoundDevice {
  /** As it was stored before. */
  known: SharedDevice | undefined;
  device: SharedDevice;
  manifest: SharedManifest;
  path: string;
}

/** What was erased, emptied or let in on this device since the last turn. */
async function noteErasures(db: LogDatabase, folder: SharedFolder, now: number): Promise<Result<unknown>> {
  const { projectId } = folder;
  const notes = await readErasureNotes(db, projectId);
  if (!notes.ok) return notes;
  const project = await readProject(db, projectId);
  if (!project.ok) return project;
  const { emptied = 0 } = await readHead(db, projectId);
  const made = newNotes(notes.value, {
    spans: project.value.erasedSpans ?? [],
    emptied: emptied > folder.emptied,
    now,
    makeId: () => crypto.randomUUID(),
  });
  if (made.length === 0) return success(null);
  return addErasureNotes(db, folder, made, emptied);
}

/** Undefined where nothing can be read of the device for now, which its row then tells. */
async function lookAtDevice(
  { db, folder, files }: TurnOptions,
  path: string,
  id: string,
  known: SharedDevice | undefined,
  now: number,
): Promise<Result<FoundDevice | undefined>> {
  const { goneSince = now, ...device } = known ?? newDevice(id);
  const troubled = async (message: string, isThere = false): Promise<Result<undefined>> => {
    const told = { ...device, trouble: message, ...(!isThere && { goneSince }) };
    const saved = await saveIfChanged(db, folder, known, told);
    return saved.ok ? success(undefined) : saved;
  };
  const bytes = await readBytes(files, `${path}/${SHARED_MANIFEST}`, MOST_BYTES.manifest);
  if (bytes === undefined) return troubled("Its list of files is not there.");
  const manifest = bytes.ok
    ? parseManifest(bytes.value, { projectId: folder.projectId, deviceId: id })
    : bytes;
  if (!manifest.ok) return troubled(manifest.failure.message, manifest.failure.kind === "newer-schema");
  const { revision, writtenAt, parts } = manifest.value;
  if (revision < device.revision)
    return troubled(
      "Its list of files is an older one than was read before. The next one is waited for.",
      true,
    );
  const { trouble: _, ...sound } = device;
  const name = manifest.value.deviceName.slice(0, 60).toWellFormed();
  const events = parts.reduce((sum, part) => sum + part.events, 0);
  return success({ known, device: { ...sound, name, writtenAt, events }, manifest: manifest.value, path });
}

const newDevice = (id: string): SharedDevice => ({
  id,
  name: "",
  writtenAt: 0,
  revision: 0,
  events: 0,
  accepted: 0,
  duplicate: 0,
  refused: 0,
  read: [],
  waiting: [],
});

interface Learned {
  device: SharedDevice;
  /** What it erased is carried out here, so that its events may be read. */
  isWhole: boolean;
  /** The erasures it has carried out. */
  notes: ReadonlySet<string>;
}

/** Settings first, which also say whom it erased; then the times it erased. */
async function learnFrom(
  options: TurnOptions,
  { known, device: given, manifest, path }: FoundDevice,
  now: number,
): Promise<Result<Learned>> {
  const { db, folder, files } = options;
  let device = given;
  const waits = async (part: string, reason: string): Promise<Result<Learned>> => {
    const waiting = [
      ...device.waiting.filter(({ isUnreadable }) => isUnreadable === true),
      { path: part, reason },
    ];
    const saved = await saveIfChanged(db, folder, known, { ...device, waiting });
    return saved.ok ? success({ device, isWhole: false, notes: new Set() }) : saved;
  };

  const erasures = await readListed(files, path, manifest.erasures, MOST_BYTES.erasures);
  const theirs = erasures.ok ? parseErasures(erasures.value) : erasures;
  if (!theirs.ok) return waits(manifest.erasures.path, theirs.failure.message);
  const notes = new Set(theirs.value.map(({ id }) => id));

  if (device.catalog !== manifest.catalog.sha256) {
    const catalog = await readListed(files, path, manifest.catalog, MOST_BYTES.catalog);
    const portable = catalog.ok ? parsePortable(parseJsonBytes(catalog.value)) : catalog;
    if (!portable.ok) return waits(manifest.catalog.path, portable.failure.message);
    if (portable.value.project.id !== folder.projectId)
      return waits(manifest.catalog.path, "It is of another project.");
    // Which times stay out is told by the notes: here they would come back after they were let in.
    const { erasedSpans: _, ...project } = portable.value.project;
    const put = await putPortable(db, { ...portable.value, project });
    if (!put.ok) return put;
    const { erasedPeople: people = [] } = portable.value;
    const erased = people.length > 0 ? await options.eraseHere({ people }) : success(null);
    // More people than a project may have: of this device nothing is read then, of the others all.
    if (!erased.ok && erased.failure.kind === "invalid-input")
      return waits(manifest.catalog.path, erased.failure.message);
    if (!erased.ok) return erased;
    device = { ...device, catalog: manifest.catalog.sha256 };
  }
  if (device.erasures !== manifest.erasures.sha256) {
    const done = await carryOut(options, theirs.value, now);
    if (!done.ok && done.failure.kind === "invalid-input")
      return waits(manifest.erasures.path, done.failure.message);
    if (!done.ok) return done;
    device = { ...device, erasures: manifest.erasures.sha256 };
  }
  return success({ device, isWhole: true, notes });
}

/** Again after a crash in the middle: to erase what is gone changes nothing. */
async function carryOut(
  { db, folder, eraseHere }: TurnOptions,
  theirs: readonly ErasureNote[],
  now: number,
): Promise<Result<unknown>> {
  const here = await readErasureNotes(db, folder.projectId);
  if (!here.ok) return here;
  const ids = new Set(here.value.map(({ id }) => id));
  const heard = theirs.filter(({ id }) => !ids.has(id));
  if (heard.length === 0) return success(null);
  const all = [...here.value, ...heard];
  if (all.length > MOST_HEARD_NOTES)
    return fail({
      kind: "invalid-input",
      message: `With its erasures there would be more than ${MOST_HEARD_NOTES}, more than any project has. Nothing of it is read.`,
    });
  const fresh = [...heard, ...letComing(all, { now, makeId: () => crypto.randomUUID() })];
  const done = await eraseHere(changesBy(here.value, fresh));
  // Noted after it is done: noted before, it would look as if it had been let in here.
  return done.ok ? addErasureNotes(db, folder, fresh) : done;
}

async function writeTurn(
  { db, folder, files, deviceName, isFirst = false, isEager = false, signal }: TurnOptions,
  projectPath: string,
  present: readonly string[],
  now: number,
): Promise<Result<Pick<TurnEnd, "isChanged" | "left">>> {
  const { projectId, deviceId, own } = folder;
  const path = `${projectPath}/${deviceId}`;
  const nonce = (await readManifest(files, projectId, deviceId))?.nonce;
  if ((nonce !== undefined && !own.nonces.includes(nonce)) || own.revision >= MOST_REVISION) {
    // Another one is this device too: its browser's profile was copied, or it was forged. It keeps the name, this one takes a new one.
    const renamed = { deviceId: randomDeviceId(), own: NOTHING_WRITTEN };
    const saved = await updateSharedFolder(db, folder, renamed);
    return saved.ok ? success({ isChanged: true, left: "now" }) : saved;
  }
  const notes = await readErasureNotes(db, projectId);
  if (!notes.ok) return notes;
  const known = await listSharedDevices(db, projectId);
  if (!known.ok) return known;
  const isListLost = own.revision > 0 && nonce !== own.nonces.at(-1);
  return writeOwn({
    db,
    folder,
    deviceName,
    files,
    path,
    others: new Set([...known.value.map(({ id }) => id), ...present]),
    gone: known.value.filter((device) => isGone(device, now)).map(({ id }) => id),
    notes: notes.value,
    isListLost,
    isThorough: isFirst || isListLost,
    isEager,
    now,
    signal,
    save: (next) => updateSharedFolder(db, folder, { own: next }),
  });
}

/** A turn that finds nothing new writes nothing. */
async function saveIfChanged(
  db: LogDatabase,
  folder: SharedFolder,
  known: SharedDevice | undefined,
  device: SharedDevice,
): Promise<Result<boolean>> {
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(device)) return success(true);
  return saveSharedDevice(db, folder, device);
}
