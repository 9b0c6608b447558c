export interface RefusedEvent {
  /** Position in the call, or line of the file, from 1; of a file without lines of rows, which row it is. */
  index: number;
  /** Of an archive, in which of its files. */
  file?: string;
  id?: string;
  reason: string;
  /** How many rows it tells of, where these are several. */
  rows?: number;
  /** Of a file, how the row begins, where its reader has it: as it stands there, or as JSON. */
  text?: string;
}

/** `read` is always `accepted + duplicate + refused`: rows whose fate is known. */
export interface ImportProgress {
  importId: string;
  fileName: string;
  /** Of the file as it is, compressed or not. */
  bytesRead: number;
  bytesTotal: number;
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  elapsedMs: number;
}

/** Of the earliest and the latest event, epoch milliseconds. */
export interface EventTimes {
  first: number;
  last: number;
}

/** The rows of one file: the one imported, or one of an archive. `read` is always `accepted + duplicate + refused`. */
export interface ImportedPart {
  /** In the archive; undefined where the file is none. */
  name?: string;
  /** How its rows stand in it, `csv` or `json`. */
  container: string;
  /** Whose export it was taken for. */
  format: string;
  /** What its text was read as, where that is not UTF-8. */
  encoding?: string;
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  /** Why its rows end early. */
  failure?: string;
}

/** A file of an archive of which nothing was read. */
export interface UnreadFile {
  name: string;
  reason: string;
}

/** Containers whose rows are told by their line; of others it is counted which row it is. */
const LINED: ReadonlySet<string> = new Set(["ndjson", "csv", "xml", "log"]);

export const placeWord = (container: string | undefined): "line" | "row" =>
  container === undefined || LINED.has(container) ? "line" : "row";

export interface ImportSummary {
  importId: string;
  fileName: string;
  /** Whose export it was taken for; of an archive, its first part. */
  format: string;
  /** Its rows were read as those of a file before it with the same fields. */
  remembered?: true;
  parts: ImportedPart[];
  /** The first 100; `unreadFiles` are all. */
  unread: UnreadFile[];
  unreadFiles: number;
  /** Always `accepted + duplicate + refused`. */
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  /** The first 1,000 refused rows, with line, reason and beginning. */
  refusedRows: RefusedEvent[];
  /** Of the events that are here now, new or not; undefined where there are none. */
  times?: EventTimes;
  ms: number;
}

export interface ImportHistoryEntry {
  id: string;
  fileName: string;
  format: string;
  state: "running" | "done" | "cancelled" | "failed" | "undone";
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  failure?: string;
  startedAt: number;
  endedAt?: number;
  undone?: UndoneImport;
  /** From before claims were kept: what others brought too goes with it when it is undone. */
  beforeClaims?: boolean;
}

/** What undoing an import comes to. */
export interface UndoCount {
  /** Events that go, for nothing else brought them. */
  events: number;
  /** Events of it that stay. */
  kept: number;
  /** Daily totals that go: a table of a day each. */
  totals?: number;
}

export interface UndoneImport extends Omit<UndoCount, "totals"> {
  /** Epoch milliseconds. */
  at: number;
}
