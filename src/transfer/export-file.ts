import { attempt } from "../catalog/attempt.ts";
import { readProject } from "../catalog/projects.ts";
import { movedFailure } from "../log/events-moved.ts";
import type { LogDatabase } from "../log/reader.ts";
import { openWalker, type LogWalker } from "../log/walk-range.ts";
import {
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  type ExportProgress,
  type ExportSelection,
} from "../model/export.ts";
import { compareText } from "../model/compare-text.ts";
import { fail, type Result, success } from "../model/failure.ts";
import type { Project } from "../model/project.ts";
import { dayToDate, zoneOf } from "../model/time-zone.ts";
import { unwritableWords } from "../model/unwritable-words.ts";
import { csvText, csvTexts } from "./export-csv.ts";
import { ndjsonTexts } from "./export-ndjson.ts";
import { blobSink } from "./blob-parts.ts";
import { encodeTexts, toStream } from "./writers/chunks.ts";
import { openSlices, type Slice, type SliceOptions } from "./writers/open-slices.ts";
import { findKeys, findTypedColumns, noteDays } from "./writers/typed-columns.ts";

export interface ExportOptions extends ExportSelection {
  db: LogDatabase;
  projectId: string;
  format: string;
  /** Where the bytes go: closed when all are there, aborted where they never will be. Without it they become a Blob. */
  sink?: WritableStream<Uint8Array> | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ExportProgress) => void) | undefined;
}

/** So many properties, the commonest, get a column of CSV; the rest stay JSON. */
const CSV_COLUMNS = 200;
const ATTEMPTS = 3;

const TYPES: Record<ExportFormat, string> = {
  ndjson: "application/x-ndjson",
  "ndjson.gz": "application/gzip",
  csv: "text/csv",
  "csv.gz": "application/gzip",
  parquet: "application/vnd.apache.parquet",
  "parquet.zip": "application/zip",
};

/**
 * Writes a project's events by time, then by id, as the log stood at the beginning: in two projects with the same
 * events, files differ in nothing but `receivedAt` and `source`. Memory is bounded by {@link LogWalker.walkInOrder}. Failures:
 * `unsupported-format`, `unknown-project`, `cancelled` after an abort, `unwritable-file` where the sink took no more,
 * `log-changed` where events came to stand at other times meanwhile, or where the log is no more the one `among` is of; without a
 * sink the first is tried again.
 */
export async function exportFile(options: ExportOptions): Promise<Result<ExportedFile>> {
  for (let tried = 1; ; tried++) {
    const exported = await exportOnce(options);
    const isAgain = !exported.ok && exported.failure.kind === "log-changed";
    // What a sink took cannot be taken back, and the rows will not be those of the log again.
    if (!isAgain || options.sink !== undefined || options.among !== undefined || tried === ATTEMPTS)
      return exported;
  }
}

async function exportOnce(options: ExportOptions): Promise<Result<ExportedFile>> {
  const { db, format, signal } = options;
  const made = options.sink === undefined ? blobSink() : undefined;
  const sink = options.sink ?? made!.sink;
  let exported: Result<ExportedFile> | undefined;
  try {
    exported = await attempt(async () => {
      if (!isExportFormat(format))
        return fail({
          kind: "unsupported-format",
          message: `Lochan does not write ${format.slice(0, 40)}: choose one of ${EXPORT_FORMATS.join(", ")}.`,
          format: format.slice(0, 40),
        });
      const project = await readProject(db, options.projectId);
      if (!project.ok) return project;
      const written = await write(project.value, format, options, sink);
      return written.ok && made !== undefined
        ? success({ ...written.value, blob: made.blob(TYPES[format]) })
        : written;
    });
    return exported;
  } catch (error) {
    if (signal?.aborted === true) return fail({ kind: "cancelled", message: "The export was cancelled." });
    const moved = movedFailure(error);
    if (moved !== undefined) return fail(moved);
    throw error;
  } finally {
    if (exported?.ok !== true) await sink.abort().catch(() => undefined);
  }
}

async function write(
  project: Project,
  format: ExportFormat,
  options: ExportOptions,
  sink: WritableStream<Uint8Array>,
): Promise<Result<ExportedFile>> {
  const { signal, onProgress } = options;
  const progress: ExportProgress = { rows: 0, sizeBytes: 0, share: 0 };
  signal?.throwIfAborted();
  const stream = await openStream(project, format, options, (rows, share) => {
    progress.rows += rows;
    progress.share = Math.max(progress.share, share);
    onProgress?.({ ...progress });
  });
  const written = await pour(stream, sink, (sizeBytes) => (progress.sizeBytes = sizeBytes));
  if (!written.ok) return written;
  const { rows, sizeBytes } = progress;
  onProgress?.({ rows, sizeBytes, share: 1 });
  return success({ rows, sizeBytes });
}

