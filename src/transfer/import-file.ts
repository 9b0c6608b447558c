import { saveImport } from "../catalog/imports.ts";
import { readProject } from "../catalog/projects.ts";
import type { LogDatabase } from "../log/reader.ts";
import { fail, type Failure, type Result, success } from "../model/failure.ts";
import type { ImportProgress, ImportSummary } from "../model/import.ts";
import { toSource } from "../model/source.ts";
import { importLines, type AppendEvents } from "./import-lines.ts";
import { countsInWords, makeImportTally, type TallyCounts } from "./import-tally.ts";
import { readBytes } from "./read-bytes.ts";
import { readLines } from "./read-lines.ts";
import { HEAD_BYTES, recogniseFormat, recogniseProduct } from "./recognise-format.ts";

/** No event of {@link EVENT_LIMITS} comes near it, whatever its escapes; a longer line is refused unparsed. */
export const EVENT_LINE_BYTES = 1024 * 1024;
const PROGRESS_MS = 100;
const HISTORY_MS = 1_000;
const FILE_NAME_LENGTH = 200;

export interface ImportOptions {
  db: LogDatabase;
  projectId: string;
  file: Blob;
  fileName: string;
  importId: string;
  append: AppendEvents;
  /** Appended at a time, see {@link importLines}. */
  groupEvents?: number;
  signal?: AbortSignal;
  /** At most every 100 ms, and at the end. */
  onProgress?: (progress: ImportProgress) => void;
}

/**
 * Reads an NDJSON file, plain or gzipped, into a project. Bad rows are refused one by one. Importing
 * a file twice, or again after it was cut short or cancelled, adds only what is not there yet.
 * Fails before anything is stored with `unknown-project`, `unsupported-format` or
 * `unreadable-file` (empty). Fails after, keeping what was appended and saying how much, with
 * `cancelled`, `unreadable-file` (damaged, with the line) or what `append` failed with; with
 * `unsupported-format` where every row was refused and the file looks like another product's
 * export. The project's import history tells the same.
 */
export async function importFile(options: ImportOptions): Promise<Result<ImportSummary>> {
  const { db, importId, file } = options;
  const signal = options.signal ?? new AbortController().signal;
  const project = await readProject(db, options.projectId);
  if (!project.ok) return project;
  let bytesRead = 0;
  const pieces = readBytes(file, {
    signal,
    onBytes: (bytes) => {
      bytesRead = bytes;
    },
  });
  const opened = await openContent(pieces);
  if (!opened.ok) return opened;

  const fileName = options.fileName.slice(0, FILE_NAME_LENGTH);
  const startedAt = Date.now();
  const began = performance.now();
  const tally = makeImportTally();
  const history = { id: importId, projectId: project.value.id, fileName, format: "ndjson", startedAt };
  const started = await saveImport(db, { ...history, state: "running", ...tally.counts() });
  if (!started.ok) return started;

  const report = everyMs(PROGRESS_MS, () =>
    options.onProgress?.({
      importId,
      fileName,
      bytesRead,
      bytesTotal: file.size,
      ...tally.counts(),
      elapsedMs: performance.now() - began,
    }),
  );
  let saving: Promise<unknown> = Promise.resolve();
  const remember = everyMs(HISTORY_MS, () => {
    saving = saveImport(db, { ...history, state: "running", ...tally.counts() });
  });
  let product: string | undefined;
  const failure = await importLines({
    groups: readLines(opened.value, EVENT_LINE_BYTES),
    source: toSource("file", fileName),
    importId,
    receivedAt: startedAt,
    append: options.append,
    groupEvents: options.groupEvents,
    tally,
    signal,
    onStep: () => {
      report(false);
      remember(false);
    },
    onRefused: (row) => {
      product ??= recogniseProduct(row);
    },
  });
  report(true);
  await saving;

  const counts = tally.counts();
  const ended =
    failure === undefined
      ? (blankFailure(counts) ?? foreignFailure(counts, product))
      : withCounts(failure, counts);
  const saved = await saveImport(db, {
    ...history,
    state: ended === undefined ? "done" : ended.kind === "cancelled" ? "cancelled" : "failed",
    ...counts,
    ...(ended === undefined ? {} : { failure: ended.message }),
    endedAt: Date.now(),
  });
  if (ended !== undefined) return fail(ended);
  if (!saved.ok) return saved;
  const ms = performance.now() - began;
  const times = tally.times();
  const { refusedRows } = tally;
  return success({
    importId,
    fileName,
    format: "ndjson",
    ...counts,
    refusedRows,
    ...(times && { times }),
    ms,
  });
}

type Pieces = AsyncGenerator<Result<Uint8Array>, void, undefined>;

/** Recognises what the file holds, and gives all of its bytes. */
export async function openContent(pieces: Pieces): Promise<Result<AsyncIterable<Result<Uint8Array>>>> {
  const first: Result<Uint8Array>[] = [];
  const head = new Uint8Array(HEAD_BYTES);
  let headBytes = 0;
  while (headBytes < HEAD_BYTES) {
    const { done, value } = await pieces.next();
    if (done) break;
    first.push(value);
    if (!value.ok) break;
    const part = value.value.subarray(0, HEAD_BYTES - headBytes);
    head.set(part, headBytes);
    headBytes += part.length;
  }
  const last = first.at(-1);
  if (headBytes === 0) return last?.ok === false ? last : fail(emptyFile);
  const format = recogniseFormat(head.subarray(0, headBytes));
  if (format.ok) return success(chain(first, pieces));
  await pieces.return();
  return format;
}

async function* chain(first: Result<Uint8Array>[], rest: Pieces): Pieces {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

const emptyFile: Failure = {
  kind: "unreadable-file",
  message: "The file is empty: there is nothing to import.",
};

const blankFailure = (counts: TallyCounts): Failure | undefined =>
  counts.read === 0 ? { ...emptyFile, message: "The file has only blank lines." } : undefined;

function foreignFailure(counts: TallyCounts, product: string | undefined): Failure | undefined {
  if (product === undefined || counts.refused < counts.read) return undefined;
  return {
    kind: "unsupported-format",
    message: `This looks like ${product} export; Lochan reads its own NDJSON so far. ${countsInWords(counts)}.`,
    format: product.replace(/^an? /, "").toLowerCase(),
  };
}

function withCounts(failure: Failure, counts: TallyCounts): Failure {
  const kept =
    counts.accepted === 0
      ? "Nothing was added"
      : "What was added stays, and importing the file again adds only the rest";
  return { ...failure, message: `${failure.message} ${countsInWords(counts)}. ${kept}.` };
}

/** Runs `call` when it is forced to, or when `ms` have passed since it ran last. */
function everyMs(ms: number, call: () => void): (force: boolean) => void {
  let last = performance.now();
  return (force) => {
    const now = performance.now();
    if (!force && now - last < ms) return;
    last = now;
    call();
  };
}
