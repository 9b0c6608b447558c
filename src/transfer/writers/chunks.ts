/** Texts are handed on when they are about so long: longer ones are many pieces that live until they are joined. */
export const TEXT_LENGTH = 32 * 1024;
const CHUNK_BYTES = 512 * 1024;

/** A file as it is made; made further only when asked. */
export type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;

/** Texts in UTF-8, joined to chunks of some size. */
export async function* encodeTexts(texts: AsyncIterable<string>): Chunks {
  const encoder = new TextEncoder();
  let chunk = new Uint8Array(CHUNK_BYTES);
  let used = 0;
  for await (const text of texts) {
    const most = text.length * 3;
    if (used > 0 && used + most > chunk.length) {
      yield chunk.subarray(0, used);
      chunk = new Uint8Array(CHUNK_BYTES);
      used = 0;
    }
    if (most > chunk.length) yield encoder.encode(text);
    else used += encoder.encodeInto(text, chunk.subarray(used)).written;
  }
  if (used > 0) yield chunk.subarray(0, used);
}

/** Reads on only when it is read. */
export const toStream = (chunks: Chunks): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
