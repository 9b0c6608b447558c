import type { DimensionRow } from "../database/rows.ts";
import type { Project } from "../model/project.ts";
import type { Zone } from "../model/time-zone.ts";
import type { BucketCache } from "./bucket-cache.ts";
import type { CutFold } from "./cut-fold.ts";
import { bucketBytes, emptyBucket, MOST_VALUES, noValues, type DimensionBucket } from "./dimension-bucket.ts";
import type { DimensionColumns } from "./dimension-columns.ts";
import { bucketRows, WHOLE_BYTES } from "./dimension-rows.ts";
import type { EventKinds } from "./event-kinds.ts";
import { addToBucket, dealRows, TIERS, type BucketTier } from "./group-dimensions.ts";
import type { FoldedEvents } from "./group-events.ts";
import { countValues, mergeBuckets } from "./merge-lists.ts";
import type { Move } from "./merge-sessions.ts";
import { moveStays } from "./move-stays.ts";

export interface FoldedBucket {
  tier: BucketTier;
  start: number;
  /** Undefined where it is not worth keeping. */
  bucket: DimensionBucket | undefined;
}

export interface DimensionFold {
  rows: DimensionRow[];
  /** All that changed; the last of them, as many as are worth keeping, as they are now. */
  buckets: FoldedBucket[];
}

interface DimensionScope {
  project: Project;
  set: string;
  zone: Zone;
  kinds: EventKinds;
  dimensions: DimensionColumns;
  buckets: Record<BucketTier, BucketCache>;
  dimensionHoursFrom: number;
  tierRule: TierRule;
}

interface BucketChange {
  moves: Move[];
  added?: Uint32Array;
  recut?: Uint32Array;
}

const HELD_BYTES = 16 * 1024 * 1024;
/** Buckets read from the database at once. */
const READ_AT_ONCE = 8;
/** When a bucket is in two tiers, and when in one row. */
export interface TierRule {
  /** One smaller than this is in one. */
  largeBytes: number;
  /** The second becomes one with the first when it is more than this share of it. */
  largestShare: number;
  /** One of at most so many bytes is in one row. */
  wholeBytes: number;
}

export const TIER_RULE: TierRule = {
  largeBytes: 64 * 1024,
  largestShare: 1 / 8,
  wholeBytes: WHOLE_BYTES,
};

/** How far back hours are kept: two windows of 48 hours, one before the other, and the running day. */
const HOUR_DAYS = 5;

export function dimensionHoursFrom(zone: Zone, now: number): number {
  let start = zone.dayStart(now);
  for (let day = 0; day < HOUR_DAYS; day++) start = zone.previousBucket("day", start);
  return start;
}

interface Tiers {
  base: DimensionBucket | undefined;
  /** Undefined or empty where all is in the first. */
  more: DimensionBucket | undefined;
}

const isEmpty = (bucket: DimensionBucket | undefined): boolean =>
  bucket === undefined || bucket.sessions.length === 0;

/** Too many values in both together are too many in the second: a reader then asks the mirror. */
const boundValues = (base: DimensionBucket, more: DimensionBucket): DimensionBucket => ({
  ...more,
  lists: more.lists.map((lists, property) => {
    const { untold, values } = base.lists[property]!;
    const isTold = !untold && !lists.untold && countValues(values, lists.values) <= MOST_VALUES;
    return isTold ? lists : noValues(true);
  }),
});

