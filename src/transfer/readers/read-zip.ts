import type { FileEntry } from "@zip.js/zip.js";
import { fail, type Failure, type Result, success } from "../../model/failure.ts";
import { segmentsOf, toShownName } from "../../model/shown-name.ts";
import { sizeWords } from "../../model/size-words.ts";
import type { Pieces } from "./pieces.ts";
import { readingFailure, type ReadOptions } from "./read-bytes.ts";

export interface ZipLimits {
  entries: number;
  /** Unpacked bytes of all entries. */
  unpackedBytes: number;
  /** Unpacked bytes for each of the archive, looked at once more than `freeBytes` are unpacked. */
  ratio: number;
  freeBytes: number;
}

/** Deflate packs at most 1,032 bytes into one; real exports, 5 to 100. */
export const ZIP_LIMITS: ZipLimits = {
  entries: 10_000,
  unpackedBytes: 64 * 2 ** 30,
  ratio: 300,
  freeBytes: 256 * 2 ** 20,
};

/** In every workbook and document that is a zip. */
const OFFICE_PART = "[Content_Types].xml";

/** A file of an archive: its content, or why it cannot be read. */
export type ZipEntry = { name: string } & ({ pieces: Pieces } | { failure: Failure });

/** Counts what an archive unpacks to, whatever is packed inside it. */
export interface UnpackedCounter {
  count(pieces: Pieces): Pieces;
}

export function makeUnpackedCounter(packedBytes: number, limits: ZipLimits): UnpackedCounter {
  let unpacked = 0;
  const refusal = (): Failure | undefined => {
    if (unpacked > limits.unpackedBytes)
      return unreadable(`It unpacks to more than ${sizeWords(limits.unpackedBytes)}.`);
    if (unpacked > limits.freeBytes && unpacked > limits.ratio * packedBytes)
      return unreadable(
        `It unpacks to more than ${limits.ratio} times its size: that is made to fill a disk, not an export.`,
      );
    return undefined;
  };
  return {
    async *count(pieces) {
      for await (const piece of pieces) {
        if (piece.ok) unpacked += piece.value.length;
        const refused = refusal();
        yield refused === undefined ? piece : fail(refused);
        if (refused !== undefined) return;
      }
    },
  };
}

/**
 * The files of a zip in its directory's order, one after another: each must be read, or returned from, before the next.
 * Folders, hidden files and what macOS adds are passed over. Names are only shown, see {@link toShownName}. `unreadable-file` where there is no
 * directory of entries, or too many; an entry that is encrypted or damaged fails alone.
 */
export async function readZip(
  file: Blob,
  options: ReadOptions,
  limits: ZipLimits,
): Promise<Result<AsyncGenerator<ZipEntry, void, undefined>>> {
  const { BlobReader, configure, ZipReader } = await import("@zip.js/zip.js");
  // Files are read one after another, without workers; but of a file that is left before its end the library may go on
  // holding a place among as many as there are processors, and the next would wait for one.
  configure({ useWebWorkers: false, maxWorkers: Number.MAX_SAFE_INTEGER });
  const reader = new ZipReader(new BlobReader(file), {
    filenameValidation: "tolerant",
    checkCrc32: true,
    checkOverlappingEntry: true,
  });
  const entries: FileEntry[] = [];
  let count = 0;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      count += 1;
      if (count > limits.entries)
        return fail(
          unreadable(`The zip holds more than ${limits.entries.toLocaleString("en")} files: it is not read.`),
        );
      if (entry.filename === OFFICE_PART)
        return fail({
          kind: "unsupported-format",
          message: "This seems to be a workbook or a document of an office program: save it as CSV.",
          format: "office",
        });
      if (!entry.directory && !isHidden(entry.filename)) entries.push(entry);
    }
  } catch (error) {
    return fail(toFailure(error, options.signal, "The zip is damaged or cut short: its list of files"));
  }
  return success(readEntries(entries, options));
}

async function* readEntries(
  entries: readonly FileEntry[],
  options: ReadOptions,
): AsyncGenerator<ZipEntry, void, undefined> {
  let packedBefore = 0;
  for (const entry of entries) {
    const name = toShownName(entry.filename);
    const before = packedBefore;
    if (entry.encrypted)
      yield { name, failure: unreadable("It is encrypted: unpack it with its password first.") };
    else
      yield {
        name,
        pieces: readEntry(entry, {
          ...options,
          onBytes: (bytes) => options.onBytes?.(before + bytes),
        }),
      };
    packedBefore += entry.compressedSize;
    options.onBytes?.(packedBefore);
  }
}

async function* readEntry(entry: FileEntry, options: ReadOptions): Pieces {
  const stopping = new AbortController();
  const signal =
    options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  // Whoever reads takes one piece at a time, and what unpacks waits for that.
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const reader = readable.getReader();
  let failure: Failure | undefined;
  const written = entry
    .getData(writable, {
      signal,
      onprogress: (bytes, total) => {
        options.onBytes?.(Math.round((bytes / Math.max(1, total)) * entry.compressedSize));
        return undefined;
      },
    })
    .catch((error: unknown) => {
      failure = toFailure(error, options.signal, "It is damaged:");
      // Not every failure reaches the stream.
      return writable.abort(error).catch(() => undefined);
    });
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || value === undefined) break;
      yield success(value);
    }
    await written;
    if (failure !== undefined) yield fail(failure);
  } finally {
    stopping.abort();
    await reader.cancel().catch(() => undefined);
    await written;
  }
}

const unreadable = (message: string): Failure => ({ kind: "unreadable-file", message });

const REASONS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/compression/i, "it is packed in a way Lochan does not read."],
  [/overlap/i, "it shares its bytes with another file, which is made to fill a disk."],
  [/crc|signature|size/i, "its checksum does not match; rows of it may be wrong."],
  [/split/i, "it is one part of several."],
  [/encrypt/i, "it is encrypted."],
];

function toFailure(error: unknown, signal: AbortSignal | undefined, what: string): Failure {
  const text = error instanceof Error ? error.message : "";
  const reason = REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? "cannot be read.";
  return readingFailure(error, signal, unreadable(`${what} ${reason}`));
}

const isHidden = (name: string): boolean =>
  segmentsOf(name).some((part) => part.startsWith(".") || part === "__MACOSX");
