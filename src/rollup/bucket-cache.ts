import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";
import { bucketBytes, type DimensionBucket } from "./dimension-bucket.ts";
import { partsOf, rowsToBucket, type DimensionKey } from "./dimension-rows.ts";
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
  const parts = partsOf(tier, properties);
  const kept = makeKept<number, { bucket: DimensionBucket | undefined }>(KEPT_BYTES, ({ bucket }) =>
    bucket === undefined ? NONE_BYTES : bucketBytes(bucket),
  );
  const readOne = async (start: number): Promise<DimensionBucket | undefined> => {
    const known = kept.get(start);
    if (known !== undefined) return known.bucket;
    const rows = await db.dimensions.bulkGet(
      parts.map((part): DimensionKey => [projectId, set, part, start]),
    );
    const bucket = rowsToBucket(rows);
    kept.put(start, { bucket });
    return bucket;
  };
  return {
    read: (starts) => Promise.all(starts.map(readOne)),
    keep(start, bucket) {
      if (bucket === undefined) kept.drop(start);
      else kept.put(start, { bucket });
    },
  };
}
