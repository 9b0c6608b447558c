import { fail, type Failure, success } from "../../model/failure.ts";
import type { Pieces } from "./pieces.ts";

const PLAIN_SLICE_BYTES = 1024 * 1024;
const PACKED_SLICE_BYTES = 64 * 1024;

export interface ReadOptions {
  signal?: AbortSignal;
  /** Bytes of the file consumed so far, before decompression. */
  onBytes?: (bytesRead: number) => void;
  /** Whose events are meant, where a file holds those of several projects. */
  projectId?: string;
  /** The other projects of this browser, names by id: what is theirs is not read into this one. */
  otherProjects?: ReadonlyMap<string, string>;
}

/**
 * The content of a file in pieces, gunzipped where it begins as gzip, whatever its name. Memory is
 * constant: the next slice is read when the last piece was taken. A gzip that is cut short gives all
 * that can be unpacked, then `unreadable-file`; so does a damaged one, where what came from after
 * the damage and before it was noticed may be wrong. An abort ends with `cancelled`. A failure is
 * the last piece.
 */
export async function* readBytes(file: Blob, options: ReadOptions = {}): Pieces {
  try {
    const head = await readSlice(file, 0, 2);
    if (isGzip(head)) yield* gunzip(readSlices(file, PACKED_SLICE_BYTES, options));
    else yield* readSlices(file, PLAIN_SLICE_BYTES, options);
  } catch (error) {
    yield fail(readingFailure(error, options.signal));
  }
}

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

async function* readSlices(file: Blob, sliceBytes: number, options: ReadOptions): Pieces {
  try {
    for (let from = 0; from < file.size; from += sliceBytes) {
      options.signal?.throwIfAborted();
      const piece = await readSlice(file, from, from + sliceBytes);
      options.onBytes?.(Math.min(file.size, from + sliceBytes));
      yield success(piece);
    }
  } catch (error) {
    yield fail(readingFailure(error, options.signal));
  }
}

/** What gzipped pieces hold. What is damaged or cut short ends it as in {@link readBytes}. */
export async function* gunzip(packed: Pieces): Pieces {
  const stream = new DecompressionStream("gzip");
  const reader = stream.readable.getReader();
  const fed = feed(packed, stream.writable.getWriter());
  // Awaited after the good part; without this an error before that would count as unhandled.
  fed.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || value === undefined) break;
      yield success(value);
    }
    await fed;
  } catch (error) {
    if (error instanceof DamagedGzip) yield fail({ kind: "unreadable-file", message: error.message });
    else if (error instanceof FailedPiece) yield fail(error.failure);
    else throw error;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

type Writer = WritableStreamDefaultWriter<BufferSource>;

async function feed(packed: Pieces, writer: Writer): Promise<void> {
  try {
    for await (const piece of packed) {
      if (!piece.ok) throw new FailedPiece(piece.failure);
      await write(writer, piece.value);
    }
    // A stream that errors drops what nobody has read yet. Writing waits until all of it was read,
    // closing does not: without this a truncated file would lose the end of its good part.
    await write(writer, new Uint8Array(0));
    await writer.close().catch(cutShort);
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

async function write(writer: Writer, piece: Uint8Array): Promise<void> {
  await writer.ready.catch(damaged);
  await writer.write(piece as Uint8Array<ArrayBuffer>).catch(damaged);
}

// Browsers throw a TypeError here, Node an error of zlib.
function damaged(cause: unknown): never {
  throw new DamagedGzip(
    "The file's gzip compression is damaged, or something else follows it; rows from near there may be wrong.",
    { cause },
  );
}

function cutShort(cause: unknown): never {
  throw new DamagedGzip("The file is cut short: its gzip compression ends too early.", { cause });
}

async function readSlice(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}

/** Of what a file threw when it was read; what is none of the known is `damage`, or else thrown again. */
export function readingFailure(error: unknown, signal: AbortSignal | undefined, damage?: Failure): Failure {
  if (signal?.aborted === true) return { kind: "cancelled", message: "Reading was cancelled." };
  if (error instanceof DOMException)
    return {
      kind: "unreadable-file",
      message: `The browser can no longer read the file (${error.name}): was it moved, changed or deleted?`,
    };
  if (damage !== undefined) return damage;
  throw error;
}

/** Said with its place in the file, where it is the file that cannot be read. */
export const failureAt = (failure: Failure, place: { line: number } | { row: number }): Failure =>
  failure.kind === "unreadable-file" ? { ...failure, ...place } : failure;

class DamagedGzip extends Error {}

class FailedPiece extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
