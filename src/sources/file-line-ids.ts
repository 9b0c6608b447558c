import { type LineIds, makeLineIds } from "../transfer/line-id.ts";
import { readBytes } from "../transfer/readers/read-bytes.ts";
import { EVENT_LINE_BYTES } from "../transfer/readers/read-json-lines.ts";
import { readLines } from "../transfer/readers/read-lines.ts";

/** Files whose identical lines are kept in mind. Of others they are counted again when they grow. */
const MOST_FILES = 4;

/**
 * Ids for lines without one, the same as an import of the whole file gives them: which needs to know
 * the lines that were read before.
 */
export interface FileLineIds {
  /** For lines from `offset` on. `hasLineIds` where some before it came without an id. */
  of(key: string, file: Blob, offset: number, hasLineIds: boolean, signal: AbortSignal): Promise<LineIds>;
  /** What was named since is not part of the file, or is read again. */
  forget(key: string): void;
}

export function makeFileLineIds(): FileLineIds {
  const kept = new Map<string, LineIds>();
  return {
    async of(key, file, offset, hasLineIds, signal) {
      const known = offset === 0 ? undefined : kept.get(key);
      const ids = known ?? makeLineIds();
      if (known === undefined && hasLineIds) await take(ids, file.slice(0, offset), signal);
      kept.delete(key);
      kept.set(key, ids);
      for (const oldest of [...kept.keys()].slice(0, -MOST_FILES)) kept.delete(oldest);
      return ids;
    },
    forget: (key) => void kept.delete(key),
  };
}

async function take(ids: LineIds, before: Blob, signal: AbortSignal): Promise<void> {
  for await (const group of readLines(readBytes(before, { signal }), EVENT_LINE_BYTES)) {
    // What the browser says of a file that changed is what reading on will meet too.
    if (!group.ok) throw new DOMException(group.failure.message, "NotReadableError");
    for (const line of group.value.lines) if (line.trim() !== "") ids(line.trim());
  }
}