const isExportFormat = (format: string): format is ExportFormat =>
  EXPORT_FORMATS.some((known) => known === format);

/** What fails here is the sink; what fails in the stream is thrown. Ends with the sink closed, or free to be aborted. */
async function pour(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  sink: WritableStream<Uint8Array>,
  onSize: (sizeBytes: number) => void,
): Promise<Result<null>> {
  const reader = stream.getReader();
  const writer = sink.getWriter();
  let sizeBytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const taken = await take(done ? writer.close() : writer.write(value));
      if (!taken.ok) await reader.cancel();
      if (done || !taken.ok) return taken;
      sizeBytes += value.length;
      onSize(sizeBytes);
    }
  } finally {
    writer.releaseLock();
  }
}

async function take(writing: Promise<void>): Promise<Result<null>> {
  try {
    await writing;
    return success(null);
  } catch (error) {
    const message = `The file could not be written: ${unwritableWords(error)}`;
    return fail({ kind: "unwritable-file", message });
  }
}

type OnRows = (rows: number, share: number) => void;

async function openStream(
  project: Project,
  format: ExportFormat,
  options: ExportOptions,
  onRows: OnRows,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { db, signal, from, to, filters, among, propertyColumns = false } = options;
  const range = { from, to };
  const walker = await openWalker(db, project.id, signal, { among });
  const slices = (more: Partial<SliceOptions> & Pick<SliceOptions, "text" | "uuid">) =>
    counted(openSlices(walker.walkInOrder(range), { from, to, filters, signal, ...more }), onRows);
  const asText = (texts: AsyncIterable<string>) => {
    const stream = toStream(encodeTexts(texts));
    return format.endsWith(".gz") ? stream.pipeThrough(new CompressionStream("gzip")) : stream;
  };
  switch (format) {
    case "ndjson":
    case "ndjson.gz":
      return asText(ndjsonTexts(slices({ text: JSON.stringify, uuid: (id) => `"${id}"` })));
    case "csv":
    case "csv.gz": {
      const all = propertyColumns ? await findKeys(walker.walk(range), { from, to, filters }) : [];
      const keys = all.slice(0, CSV_COLUMNS).sort(compareText);
      const rest = !propertyColumns || all.length > keys.length;
      return asText(
        csvTexts(slices({ text: csvText, uuid: String, columns: new Set(keys) }), { keys, rest }),
      );
    }
    case "parquet":
      return openParquet(options, project, walker, onRows);
    case "parquet.zip":
      return openDaily(options, project, walker, onRows);
  }
}

async function openParquet(
  { db, from, to, filters, signal }: ExportOptions,
  project: Project,
  walker: LogWalker,
  onRows: OnRows,
) {
  const { parquetChunks } = await import("./export-parquet.ts");
  const typed = await findTypedColumns(db, project.id, walker.walk({ from, to }), { from, to, filters });
  const entries = walker.walkInOrder({ from, to });
  return toStream(parquetChunks(entries, typed, { from, to, filters, signal, onRows }));
}

async function openDaily(
  { db, from = -Infinity, to = Infinity, filters, signal }: ExportOptions,
  project: Project,
  walker: LogWalker,
  onRows: OnRows,
) {
  const [{ parquetChunks }, { zipFiles }] = await Promise.all([
    import("./export-parquet.ts"),
    import("./export-daily.ts"),
  ]);
  const zone = zoneOf(project.timeZone);
  const seen = new Set<number>();
  const noted = noteDays(walker.walk({ from, to }), { from, to, filters }, zone, seen);
  const typed = await findTypedColumns(db, project.id, noted, { from, to, filters });
  const days = [...seen].sort((a, b) => a - b);
  return zipFiles(
    days.map((day, at) => ({
      path: `date=${dayToDate(day)}/events.parquet`,
      chunks: () => {
        const ofDay = {
          from: Math.max(from, zone.startOfDay(day)),
          to: Math.min(to, zone.startOfDay(day + 1)),
        };
        return parquetChunks(walker.walkInOrder(ofDay), typed, {
          ...{ ...ofDay, filters, signal },
          onRows: (rows, share) => onRows(rows, (at + share) / days.length),
        });
      },
    })),
  );
}

async function* counted(slices: AsyncIterable<Slice>, onRows: OnRows): AsyncGenerator<Slice> {
  for await (const slice of slices) {
    onRows(slice.count, slice.share);
    yield slice;
  }
}
