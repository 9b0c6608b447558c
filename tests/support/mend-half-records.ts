import { readdir, readFile, truncate } from "node:fs/promises";
import { basename, join } from "node:path";

const BLOCK_BYTES = 32_768;
const HEAD_BYTES = 7;
const WHOLE = 1;
const LAST = 4;

/**
 * Cuts off half a record at the end of a file of LevelDB's, which a killed browser leaves now and then. Chromium would write
 * on behind it and find the file damaged at the start after the next (LevelDB issue 1287), and then deletes
 * whatever the database held: no test of ours can hold then. Left as they are: the write-ahead files of IndexedDB, which
 * Lochan has replaced by itself. Resolves to the names of the files that were cut.
 */
export async function mendHalfRecords(profileFolder: string): Promise<string[]> {
  const entries = await readdir(profileFolder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const name = basename(path);
      return /^MANIFEST-\d+$/.test(name) || (/^\d+\.log$/.test(name) && !path.includes(".indexeddb."));
    });
  const mended: string[] = [];
  for (const path of files) {
    const bytes = await readFile(path);
    const end = endOfWhole(bytes);
    if (end === bytes.length) continue;
    await truncate(path, end);
    mended.push(path.slice(profileFolder.length + 1));
  }
  return mended;
}

/** Where the last whole record ends, or the bytes do where nothing is behind it but the rest of a block. */
export function endOfWhole(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  let at = 0;
  while (at < bytes.length) {
    const left = BLOCK_BYTES - (at % BLOCK_BYTES);
    if (left < HEAD_BYTES) {
      // Too little for a head: LevelDB leaves it empty.
      if (end === at) end = Math.min(at + left, bytes.length);
      at += left;
      continue;
    }
    if (at + HEAD_BYTES > bytes.length) return end;
    const next = at + HEAD_BYTES + view.getUint16(at + 4, true);
    if (next > bytes.length) return end;
    const kind = view.getUint8(at + 6);
    if (kind === WHOLE || kind === LAST) end = next;
    at = next;
  }
  return end;
}
