import type { BackupPart } from "./backup.ts";
import type { FolderTrouble } from "./folder.ts";
import type { ProjectId } from "./identifier.ts";

/** In a shared folder: `lochan/PROJECT/DEVICE/`, each written by that device alone. */
export const SHARED_ROOT = "lochan";
export const SHARED_MANIFEST = "manifest.json";
export const SHARED_VERSION = 1;

/** What is in one device's files of one project; written last, so that what it lists was whole before. */
export interface SharedManifest {
  format: "lochan-shared";
  version: typeof SHARED_VERSION;
  projectId: string;
  projectName: string;
  deviceId: string;
  deviceName: string;
  /** One more with each writing. */
  revision: number;
  /** Random, of this writing: a device knows its own by it. */
  nonce: string;
  /** Epoch milliseconds, by the device's clock. */
  writtenAt: number;
  /** What the project is beside its events. */
  catalog: BackupPart;
  /** Which times were erased, of all devices it heard of. What it lists was written when these were carried out. */
  erasures: BackupPart;
  /** What other products counted by day; absent where nothing was imported so. */
  totals?: BackupPart;
  parts: SharedPart[];
}

export interface SharedPart extends BackupPart {
  events: number;
  /**
   * The revision that listed it first: what was erased and came again is another part, though its bytes are the same.
   */
  since: number;
}

/** What a part is remembered by once it was read. */
export const partKey = ({ sha256, since }: SharedPart): string => `${sha256}@${since}`;

/** Nobody writes so often: who says more would be believed for ever, or could not be counted on from. */
export const MOST_REVISION = 2 ** 40;

/** Events of this device, as the log has them under a sequence in `(after, through]`. */
export interface OwnPart extends SharedPart {
  /** The device they came from, where it is gone and this one passes them on; absent for this one's own. */
  of?: string;
  /** Of the content of its events in this log, 32 bits: another one where one of them changed. */
  print: number;
  after: number;
  through: number;
}

/** What this device wrote, as it remembers it: what the folder says otherwise is not believed. */
export interface OwnFiles {
  /** Of the log: what came after it is not written yet. */
  generation: number;
  sequence: number;
  /** The same of each device that is gone, by its id. */
  passedOn?: Record<string, number>;
  parts: OwnPart[];
  catalog?: BackupPart;
  erasures?: BackupPart;
  totals?: BackupPart;
  /** What the daily totals were when they were written. */
  totalsMark?: string;
  revision: number;
  /** Of its last writings, the latest last. */
  nonces: string[];
  /** Epoch milliseconds. */
  writtenAt?: number;
}

/** A folder that devices share, with a cloud drive or a stick, so that a project becomes the same on all of them. */
export interface SharedFolder {
  projectId: ProjectId;
  /** As its user knows the folder. */
  name: string;
  handle?: FileSystemDirectoryHandle;
  /** Of this device, in this folder. */
  deviceId: string;
  paused: boolean;
  addedAt: number;
  trouble?: FolderTrouble;
  /** The log's `emptied` when erasures were last noted. */
  emptied: number;
  own: OwnFiles;
}

/** Another device, as its files were read last. */
export interface SharedDevice {
  id: string;
  name: string;
  /** By its own clock, epoch milliseconds. */
  writtenAt: number;
  /** When something of it was last read here. */
  readAt?: number;
  revision: number;
  /** In its files. */
  events: number;
  /** Of all that was ever read of it: `refused` by the limits of events, or because it is erased here. */
  accepted: number;
  duplicate: number;
  refused: number;
  /** The parts that were read, see {@link partKey}. */
  read: string[];
  /** SHA-256 of what was read last. */
  catalog?: string;
  erasures?: string;
  totals?: string;
  /** Since when nothing it wrote is in the folder, epoch milliseconds by this device's clock. */
  goneSince?: number;
  /** What its list has that cannot be read: not there yet, not whole, or not what was written. */
  waiting: WaitingPart[];
  /** Why nothing new of it can be read. */
  trouble?: string;
}

export interface WaitingPart {
  path: string;
  reason: string;
  /** It is what was written, and will never be read. */
  isUnreadable?: boolean;
}

const IMPORT_PREFIX = "shared:";

/** What events that came from another device have as their import: they are never written as this device's own. */
export const sharedImportId = (deviceId: string): string => IMPORT_PREFIX + deviceId;
/** Undefined for an import that is none of another device. */
export const importedFrom = (importId: string): string | undefined =>
  importId.startsWith(IMPORT_PREFIX) ? importId.slice(IMPORT_PREFIX.length) : undefined;

/** A drive that copies takes folders away and brings them back: so long they are waited for. */
const GONE_MS = 600_000;

/** Whether what came from a device is passed on by those who have it, since it offers nothing itself. */
export const isGone = ({ goneSince }: SharedDevice, now: number): boolean =>
  goneSince !== undefined && now - goneSince >= GONE_MS;

/** A project some device wrote into a folder. */
export interface FoundProject {
  id: string;
  /** Of the device that wrote last. */
  name: string;
  /** This browser has it. */
  isHere: boolean;
  /** Who wrote last first; each with the events in its own files. */
  devices: { id: string; name: string; writtenAt: number; events: number }[];
}

export interface FolderProjects {
  projects: FoundProject[];
  /** More than are looked at: so many are not. */
  leftOut: number;
}
