/**
 * Downloads each URL into a cache, one after another; a response is kept only when all of it
 * arrived. `onProgress` gets the fraction of all bytes, 0 to 1, or undefined while unknown.
 * Rejects at the first part that cannot be had; the parts before it stay.
 */
export async function downloadInto(
  cacheName: string,
  urls: string[],
  onProgress: (fraction: number | undefined) => void,
): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const [index, url] of urls.entries()) {
    const response = await fetch(url);
    const type = response.headers.get("Content-Type") ?? "";
    if (!response.ok || !response.body || type.startsWith("text/html"))
      throw new Error(`${url} could not be downloaded (${response.status}).`);
    const length = Number(response.headers.get("Content-Length"));
    let bytes = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        onProgress(length > 0 ? Math.min(1, (index + bytes / length) / urls.length) : undefined);
        controller.enqueue(chunk);
      },
    });
    await cache.put(url, new Response(response.body.pipeThrough(counter), { headers: response.headers }));
  }
}
