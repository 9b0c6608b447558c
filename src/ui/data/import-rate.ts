import type { ImportProgress } from "../../engine/api.ts";

export interface ImportRate {
  /** 0 to 1, by bytes. */
  fraction: number;
  rowsPerSecond: number;
  /** About how many rows the whole file holds; absent until enough of it was read. */
  estimatedRows?: number;
  /** About how long the rest should take at the rate so far; absent as long as the estimate is. */
  remainingMs?: number;
}

const SETTLED_MS = 1000;
const SETTLED_FRACTION = 0.02;
/** An estimate this much off is replaced; a smaller correction would only make it flicker. */
const TOTAL_TOLERANCE = 0.1;
const TIME_TOLERANCE = 0.5;

const twoDigits = (value: number): number => Number(value.toPrecision(2));

/**
 * Reads one import's reports in their order. The fraction never falls, the total is never less
 * than what was read, and the time left only rises when the rest really takes much longer.
 */
export function makeImportRate(): (progress: ImportProgress) => ImportRate {
  let first: { rows: number; bytes: number } | undefined;
  let fraction = 0;
  let total: number | undefined;
  let left: number | undefined;

  // Bytes are read ahead of rows by about as much all along: rows a byte are those since the first
  // report, where that has cancelled out.
  const estimateTotal = ({ read, bytesRead, bytesTotal }: ImportProgress): number | undefined => {
    if (first === undefined || bytesRead <= first.bytes || read <= first.rows) return undefined;
    return ((read - first.rows) / (bytesRead - first.bytes)) * bytesTotal;
  };

  return (progress) => {
    const { read, bytesRead, bytesTotal, elapsedMs } = progress;
    if (bytesTotal > 0) fraction = Math.max(fraction, Math.min(1, bytesRead / bytesTotal));
    const rowsPerSecond = elapsedMs > 0 ? (read * 1000) / elapsedMs : 0;
    if (read > 0) first ??= { rows: read, bytes: bytesRead };
    const settled = elapsedMs >= SETTLED_MS && fraction >= SETTLED_FRACTION;
    const estimate = settled && fraction < 1 ? estimateTotal(progress) : undefined;
    if (
      estimate !== undefined &&
      (total === undefined || Math.abs(estimate - total) > TOTAL_TOLERANCE * total)
    )
      total = twoDigits(estimate);
    if (total === undefined) return { fraction, rowsPerSecond };
    const rest = Math.max(0, total - read);
    const now = rowsPerSecond > 0 ? (rest * 1000) / rowsPerSecond : undefined;
    if (now !== undefined && (left === undefined || now < left || now > left * (1 + TIME_TOLERANCE)))
      left = now;
    return {
      fraction,
      rowsPerSecond,
      estimatedRows: Math.max(total, read),
      ...(left === undefined ? {} : { remainingMs: left }),
    };
  };
}
