import { SHARED_CACHE, SHARED_LEFT, SHARED_NAME, SHARED_PAGE } from "./offline-messages.ts";

const MOST_FILES = 20;
/** Of the space that is free. Every site can post here, and must not fill it. */
const SHARE_OF_SPACE = 0.1;
/** The end of a name, with what its format is called. It is no part of the space that is counted. */
const NAME_CHARACTERS = 500;

/**
 * Puts the files of a share aside, in place of those of the last one, and leads to the page that asks what to
 * do with them. Every site can post here, so nothing is imported without a word. At most 20, and a tenth of the space that
 * is free; how many there was no room for is put aside with them. A post that brings nothing leaves what waits as it is.
 */
export async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData());
  const files = form
    .getAll("files")
    .filter((part) => part instanceof File)
    .filter((part) => !isNoFile(part));
  const text = ["title", "text", "url"]
    .flatMap((name) => form.getAll(name))
    .filter((part) => typeof part === "string")
    .filter((part) => part !== "")
    .join("\n");
  if (files.length === 0 && text !== "") files.push(new File([text], "shared.txt"));
  // Whatever the browser says of its storage, the page comes.
  if (files.length > 0) await putAside(files).catch(() => caches.delete(SHARED_CACHE));
  return Response.redirect(SHARED_PAGE, 303);
}

/** What a form sends where none was chosen. */
const isNoFile = ({ name, size }: File): boolean => name === "" && size === 0;

async function putAside(files: readonly File[]): Promise<void> {
  await caches.delete(SHARED_CACHE);
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  let left = (quota - usage) * SHARE_OF_SPACE;
  const cache = await caches.open(SHARED_CACHE);
  let leftOut = 0;
  for (const [index, file] of files.entries()) {
    if (index >= MOST_FILES || file.size > left) {
      leftOut += 1;
      continue;
    }
    left -= file.size;
    const headers = { [SHARED_NAME]: encodeURIComponent(file.name.slice(-NAME_CHARACTERS).toWellFormed()) };
    await cache.put(`/shared/${index}`, new Response(file, { headers }));
  }
  if (leftOut > 0) await cache.put(SHARED_LEFT, new Response(String(leftOut)));
}
