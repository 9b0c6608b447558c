import type { EventTerm, FilterTerm } from "./question.ts";
import type { RowSet } from "./row-set.ts";

/** `parquet.zip` is one Parquet file a day, in a zip. */
export const EXPORT_FORMATS = ["ndjson", "ndjson.gz", "csv", "csv.gz", "parquet", "parquet.zip"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Which events a file holds, and how. Traffic rules leave nothing out: an export is of the log. */
export interface ExportScope {
  /** Half-open range of timestamps, epoch milliseconds. */
  from?: number | undefined;
  to?: number | undefined;
  /** An event must keep to all of them. A range without an end is judged by what is later, now or the last event. */
  filters?: readonly FilterTerm[] | undefined;
  /** Whose events count for what somebody did, and for when they were first seen: default all. */
  traffic?: "all" | "real" | undefined;
  /** Of CSV: a column for each property, in place of one of JSON for all. */
  propertyColumns?: boolean | undefined;
}

/** As it is written from the log's columns. */
export interface ExportSelection extends Omit<ExportScope, "filters" | "traffic"> {
  filters?: readonly EventTerm[] | undefined;
  /** No other event: those of these rows, as the log was at their position. */
  among?: RowSet | undefined;
}

export interface ExportProgress {
  rows: number;
  sizeBytes: number;
  /** Of the log that is behind, 0 to 1. */
  share: number;
}

export interface ExportedFile {
  rows: number;
  sizeBytes: number;
  /** Absent where it was written elsewhere. */
  blob?: Blob;
}
