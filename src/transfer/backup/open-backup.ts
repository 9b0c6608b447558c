import { BlobReader, type FileEntry, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import * as v from "valibot";
import {
  BACKUP_FILE,
  BACKUP_VERSION,
  type BackupManifest,
  type BackupPart,
  NEWER_BACKUP,
} from "../../model/backup.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import { refuseNewer } from "../../model/newer-schema.ts";
import { FURTHEST_MS } from "../../model/time-span.ts";
import { parseJsonBytes } from "../../intake/parse-json.ts";
import { digestOf } from "../../model/digest.ts";

const MANIFEST_BYTES = 64 * 1024 * 1024;
/** Of a part, which is held in memory. Ours are some ten megabytes. */
const PART_BYTES = 512 * 1024 * 1024;

/** None holds so many; each is a line on the page. */
const PROJECTS = 10_000;
/** Of all projects: each that is damaged is a line, too. Ours are some ten megabytes each. */
const PARTS = 20_000;
/** None holds so many. Each event of a part that is lost is counted, one after another. */
const PART_EVENTS = 1_000_000_000;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** What is none cannot be shown. */
const date = v.pipe(v.number(), v.minValue(-FURTHEST_MS), v.maxValue(FURTHEST_MS));
const part = {
  path: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
  sizeBytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
};
const manifestSchema: v.GenericSchema<unknown, BackupManifest> = v.object({
  format: v.literal("lochan"),
  version: v.literal(BACKUP_VERSION),
  createdAt: date,
  projects: v.pipe(
    v.array(
      v.object({
        id: v.pipe(v.string(), v.maxLength(64)),
        name: v.pipe(v.string(), v.maxLength(200)),
        events: count,
        catalog: v.object(part),
        totals: v.exactOptional(v.object(part)),
        parts: v.array(
          v.object({
            ...part,
            events: v.pipe(count, v.maxValue(PART_EVENTS)),
            first: date,
            last: date,
          }),
        ),
      }),
    ),
    v.maxLength(PROJECTS),
    v.check((projects) => projects.reduce((sum, { parts }) => sum + parts.length, 0) <= PARTS),
  ),
});

export interface OpenedBackup {
  manifest: BackupManifest;
  /** `unreadable-file` where it is missing, or not what was backed up; `cancelled` once the signal aborts. */
  read(part: BackupPart, signal?: AbortSignal): Promise<Result<Uint8Array<ArrayBuffer>>>;
}

/**
 * What a `.lochan` file holds. Fails with `unsupported-format` where it is none, `newer-schema`, or
 * `unreadable-file` where its list of parts cannot be read: then nothing of it can. `cancelled` once the signal aborts.
 */
export async function openBackup(file: Blob, signal?: AbortSignal): Promise<Result<OpenedBackup>> {
  const entries = await readEntries(file);
  if (!entries.ok) return entries;
  const entry = entries.value.get(BACKUP_FILE);
  if (entry === undefined)
    return fail({
      kind: "unsupported-format",
      message: "This zip file is no backup of Lochan: it has no manifest.json.",
      format: "zip",
    });
  const bytes = await readEntry(entry, MANIFEST_BYTES, signal);
  const manifest = bytes.ok ? parseManifest(bytes.value) : bytes;
  if (!manifest.ok) return manifest;
  return success({
    manifest: manifest.value,
    async read(wanted, signal) {
      const found = entries.value.get(wanted.path);
      if (found === undefined) return damaged(wanted.path, "is missing");
      if (found.uncompressedSize !== wanted.sizeBytes) return damaged(wanted.path, "has another size");
      const read = await readEntry(found, PART_BYTES, signal);
      if (!read.ok) return read;
      return (await digestOf(read.value)) === wanted.sha256
        ? read
        : damaged(wanted.path, "is damaged: its checksum is another");
    },
  });
}

async function readEntries(file: Blob): Promise<Result<Map<string, FileEntry>>> {
  try {
    const entries = await new ZipReader(new BlobReader(file), { useWebWorkers: false }).getEntries();
    return success(
      new Map(entries.flatMap((entry) => (entry.directory ? [] : [[entry.filename, entry] as const]))),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail({
      kind: "unreadable-file",
      message:
        "The backup cannot be read: it is cut short, or its list of parts, which is at its end, is damaged.",
    });
  }
}

async function readEntry(
  entry: FileEntry,
  mostBytes: number,
  signal: AbortSignal | undefined,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  if (entry.uncompressedSize > mostBytes)
    return damaged(entry.filename, "is larger than any part of a backup");
  try {
    signal?.throwIfAborted();
    return success(
      await entry.getData(new Uint8ArrayWriter(), {
        useWebWorkers: false,
        checkSignature: true,
        ...(signal && { signal }),
      }),
    );
  } catch (error) {
    if (signal?.aborted === true) return fail({ kind: "cancelled", message: "Cancelled." });
    if (!(error instanceof Error)) throw error;
    return damaged(entry.filename, "is damaged");
  }
}

const damaged = (path: string, how: string): Result<never> =>
  fail({ kind: "unreadable-file", message: `Its part ${path.slice(0, 100)} ${how}.` });

function parseManifest(bytes: Uint8Array<ArrayBuffer>): Result<BackupManifest> {
  const input = parseJsonBytes(bytes);
  const newer = refuseNewer(input, BACKUP_VERSION, NEWER_BACKUP);
  if (newer !== undefined) return newer;
  const parsed = v.safeParse(manifestSchema, input);
  return parsed.success ? success(parsed.output) : damaged(BACKUP_FILE, "is damaged");
}
