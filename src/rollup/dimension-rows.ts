import type { DimensionRow } from "../database/rows.ts";
import type { ProjectId } from "../model/identifier.ts";
import { crc32 } from "../log/checksum.ts";
import { requireDimension } from "./damaged-row.ts";
import type { DimensionBucket } from "./dimension-bucket.ts";
import { TIERS, type BucketTier, type BucketUnit } from "./group-dimensions.ts";
import {
  everyStay,
  hasEveryStay,
  packCounts,
  packMembers,
  packStays,
  unpackCounts,
  unpackMembers,
  unpackStays,
} from "./pack-dimensions.ts";

/** What a row is of: counts of every property, the stays, or the members of the property at a place. */
export type PartKind = "counts" | "stays" | number;

export const partOf = (tier: BucketTier, kind: PartKind): string => `${tier}:${kind}`;

export const isPartOf = (part: string, unit: BucketUnit): boolean =>
  TIERS[unit].some((tier) => part.startsWith(`${tier}:`));

export const partsOf = (tier: BucketTier, properties: number): string[] => [
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

/** Rows of the parts in which a bucket differs from what is stored (`old`, where there is any). */
export function bucketRows(
  { projectId, set, tier, start }: RowScope,
  bucket: DimensionBucket,
  old: DimensionBucket | undefined,
): DimensionRow[] {
  const rows: DimensionRow[] = [];
  const put = (kind: PartKind, packed: Uint8Array<ArrayBuffer>): void => {
    rows.push({ projectId, set, part: partOf(tier, kind), start, packed, checksum: crc32(packed) });
  };
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

/** The bucket whose rows these are, in the order of {@link partsOf}; undefined where there are none. */
export function rowsToBucket(rows: readonly (DimensionRow | undefined)[]): DimensionBucket | undefined {
  const [counts, stays, ...members] = rows;
  if (counts === undefined || stays === undefined) return undefined;
  const counted = unpackCounts(requireDimension(counts).packed, members.length);
  const unpacked = unpackStays(requireDimension(stays).packed);
  return {
    ...unpacked,
    lists: counted.map(({ isEvery, ...lists }, place) => ({
      ...lists,
      ...(isEvery
        ? everyStay(unpacked.sessions.length)
        : unpackMembers(requireDimension(members[place]).packed)),
    })),
  };
}
