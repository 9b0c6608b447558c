import { fail, type Failure, type Result, success } from "../model/failure.ts";

const PLAIN_SLICE_BYTES = 1024 * 1024;
const PACKED_SLICE_BYTES = 64 * 1024;

export interface ReadOptions {
  signal?: AbortSignal;
  /** Bytes of the file consumed so far, before decompression. */
  onBytes?: (bytesRead: number) => void;
}

/**
 * The content of a file in pieces, gunzipped where it begins as gzip, whatever its name. Memory is
 * constant: the next slice is read when the last piece was taken. A gzip that is cut short gives all
 * that can be unpacked, then `unreadable-file`; so does a damaged one, where what came from after
 * the damage and before it was noticed may be wrong. An abort ends with `cancelled`. A failure is
 * the last piece.
 */
export async function* readBytes(
  file: Blob,
  options: ReadOptions = {},
): AsyncGenerator<Result<Uint8Array>, void, undefined> {
  try {
    const head = await readSlice(file, 0, 2);
    if (head[0] === 0x1f && head[1] === 0x8b) yield* readPacked(file, options);
    else yield* readPlain(file, options);
  } catch (error) {
    yield fail(toFailure(error, options.signal));
  }
}

async function* readPlain(file: Blob, options: ReadOptions): AsyncGenerator<Result<Uint8Array>> {
  for (let from = 0; from < file.size; from += PLAIN_SLICE_BYTES) {
    options.signal?.throwIfAborted();
    const piece = await readSlice(file, from, from + PLAIN_SLICE_BYTES);
    options.onBytes?.(Math.min(file.size, from + PLAIN_SLICE_BYTES));
    yield success(piece);
  }
}

async function* readPacked(file: Blob, options: ReadOptions): AsyncGenerator<Result<Uint8Array>> {
  const gunzip = new DecompressionStream("gzip");
  const reader = gunzip.readable.getReader();
  const fed = feed(file, gunzip.writable.getWriter(), options);
  // Awaited after the good part; without this an error before that would count as unhandled.
  fed.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || value === undefined) break;
      yield success(value);
    }
    await fed;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

type Writer = WritableStreamDefaultWriter<BufferSource>;

async function feed(file: Blob, writer: Writer, options: ReadOptions): Promise<void> {
  try {
    for (let from = 0; from < file.size; from += PACKED_SLICE_BYTES) {
      options.signal?.throwIfAborted();
      const piece = await readSlice(file, from, from + PACKED_SLICE_BYTES);
      await write(writer, piece);
      options.onBytes?.(Math.min(file.size, from + PACKED_SLICE_BYTES));
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

async function write(writer: Writer, piece: Uint8Array<ArrayBuffer>): Promise<void> {
  await writer.ready.catch(damaged);
  await writer.write(piece).catch(damaged);
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

function toFailure(error: unknown, signal: AbortSignal | undefined): Failure {
  if (signal?.aborted === true) return { kind: "cancelled", message: "Reading was cancelled." };
  if (error instanceof DOMException)
    return {
      kind: "unreadable-file",
      message: `The browser can no longer read the file (${error.name}): was it moved, changed or deleted?`,
    };
  if (error instanceof DamagedGzip) return { kind: "unreadable-file", message: error.message };
  throw error;
}

class DamagedGzip extends Error {}
