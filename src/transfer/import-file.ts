import { readDeviceSalt } from "../catalog/device-salt.ts";
import { saveFileMapping } from "../catalog/file-mappings.ts";
import { reopenUnread } from "../catalog/folders.ts";
import { saveImport } from "../catalog/imports.ts";
import { readOtherProjects } from "../catalog/other-projects.ts";
import { readProject } from "../catalog/projects.ts";
import type { LogDatabase } from "../log/reader.ts";
import { fail, type Failure, type Result, success } from "../model/failure.ts";
import {
  type ImportedPart,
  type ImportProgress,
  type ImportSummary,
  type UnreadFile,
} from "../model/import.ts";
import { makePace } from "../model/pace.ts";
import type { RowMapping } from "../model/row-mapping.ts";
import { toSource } from "../model/source.ts";
import { type ChosenShape, type ChosenTotals, chooseShape } from "./choose-shape.ts";
import { type AppendEvents, importRows } from "./import-rows.ts";
import { importTotals } from "./totals/import-totals.ts";
import { countsInWords, HISTORY_MS, makeImportTally, type TallyCounts } from "./import-tally.ts";
import { isOfOnePart, type KnownPart, knownParts, unreadInWords } from "./known-parts.ts";
import { EMPTY_FILE, openRows } from "./open-rows.ts";
import type { ZipLimits } from "./readers/read-zip.ts";
import type { ShapeName } from "./shapes/shape-names.ts";

const UNREAD_KEPT = 100;
const PROGRESS_MS = 100;
const FILE_NAME_LENGTH = 200;

export interface ImportOptions {
  db: LogDatabase;
  projectId: string;
  file: Blob;
  fileName: string;
  importId: string;
  /** Whose export it is; by default what its first rows look like. */
  shape?: ShapeName | undefined;
  /** How far the clock of the product is ahead of UTC, where its times are by a zone of its own. Default 0. */
  timeZoneOffsetMinutes?: number | undefined;
  /** How its rows are read, whosever they are. It is remembered for files with the same fields. */
  mapping?: RowMapping | undefined;
  append: AppendEvents;
  /** Appended at a time, see {@link importRows}. */
  groupEvents?: number;
  zipLimits?: ZipLimits;
  signal?: AbortSignal;
  /** At most every 100 ms, and at the end. */
  onProgress?: (progress: ImportProgress) => void;
}

/**
 * Reads a file into a project, whatever format it is in, see {@link openRows} and {@link SHAPES}: of an archive
 * all of its files, each recognised on its own. Bad rows are refused one by one; a file of an archive that cannot be read, or not to its
 * end, is named and the others are read. Importing a file twice, or again after it was cut short or cancelled, adds only what is
 * not there yet. Fails before anything is stored with `unknown-project`, `unsupported-format`,
 * `unreadable-file` (empty) or `needs-mapping` (a table of nobody known, whose fields were never mapped; of an archive
 * its first file, others are told as unread). Fails after, keeping what was appended and saying how much, with
 * `cancelled`, `unreadable-file` (damaged, with the line) or what `append` failed with. The project's
 * import history tells the same.
 */
