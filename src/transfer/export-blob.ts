import { attempt } from "../catalog/attempt.ts";
import { readProject } from "../catalog/projects.ts";
import { fail, type Result, success } from "../model/failure.ts";
import { type ExportOptions, exportNdjson } from "./export-ndjson.ts";

export const EXPORT_FORMATS = ["ndjson", "ndjson.gz"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const PART_BYTES = 8 * 1024 * 1024;

/**
 * The export as a Blob made of parts, which browsers move to disk as they grow: the whole file is
 * never in this worker's memory. `unsupported-format` for a format not in {@link EXPORT_FORMATS},
 * `cancelled` after an abort.
 */
export async function exportBlob(
  options: Omit<ExportOptions, "projectId"> & { projectId: string; format: string },
): Promise<Result<Blob>> {
  const { db, format, signal } = options;
  if (!isExportFormat(format))
    return fail({
      kind: "unsupported-format",
      message: `Lochan does not write ${format.slice(0, 40)}: choose ${EXPORT_FORMATS.join(" or ")}.`,
      format: format.slice(0, 40),
    });
  const project = await readProject(db, options.projectId);
  if (!project.ok) return project;
  const lines = exportNdjson({ ...options, projectId: project.value.id });
  const packed = format === "ndjson.gz";
  const type = packed ? "application/gzip" : "application/x-ndjson";
  return attempt(async () => {
    try {
      const stream = packed ? lines.pipeThrough(new CompressionStream("gzip")) : lines;
      return success(await toBlob(stream, type));
    } catch (error) {
      if (signal?.aborted === true) return fail({ kind: "cancelled", message: "The export was cancelled." });
      throw error;
    }
  });
}

const isExportFormat = (format: string): format is ExportFormat =>
  EXPORT_FORMATS.some((known) => known === format);

async function toBlob(stream: ReadableStream<Uint8Array<ArrayBuffer>>, type: string): Promise<Blob> {
  const reader = stream.getReader();
  const parts: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let chunkBytes = 0;
  const closePart = (): void => {
    if (chunkBytes > 0) parts.push(new Blob(chunks));
    chunks = [];
    chunkBytes = 0;
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    chunkBytes += value.length;
    if (chunkBytes >= PART_BYTES) closePart();
  }
  closePart();
  return new Blob(parts, { type });
}
