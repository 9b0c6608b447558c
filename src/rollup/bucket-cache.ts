import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";
import { requireDimension } from "./damaged-row.ts";
import { bucketBytes, type DimensionBucket } from "./dimension-bucket.ts";
import { isInParts, partOf, partsOf, rowsToBucket, type DimensionKey } from "./dimension-rows.ts";
import type { BucketTier } from "./group-dimensions.ts";
import { makeKept } from "./kept.ts";

const KEPT_BYTES = 16 * 1024 * 1024;
/** What it takes to know that there is none. */
const NONE_BYTES = 100;

/** Buckets a fold read or wrote, unpacked, so that the next need not. Valid while this is the only writer. */
export interface BucketCache {
  /** Those stored, by place; undefined where there is none. */
  read(starts: readonly number[]): Promise<(DimensionBucket | undefined)[]>;
  /** What is stored from now on; undefined forgets what was. */
  keep(start: number, bucket: DimensionBucket | undefined): void;
}

export function makeBucketCache(
  db: Database,
  projectId: ProjectId,
  set: string,
  tier: BucketTier,
  properties: number,
): BucketCache {
  const firsts = [partOf(tier, "whole"), partOf(tier, "counts")];
  const others = partsOf(tier, properties).filter((part) => !firsts.includes(part));
  const kept = makeKept<number, { bucket: DimensionBucket | undefined }>(KEPT_BYTES, ({ bucket }) =>
    bucket === undefined ? NONE_BYTES : bucketBytes(bucket),
  );
  const rowsOf = (parts: readonly string[], starts: readonly number[]) =>
    db.dimensions.bulkGet(
      starts.flatMap((start) => parts.map((part): DimensionKey => [projectId, set, part, start])),
    );
  /** Most are of buckets that are new, or small: the first parts tell whether there are others. */
  async function readStored(starts: readonly number[]): Promise<(DimensionBucket | undefined)[]> {
    if (starts.length === 0) return [];
    const found = await rowsOf(firsts, starts);
    const firstsOf = (at: number) => found.slice(firsts.length * at, firsts.length * (at + 1));
    const inParts = starts.filter((_, at) => {
      const [whole, counts] = firstsOf(at);
      return (whole ?? counts) !== undefined && isInParts(whole && requireDimension(whole));
    });
    const rest = await rowsOf(others, inParts);
    return starts.map((start, at) => {
      const place = inParts.indexOf(start) * others.length;
      const more = place < 0 ? others.map(() => undefined) : rest.slice(place, place + others.length);
      return rowsToBucket([...firstsOf(at), ...more]);
    });
  }
  return {
    async read(starts) {
      // What is put may push out what was there.
      const known = new Map(starts.map((start) => [start, kept.get(start)]));
      const unknown = starts.filter((start) => known.get(start) === undefined);
      for (const [at, bucket] of (await readStored(unknown)).entries()) {
        known.set(unknown[at]!, { bucket });
        kept.put(unknown[at]!, { bucket });
      }
      return starts.map((start) => known.get(start)?.bucket);
    },
    keep(start, bucket) {
      if (bucket === undefined) kept.drop(start);
      else kept.put(start, { bucket });
    },
  };
}