export async function importFile(options: ImportOptions): Promise<Result<ImportSummary>> {
  const { db, importId, file } = options;
  const signal = options.signal ?? new AbortController().signal;
  const project = await readProject(db, options.projectId);
  if (!project.ok) return project;
  const salt = await readDeviceSalt(db);
  if (!salt.ok) return salt;
  const otherProjects = await readOtherProjects(db, project.value.id);
  const { timeZoneOffsetMinutes } = options;
  const shapeOptions = {
    salt: salt.value,
    otherProjects,
    ...(timeZoneOffsetMinutes !== undefined && { timeZoneOffsetMinutes }),
  };
  let bytesRead = 0;
  const reading = {
    signal,
    onBytes: (bytes: number) => void (bytesRead = bytes),
    projectId: project.value.id,
    otherProjects,
  };
  const fileName = options.fileName.slice(0, FILE_NAME_LENGTH);
  const unread: UnreadFile[] = [];
  let unreadFiles = 0;
  /** Files of rows that are not all here: damaged, or not yet mapped. */
  const lacking: UnreadFile[] = [];
  const { shape, mapping } = options;
  const parts = knownParts(
    openRows(file, reading, options.zipLimits),
    ({ name, container, delimiter }, rows, further) =>
      chooseShape({
        ...{ db, project: project.value, rows, further, fileName: name ?? fileName, shape, mapping },
        delimiter: delimiter?.(),
        shapeOptions: { ...shapeOptions, container },
      }),
  );
  const next = async (isFirst: boolean): Promise<Result<Part | undefined>> => {
    for (;;) {
      const { done, value } = await parts.next();
      if (done) return success(undefined);
      if (!("failure" in value)) return success(value);
      const { name, failure } = value;
      const endsAll = !isOfOnePart(failure) || (isFirst && failure.kind === "needs-mapping");
      if (name === undefined || endsAll) {
        await parts.return();
        return fail(failure);
      }
      unreadFiles += 1;
      if (failure.kind !== "unsupported-format") lacking.push({ name, reason: failure.message });
      if (unread.length < UNREAD_KEPT) unread.push({ name, reason: failure.message });
    }
  };
  const first = await next(true);
  if (!first.ok) return nothingImported(first.failure);
  if (first.value === undefined) return nothingImported(emptyArchive(unread, unreadFiles));

  const startedAt = Date.now();
  const began = performance.now();
  const tally = makeImportTally();
  const chosenFirst = first.value.chosen;
  const { format } = chosenFirst;
  const history = { id: importId, projectId: project.value.id, fileName, format, startedAt };
  const started = await saveImport(db, { ...history, state: "running", ...tally.counts() });
  if (!started.ok) {
    await parts.return();
    return started;
  }

  const report = (): void =>
    options.onProgress?.({
      importId,
      fileName,
      bytesRead,
      bytesTotal: file.size,
      ...tally.counts(),
      elapsedMs: performance.now() - began,
    });
  const isToReport = makePace(PROGRESS_MS);
  const isToRemember = makePace(HISTORY_MS);
  let saving: Promise<unknown> = Promise.resolve();
  const imported: ImportedPart[] = [];
  const readPart = async (part: Part): Promise<Failure | undefined> => {
    const before = tally.counts();
    const { groups, name, chosen } = part;
    const { digest, mapping, remembered = false } = "totals" in chosen ? {} : chosen;
    let isKept = digest === undefined || mapping === undefined;
    /** Once a row was read by it: who reads the file again, after the tab was closed on the way, is not asked again. */
    const keepMapping = async (): Promise<void> => {
      const { accepted, duplicate } = countsSince(before, tally.counts());
      if (isKept || digest === undefined || mapping === undefined || accepted + duplicate === 0) return;
      isKept = true;
      const saved = await saveFileMapping(db, project.value.id, digest, mapping, Date.now());
      // Folders may hold files with the same fields.
      if (saved.ok && !remembered) await reopenUnread(db, project.value.id);
    };
    let keeping: Promise<void> | undefined;
    const onStep = (): void => {
      if (isToReport()) report();
      if (isToRemember()) saving = saveImport(db, { ...history, state: "running", ...tally.counts() });
      if (!isKept) keeping = keepMapping();
    };
    const common = { groups, importId, file: name, tally, signal, onStep };
    const failure =
      "totals" in chosen
        ? await importTotals({
            ...common,
            ...{ db, project: project.value, table: chosen.totals, importedAt: startedAt },
          })
        : await importRows({
            ...common,
            shape: chosen.shape,
            source: toSource("file", fileName),
            receivedAt: startedAt,
            append: options.append,
            groupEvents: options.groupEvents,
          });
    const encoding = part.encoding();
    imported.push({
      ...(name === undefined ? {} : { name }),
      container: part.container,
      format: chosen.format,
      ...(encoding === undefined ? {} : { encoding }),
      ...countsSince(before, tally.counts()),
      ...(failure === undefined ? {} : { failure: atLine(failure) }),
    });
    await keeping;
    await keepMapping();
    if (name === undefined || failure === undefined) return failure;
    lacking.push({ name, reason: atLine(failure) });
    return isOfOnePart(failure) ? undefined : failure;
  };
  let failure = await readPart(first.value);
  while (failure === undefined) {
    const part = await next(false);
    if (!part.ok) failure = part.failure;
    else if (part.value === undefined) break;
    else failure = await readPart(part.value);
  }
  await parts.return();
  report();
  await saving;

  const counts = tally.counts();
  const ended = failure === undefined ? blankFailure(counts, imported) : withCounts(failure, counts);
  const saved = await saveImport(db, {
    ...history,
    state: ended === undefined ? "done" : ended.kind === "cancelled" ? "cancelled" : "failed",
    ...counts,
    ...historyFailure(ended, lacking),
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
    format,
    ...("remembered" in chosenFirst && chosenFirst.remembered ? { remembered: true } : {}),
    parts: imported,
    unread,
    unreadFiles,
    ...counts,
    refusedRows,
    ...(times && { times }),
    ms,
  });
}

type Part = KnownPart<ChosenShape | ChosenTotals>;

function blankFailure(counts: TallyCounts, parts: readonly ImportedPart[]): Failure | undefined {
  if (counts.read > 0) return undefined;
  const damaged = parts.find((part) => part.failure !== undefined);
  const message =
    damaged === undefined
      ? "The file has only blank lines, or a header and nothing below it."
      : `${damaged.name}: ${damaged.failure}`;
  return { ...EMPTY_FILE, message };
}

/** What an archive lacks is told with an import that came to its end, too. */
function historyFailure(ended: Failure | undefined, lacking: readonly UnreadFile[]): { failure?: string } {
  if (ended !== undefined) return { failure: ended.message };
  if (lacking.length === 0) return {};
  const files = lacking.length === 1 ? "1 file" : `${lacking.length.toLocaleString("en")} files`;
  return { failure: `Of ${files} in it not all rows could be read. ${unreadInWords(lacking)}` };
}

function emptyArchive(unread: readonly UnreadFile[], count: number): Failure {
  return {
    kind: "unsupported-format",
    format: "zip",
    message:
      count === 0
        ? "The zip holds no files."
        : `No file of this zip can be read. ${unreadInWords(unread, count)}`,
  };
}

function nothingImported(failure: Failure): Result<never> {
  return failure.kind === "unsupported-format"
    ? fail({ ...failure, message: `${failure.message} Nothing was imported.` })
    : fail(failure);
}

const atLine = (failure: Failure): string =>
  "line" in failure && failure.line !== undefined
    ? `${failure.message} (Line ${failure.line.toLocaleString("en")}.)`
    : failure.message;

const countsSince = (before: TallyCounts, now: TallyCounts): TallyCounts => ({
  read: now.read - before.read,
  accepted: now.accepted - before.accepted,
  duplicate: now.duplicate - before.duplicate,
  refused: now.refused - before.refused,
});

function withCounts(failure: Failure, counts: TallyCounts): Failure {
  const kept =
    counts.accepted === 0
      ? "Nothing was added"
      : "What was added stays, and importing the file again adds only the rest";
  return { ...failure, message: `${failure.message} ${countsInWords(counts)}. ${kept}.` };
}
