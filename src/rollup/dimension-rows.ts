import type { DimensionRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { crc32 } from "../log/checksum.ts";
import { requireDimension } from "./damaged-row.ts";
import { bucketBytes, type DimensionBucket, type ValueLists } from "./dimension-bucket.ts";
import { TIERS, type BucketTier, type BucketUnit } from "./group-dimensions.ts";
import {
  everyStay,
  hasEveryStay,
  packCounts,
  packMembers,
  packStays,
  packWhole,
  unpackCounts,
  unpackMembers,
  unpackStays,
  unpackWhole,
  type Members,
  type ValueCounts,
} from "./pack-dimensions.ts";

/**
 * What a row is of: the whole of a small bucket; or counts of every property, the stays, the members of
 * the property at a place. A row of the whole without bytes says that the bucket is in parts; with some,
 * rows of its parts are of before and do not count.
 */
export type PartKind = "whole" | "counts" | "stays" | number;

export const partOf = (tier: BucketTier, kind: PartKind): string => `${tier}:${kind}`;

export const isPartOf = (part: string, unit: BucketUnit): boolean =>
  TIERS[unit].some((tier) => part.startsWith(`${tier}:`));

export const partsOf = (tier: BucketTier, properties: number): string[] => [
  partOf(tier, "whole"),
  partOf(tier, "counts"),
  partOf(tier, "stays"),
  ...Array.from({ length: properties }, (_, place) => partOf(tier, place)),
];

export type DimensionKey = [projectId: string, set: string, part: string, start: number];

interface RowScope {
  projectId: ProjectId;
  set: string;
  tier: BucketTier;
  start: number;
}

/**
 * A bucket of at most so many bytes of memory is in one row: a row costs the browser some 0.3 ms, however
 * short. Another number needs another layout, as does another `bucketBytes`: they say how what is stored is
 * stored.
 */
export const WHOLE_BYTES = 32 * 1024;

/** Whether a bucket is in parts, by its row of the whole. */
export const isInParts = (whole: Pick<DimensionRow, "packed"> | undefined): boolean =>
  whole === undefined || whole.packed.length === 0;

/**
 * Rows of a bucket that is not as it is stored (`stored`, where there is any): of the whole, where it takes
 * at most `wholeBytes`, else of the parts that differ. `wholeBytes` is as it was when it was stored.
 */
export function bucketRows(
  { projectId, set, tier, start }: RowScope,
  bucket: DimensionBucket,
  stored: DimensionBucket | undefined,
  wholeBytes: number,
): DimensionRow[] {
  const isWhole = (each: DimensionBucket): boolean => bucketBytes(each) <= wholeBytes;
  const rows: DimensionRow[] = [];
  const put = (kind: PartKind, packed: Uint8Array<ArrayBuffer>): void => {
    rows.push({ projectId, set, part: partOf(tier, kind), start, packed, checksum: crc32(packed) });
  };
  if (isWhole(bucket)) {
    put("whole", packWhole(bucket));
    return rows;
  }
  const wasWhole = stored !== undefined && isWhole(stored);
  if (wasWhole) put("whole", new Uint8Array(0));
  const old = wasWhole ? undefined : stored;
  put("counts", packCounts(bucket));
  if (bucket.sessions !== old?.sessions) put("stays", packStays(bucket));
  for (const [place, lists] of bucket.lists.entries()) {
    if (hasEveryStay(lists, bucket.sessions.length)) continue;
    const before = old?.lists[place];
    const isStored = before !== undefined && !hasEveryStay(before, old!.sessions.length);
    if (!isStored || lists.members !== before.members) put(place, packMembers(lists, bucket.sessions.length));
  }
  return rows;
}

const listsOf = (
  { untold, values, events, pageViews }: ValueCounts,
  { starts, members }: Members,
): ValueLists => ({ untold, values, events, pageViews, starts, members });

/** The bucket whose rows these are, in the order of {@link partsOf}; undefined where there are none. */
export function rowsToBucket(rows: readonly (DimensionRow | undefined)[]): DimensionBucket | undefined {
  const [whole, counts, stays, ...members] = rows;
  if (whole !== undefined && !isInParts(requireDimension(whole))) {
    const all = unpackWhole(whole.packed, members.length);
    return { ...all.stays, lists: all.counts.map((each, place) => listsOf(each, all.members[place]!)) };
  }
  if (whole === undefined && counts === undefined && stays === undefined) return undefined;
  const unpacked = unpackStays(requireDimension(stays).packed);
  const every = everyStay(unpacked.sessions.length);
  return {
    ...unpacked,
    lists: unpackCounts(requireDimension(counts).packed, members.length).map((each, place) =>
      listsOf(each, each.isEvery ? every : unpackMembers(requireDimension(members[place]).packed)),
    ),
  };
}
