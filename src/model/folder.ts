import type { ProjectId } from "./identifier.ts";

/** A folder of this device whose files are read into a project as they appear and grow. */
export interface WatchedFolder {
  id: string;
  projectId: ProjectId;
  /** No other folder of the project has it; events come from `folder:NAME`. */
  name: string;
  /** Absent where the browser lends no folders: its files are chosen by hand each time. */
  handle?: FileSystemDirectoryHandle;
  paused: boolean;
  addedAt: number;
  /** Why nothing of it could be read when it was last looked at, or not all. */
  trouble?: FolderTrouble;
}

/**
 * `permission`: the browser asks anew after a restart. `missing`: moved, deleted, or its disk is not there.
 * `partial`: it holds more than is looked at; the rest of it is read.
 */
export interface FolderTrouble {
  kind: "permission" | "missing" | "unreadable" | "partial";
  message: string;
}

/**
 * How far a file was read. Everything before `offset` is acknowledged; `read` is always
 * `accepted + duplicate + refused`, of the file as it is now.
 */
export interface WatchedFile {
  /** From the folder, with slashes. */
  path: string;
  /** `unread`: no format Lochan reads. `failed`: tried again, once it changes or at the next look. */
  state: "reading" | "read" | "unread" | "failed" | "gone";
  /** Why, where it is `unread` or `failed`; of an archive that was `read`, what of it was not. */
  message?: string;
  sizeBytes: number;
  /** Bytes: of lines, or of a file that is read as a whole. */
  offset: number;
  /** Line feeds before `offset`. */
  lines: number;
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  /** When something new of it was last read. */
  readAt?: number;
  /** As it was when nothing more was to be done: the same again is not opened. */
  seen?: { sizeBytes: number; modifiedAt: number };
  /** Of what was read, to tell a file that grew from one put in its place. */
  mark?: FileMark;
  /** It is read as a whole whenever it changes. */
  isPacked?: boolean;
  /** Some lines came without an id. */
  hasLineIds?: boolean;
  /** `offset` is inside a line too long to be read. */
  isInLongLine?: boolean;
}

/** SHA-256 of the first bytes, and of the last before the offset. */
export interface FileMark {
  headBytes: number;
  head: string;
  tailBytes: number;
  tail: string;
}
