import { parseJson } from "../intake/parse-json.ts";
import { type CollectedPlacer, isCollected, makeCollectedPlacer } from "../intake/place-collected-event.ts";
import { EVENT_LINE_BYTES } from "../transfer/readers/read-json-lines.ts";
import { readBytes } from "../transfer/readers/read-bytes.ts";
import { readLines } from "../transfer/readers/read-lines.ts";

/** Files whose browsers are kept in mind, while they grow. */
const MOST_FILES = 16;
/** Of what was read before, so much is looked through again for browsers that are not in mind any more. */
const LOOK_BACK_BYTES = 16 * 1024 * 1024;

/**
 * Places the lines of a collector's file that is read in steps as an import of the whole file does:
 * which needs to know the browsers that were told of in the steps before.
 */
export interface FilePlacers {
  /**
   * For lines of `file` from `offset` on; `others` are the other projects of this browser, names by id. After
   * a restart browsers are learnt from the 16 MB before `offset`.
   */
  of(
    key: string,
    file: Blob,
    offset: number,
    options: { others?: ReadonlyMap<string, string> | undefined; signal: AbortSignal },
  ): Promise<CollectedPlacer>;
}

export function makeFilePlacers(): FilePlacers {
  const kept = new Map<string, CollectedPlacer>();
  return {
    async of(key, file, offset, { others, signal }) {
      const known = offset === 0 ? undefined : kept.get(key);
      const placer = known ?? makeCollectedPlacer(others);
      if (known === undefined && offset > 0)
        await learn(placer, file.slice(Math.max(0, offset - LOOK_BACK_BYTES), offset), signal);
      kept.delete(key);
      kept.set(key, placer);
      for (const oldest of [...kept.keys()].slice(0, -MOST_FILES)) kept.delete(oldest);
      return placer;
    },
  };
}

/** Ends early in a file that is no collector's. */
async function learn(placer: CollectedPlacer, before: Blob, signal: AbortSignal): Promise<void> {
  let collected = 0;
  for await (const group of readLines(readBytes(before, { signal }), EVENT_LINE_BYTES)) {
    // What the browser says of a file that changed is what reading on will meet too.
    if (!group.ok) throw new DOMException(group.failure.message, "NotReadableError");
    for (const line of group.value.lines) {
      const row = parseJson(line);
      if (!isCollected(row)) continue;
      collected += 1;
      placer(row, { receivedAt: 0, source: "" });
    }
    if (collected === 0) return;
  }
}
