import type { ImportProgress } from "../../engine/api.ts";

export interface ImportRate {
  /** 0 to 1, by bytes. */
  fraction: number;
  rowsPerSecond: number;
  /** What the rest of the file should take at the rate so far; absent in the first half second. */
  remainingMs?: number;
  /** Rows the whole file should hold. */
  estimatedRows?: number;
}

const SETTLED_MS = 500;

export const importRate = (progress: ImportProgress): ImportRate => {
  const fraction =
    progress.bytesTotal > 0 ? Math.min(1, Math.max(0, progress.bytesRead / progress.bytesTotal)) : 0;
  const rowsPerSecond = progress.elapsedMs > 0 ? (progress.read * 1000) / progress.elapsedMs : 0;
  if (progress.elapsedMs < SETTLED_MS || fraction === 0) return { fraction, rowsPerSecond };
  return {
    fraction,
    rowsPerSecond,
    remainingMs: (progress.elapsedMs * (1 - fraction)) / fraction,
    estimatedRows: Math.round(progress.read / fraction),
  };
};
