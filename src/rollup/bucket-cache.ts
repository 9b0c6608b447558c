import type { Database } from "../database/database.ts";
import type { ProjectId } from "../model/identifier.ts";
import { bucketBytes, type DimensionBucket } from "./dimension-bucket.ts";
import { partsOf, rowsToBucket, type DimensionKey } from "./dimension-rows.ts";
import type { BucketUnit } from "./group-dimensions.ts";
import { makeKept } from "./kept.ts";

const KEPT_BYTES = 16 * 1024 * 1024;
/** Buckets read from the database at once. */
const READ_AT_ONCE = 8;

/** Buckets a fold read or wrote, unpacked, so that the next need not. Valid while this is the only writer. */
export interface BucketCache {
  /** Stored buckets by start; those that do not exist are left out. */
  each(
    starts: readonly number[],
    take: (start: number, bucket: DimensionBucket | undefined) => void,
  ): Promise<void>;
  /** What is stored from now on; undefined forgets what was. */
  keep(start: number, bucket: DimensionBucket | undefined): void;
}

export function makeBucketCache(
  db: Database,
  projectId: ProjectId,
  set: string,
  unit: BucketUnit,
  properties: number,
): BucketCache {
  const parts = partsOf(unit, properties);
  const kept = makeKept<number, DimensionBucket>(KEPT_BYTES, bucketBytes);
  const read = async (start: number): Promise<DimensionBucket | undefined> =>
    kept.get(start) ??
    rowsToBucket(
      await db.dimensions.bulkGet(parts.map((part): DimensionKey => [projectId, set, part, start])),
    );
  return {
    async each(starts, take) {
      for (let at = 0; at < starts.length; at += READ_AT_ONCE) {
        const some = starts.slice(at, at + READ_AT_ONCE);
        const buckets = await Promise.all(some.map(read));
        for (const [index, start] of some.entries()) take(start, buckets[index]);
      }
    },
    keep(start, bucket) {
      if (bucket === undefined) kept.drop(start);
      else kept.put(start, bucket);
    },
  };
}
