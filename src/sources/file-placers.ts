import { type CollectedPlacer, makeCollectedPlacer } from "../intake/place-collected-event.ts";

/** Files whose browsers are kept in mind, while they grow. */
const MOST_FILES = 16;

/**
 * Places the lines of a collector's file that is read in steps as an import of the whole file does:
 * which needs to know the browsers that were told of in the steps before.
 */
export interface FilePlacers {
  /** For lines from `offset` on. */
  of(key: string, offset: number): CollectedPlacer;
}

export function makeFilePlacers(): FilePlacers {
  const kept = new Map<string, CollectedPlacer>();
  return {
    of(key, offset) {
      const placer = (offset === 0 ? undefined : kept.get(key)) ?? makeCollectedPlacer();
      kept.delete(key);
      kept.set(key, placer);
      for (const oldest of [...kept.keys()].slice(0, -MOST_FILES)) kept.delete(oldest);
      return placer;
    },
  };
}
