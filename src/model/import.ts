export interface RefusedEvent {
  /** Position in the call, or line of the file, from 1. */
  index: number;
  id?: string;
  reason: string;
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

export interface ImportSummary {
  importId: string;
  fileName: string;
  format: "ndjson";
  /** Always `accepted + duplicate + refused`. */
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  /** The first 1,000 refused rows, with line and reason. */
  refusedRows: RefusedEvent[];
  /** Of the events that are here now, new or not; undefined where there are none. */
  times?: EventTimes;
  ms: number;
}

export interface ImportHistoryEntry {
  id: string;
  fileName: string;
  format: string;
  state: "running" | "done" | "cancelled" | "failed";
  read: number;
  accepted: number;
  duplicate: number;
  refused: number;
  failure?: string;
  startedAt: number;
  endedAt?: number;
}
