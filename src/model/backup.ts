import type { MergeConflict } from "./merge-portable.ts";
import type { RefusedEvent } from "./import.ts";

export const BACKUP_VERSION = 1;
export const NEWER_BACKUP =
  "This backup was written by a newer Lochan. Reload to get it. Nothing was changed.";
export const BACKUP_FILE = "manifest.json";
/** A zip by its bytes; a type of its own, so that what is shared or opened says what it is. */
export const BACKUP_TYPE = "application/x-lochan";

/** A file inside a backup. */
export interface BackupPart {
  path: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** Events by time, then by id, as Parquet. */
export interface BackupEvents extends BackupPart {
  events: number;
  /** Of the earliest and the latest of them, epoch milliseconds. */
  first: number;
  last: number;
}

export interface BackupProject {
  id: string;
  name: string;
  /** Of all its parts. */
  events: number;
  /** What it is beside its events, as JSON. */
  catalog: BackupPart;
  /** What other products counted by day, as JSON; absent where nothing was imported so. */
  totals?: BackupPart;
  parts: BackupEvents[];
}

export interface BackupManifest {
  format: "lochan";
  version: typeof BACKUP_VERSION;
  /** Epoch milliseconds. */
  createdAt: number;
  projects: BackupProject[];
}

export interface BackupSummary {
  projects: number;
  events: number;
  sizeBytes: number;
  /** The file, where it was not written to a target. */
  blob?: Blob;
}

/** What a file holds, before anything of it is restored. */
export interface BackupContents {
  createdAt: number;
  projects: {
    id: string;
    name: string;
    events: number;
    /** Of the earliest and the latest event, epoch milliseconds; undefined where there are none. */
    times?: { first: number; last: number };
    /** A project here has its id: both are merged. */
    isHere: boolean;
    /** What was erased elsewhere, where something was. */
    erasures?: {
      /** Ids of people: a person may have several. */
      people: number;
      spans: number;
      /** Events here that restoring would erase now, unless it only keeps out. */
      events: number;
      /** Days whose imported totals here it would take away, likewise. */
      days: number;
    };
    /**
     * Where the project keeps events for so many days, the one here if there is one, and the first instant kept now:
     * what is older is kept out, or removed again.
     */
    keeps?: { days: number; from: number };
    /** Why nothing of it can be restored. */
    damaged?: string;
  }[];
}

export interface BackupProgress {
  /** Events behind, of about so many. */
  events: number;
  total: number;
  /** Of the file: written, or read. */
  sizeBytes: number;
}

/** A part that is not what was backed up; all others were restored. */
export interface DamagedPart {
  path: string;
  /** Events it held, where it held some. */
  events?: number;
  reason: string;
}

export interface RestoredProject {
  id: string;
  name: string;
  /** There was none with its id here. */
  isNew: boolean;
  conflicts: MergeConflict[];
  /** Events that were here and were erased, because another device had erased their person or time. */
  erased: number;
  /** Days whose imported totals were here and went with them. */
  erasedDays?: number;
  /** Always `accepted + duplicate + refused`. */
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  refusedRows: RefusedEvent[];
  /** Daily totals that are new here: a table of a day each. */
  totals?: number;
}

export interface RestoreSummary {
  projects: RestoredProject[];
  damaged: DamagedPart[];
  ms: number;
}