/** Both tiers after a change; the same objects where nothing changed. */
function changeTiers(
  { base, more }: Tiers,
  { moves, added, recut }: BucketChange,
  { events, cut }: { events: FoldedEvents; cut: CutFold },
  { kinds, dimensions, tierRule }: DimensionScope,
): Tiers {
  const nothing = emptyBucket(dimensions.properties.length);
  const counted = { counted: true };
  const isMoved = [base, more].some((bucket) => bucket !== undefined && moveStays(bucket, moves) !== bucket);
  // What is cut anew was counted in either tier: stays without events of their own, which only one bucket bears.
  if (isMoved || recut !== undefined) {
    const whole = isEmpty(more) ? (base ?? nothing) : mergeBuckets(base ?? nothing, more!);
    let bucket = moveStays(whole, moves);
    if (added !== undefined) bucket = addToBucket(bucket, events, added, kinds, counted);
    if (recut !== undefined) bucket = addToBucket(bucket, cut.recut, recut, kinds, { counted: false });
    return { base: bucket, more: more && nothing };
  }
  if (added === undefined) return { base, more };
  if (base === undefined || bucketBytes(base) < tierRule.largeBytes)
    return { base: addToBucket(base ?? nothing, events, added, kinds, counted), more };
  const grown = addToBucket(more ?? nothing, events, added, kinds, counted);
  if (bucketBytes(grown) > tierRule.largestShare * bucketBytes(base))
    return { base: mergeBuckets(base, grown), more: more && nothing };
  return { base, more: boundValues(base, grown) };
}

/** What a fold makes of the rows by tracked property. Reads the database, writes nothing. */
export async function foldDimensions(
  scope: DimensionScope,
  folded: { events: FoldedEvents; cut: CutFold },
): Promise<DimensionFold> {
  const { project, set, zone, kinds, buckets: caches, tierRule } = scope;
  const { events, cut } = folded;
  const units = [
    { unit: "hour", from: scope.dimensionHoursFrom },
    { unit: "day", from: -Infinity },
  ] as const;
  const added = dealRows(events, zone, kinds, units);
  const recut = dealRows(cut.recut, zone, kinds, units);
  const fold: DimensionFold = { rows: [], buckets: [] };
  let heldBytes = 0;
  let firstHeld = 0;
  const take = (
    tier: BucketTier,
    start: number,
    bucket: DimensionBucket | undefined,
    old: DimensionBucket | undefined,
  ): void => {
    if (bucket === undefined || bucket === old || (old === undefined && isEmpty(bucket))) return;
    fold.rows.push(
      ...bucketRows({ projectId: project.id, set, tier, start }, bucket, old, tierRule.wholeBytes),
    );
    fold.buckets.push({ tier, start, bucket });
    heldBytes += bucketBytes(bucket);
    for (; heldBytes > HELD_BYTES && firstHeld < fold.buckets.length - 1; firstHeld++) {
      const oldest = fold.buckets[firstHeld]!;
      heldBytes -= bucketBytes(oldest.bucket!);
      oldest.bucket = undefined;
    }
  };
  for (const { unit, from } of units) {
    const changes = new Map<number, BucketChange>();
    const changeOf = (start: number): BucketChange => {
      let change = changes.get(start);
      if (change === undefined) changes.set(start, (change = { moves: [] }));
      return change;
    };
    for (const [start, rows] of added.get(unit) ?? []) changeOf(start).added = rows;
    for (const [start, rows] of recut.get(unit) ?? []) changeOf(start).recut = rows;
    for (const move of cut.moves) {
      let start = zone.bucketStart(unit, move.start);
      for (; start <= move.end; start = zone.nextBucket(unit, start))
        if (start >= from) changeOf(start).moves.push(move);
    }
    const starts = [...changes.keys()];
    const [first, second] = TIERS[unit];
    for (let at = 0; at < starts.length; at += READ_AT_ONCE) {
      const some = starts.slice(at, at + READ_AT_ONCE);
      const bases = await caches[first].read(some);
      const mores = await caches[second].read(some);
      for (const [index, start] of some.entries()) {
        const old: Tiers = { base: bases[index], more: mores[index] };
        const tiers = changeTiers(old, changes.get(start)!, folded, scope);
        take(first, start, tiers.base, old.base);
        take(second, start, tiers.more, old.more);
      }
    }
  }
  return fold;
}
