import { ZipWriter } from "@zip.js/zip.js";
import { toStream, type Chunks } from "./writers/chunks.ts";

/** Files as a zip, stored as they are, one after the other: each is written as it is made, none is held. */
export function zipFiles(
  files: Iterable<{ path: string; chunks: () => Chunks }>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let fail = (_error: unknown): void => undefined;
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    start(controller) {
      fail = (error) => controller.error(error);
    },
  });
  const zip = new ZipWriter(writable, { level: 0, useWebWorkers: false, bufferedWrite: false });
  const write = async (): Promise<void> => {
    for (const { path, chunks } of files) await zip.add(path, toStream(chunks()));
    await zip.close();
  };
  void write().catch(fail);
  return readable;
}
