import type { EventTerm } from "./question.ts";

/** `parquet.zip` is one Parquet file a day, in a zip. */
export const EXPORT_FORMATS = ["ndjson", "ndjson.gz", "csv", "csv.gz", "parquet", "parquet.zip"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Which events a file holds, and how. Traffic rules leave nothing out: an export is of the log. */
export interface ExportScope {
  /** Half-open range of timestamps, epoch milliseconds. */
  from?: number | undefined;
  to?: number | undefined;
  /** An event must keep to all of them. */
  filters?: readonly EventTerm[] | undefined;
  /** Of CSV: a column for each property, in place of one of JSON for all. */
  propertyColumns?: boolean | undefined;
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
