import type { ExportFormat } from "../../model/export.ts";
import { pickFile } from "./pickers.ts";

export type FileKind = "ndjson" | "csv" | "parquet";

export const FILE_KINDS: readonly { value: FileKind; label: string }[] = [
  { value: "ndjson", label: "NDJSON: one event a line, exactly as it is" },
  { value: "csv", label: "CSV: for spreadsheets" },
  { value: "parquet", label: "Parquet: for DuckDB, pandas, Spark and ClickHouse" },
];

export interface FileChoice {
  kind: FileKind;
  /** Of NDJSON and CSV. */
  packed: boolean;
  /** Of Parquet. */
  daily: boolean;
}

export function formatOf({ kind, packed, daily }: FileChoice): ExportFormat {
  if (kind === "parquet") return daily ? "parquet.zip" : "parquet";
  return packed ? `${kind}.gz` : kind;
}

const TYPES: Record<ExportFormat, [description: string, type: string, ending: string]> = {
  ndjson: ["NDJSON", "application/x-ndjson", ".ndjson"],
  "ndjson.gz": ["Gzip", "application/gzip", ".gz"],
  csv: ["CSV", "text/csv", ".csv"],
  "csv.gz": ["Gzip", "application/gzip", ".gz"],
  parquet: ["Parquet", "application/vnd.apache.parquet", ".parquet"],
  "parquet.zip": ["Zip", "application/zip", ".zip"],
};

/** Undefined where it was cancelled. Call it in the click. */
export function pickExportFile(
  fileName: string,
  format: ExportFormat,
): Promise<FileSystemFileHandle | undefined> {
  const [description, type, ending] = TYPES[format];
  return pickFile({
    id: "lochan-export",
    suggestedName: fileName,
    types: [{ description, accept: { [type]: [ending] } }],
  });
}
