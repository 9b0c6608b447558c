import { readDictionary, type DictionaryEntry } from "../log/dictionary.ts";
import type { LogDatabase } from "../log/reader.ts";
import { scanBatches } from "../log/scan-batches.ts";
import { openValueKinds, VALUE_KINDS, type ValueKinds } from "../log/value-kinds.ts";
import type { BatchColumns } from "../model/batch.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { PlanReceipt } from "../model/plan-violations.ts";

export interface ScanOptions {
  /** Half-open. */
  from?: number | undefined;
  to?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((events: number, total: number) => void) | undefined;
}

/** What is found out from the columns of the log, batch after batch. */
interface Survey<T> {
  open(names: readonly DictionaryEntry[], keys: DictionaryEntry[]): void;
  take(columns: BatchColumns, kinds: ValueKinds): Promise<void>;
  result(): T;
}

/** Of an event that a survey is not about. */
export const OUTSIDE = -1;
export const KINDS = VALUE_KINDS.length;
export const NULL = VALUE_KINDS.indexOf("null");

/** Makes a survey of the events of a time, anew where the log is erased from meanwhile. Throws the signal's reason when aborted. */
export async function surveyLog<T>(
  db: LogDatabase,
  projectId: ProjectId,
  { from = -Infinity, to = Infinity, signal, onProgress }: ScanOptions,
  start: (from: number, to: number) => Survey<T>,
): Promise<T & { receipt: PlanReceipt }> {
  const began = performance.now();
  let survey = start(from, to);
  let kinds = openValueKinds(db, projectId);
  let lost = 0;
  const checkpoint = await scanBatches(db, projectId, {
    from,
    to,
    signal,
    onProgress,
    async begin() {
      survey = start(from, to);
      kinds = openValueKinds(db, projectId);
      lost = 0;
      survey.open(await readDictionary(db, projectId, "names"), await readDictionary(db, projectId, "keys"));
    },
    take({ columns, damaged = 0 }) {
      lost += damaged;
      return survey.take(columns, kinds);
    },
  });
  return { ...survey.result(), receipt: { ...checkpoint, ms: performance.now() - began, lost } };
}
