const PART_BYTES = 8 * 1024 * 1024;

export interface BlobParts {
  add(chunk: Uint8Array<ArrayBuffer>): void;
  /** All that was added, in its order. */
  blob(type?: string): Blob;
}

/** Puts a Blob together from parts, which browsers move to disk as they grow. A chunk must stay as it was added. */
export function makeBlobParts(): BlobParts {
  const parts: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let openBytes = 0;
  const close = (): void => {
    if (openBytes > 0) parts.push(new Blob(open));
    open = [];
    openBytes = 0;
  };
  return {
    add(chunk) {
      open.push(chunk);
      openBytes += chunk.length;
      if (openBytes >= PART_BYTES) close();
    },
    blob(type = "") {
      close();
      return new Blob(parts, { type });
    },
  };
}

/** The same as a stream. */
export function blobSink(): { sink: WritableStream<Uint8Array>; blob: (type: string) => Blob } {
  const parts = makeBlobParts();
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => parts.add(chunk as Uint8Array<ArrayBuffer>),
  });
  return { sink, blob: parts.blob };
}
