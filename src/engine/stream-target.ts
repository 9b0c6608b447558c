import * as Comlink from "comlink";
import { fail, success, type Result } from "../model/failure.ts";
import { unwritableWords } from "../model/unwritable-words.ts";
import type { ExportTarget } from "./api.ts";

interface Targeted {
  target?: ExportTarget | undefined;
}

/** What a call to a worker is given, with the stream among it handed over. */
export const handOver = <T extends Targeted>(request: T): T =>
  request.target instanceof WritableStream ? Comlink.transfer(request, [request.target]) : request;

/** Safari hands no streams to workers. */
function canHandOverStreams(): boolean {
  try {
    const stream = new WritableStream();
    structuredClone(stream, { transfer: [stream] });
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets a worker, which `call` sends its options to, write to a stream of the page, and resolves when all of it has
 * arrived there: a stream that was handed over says it is closed before it is. Where none can be, the worker is
 * given none and makes a Blob.
 */
export async function throughStream<Options extends Targeted, T extends { blob?: Blob }>(
  options: Options,
  call: (sent: Options) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { target } = options;
  if (!(target instanceof WritableStream)) return call(options);
  if (!canHandOverStreams()) {
    const made = await call({ ...options, target: undefined });
    if (!made.ok) await target.abort().catch(() => undefined);
    if (!made.ok || made.value.blob === undefined) return made;
    const { blob, ...rest } = made.value;
    const trouble = await troubleOf(blob.stream().pipeTo(target));
    return trouble === undefined ? success(rest as T) : trouble;
  }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const failing = new AbortController();
  const arrived = troubleOf(readable.pipeTo(target, { signal: failing.signal }));
  const result = await call(handOver({ ...options, target: writable }));
  // Nobody may have come to write.
  if (!result.ok) failing.abort(new Error(result.failure.message));
  const trouble = await arrived;
  return result.ok && trouble !== undefined ? trouble : result;
}

async function troubleOf(piping: Promise<void>): Promise<Result<never> | undefined> {
  try {
    await piping;
    return undefined;
  } catch (error) {
    const message = `The file could not be written: ${unwritableWords(error)}`;
    return fail({ kind: "unwritable-file", message });
  }
}
