import type { DimensionRow } from "../database/rows.ts";
import type { Project } from "../model/project.ts";
import type { Zone } from "../model/time-zone.ts";
import type { BucketCache } from "./bucket-cache.ts";
import type { CutFold } from "./cut-fold.ts";
import { bucketBytes, emptyBucket, type DimensionBucket } from "./dimension-bucket.ts";
import type { DimensionColumns } from "./dimension-columns.ts";
import { bucketRows } from "./dimension-rows.ts";
import type { EventKinds } from "./event-kinds.ts";
import { addToBucket, dealRows, type BucketUnit } from "./group-dimensions.ts";
import type { FoldedEvents } from "./group-events.ts";
import type { Move } from "./merge-sessions.ts";
import { moveStays } from "./move-stays.ts";

export interface FoldedBucket {
  unit: BucketUnit;
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
  buckets: Record<BucketUnit, BucketCache>;
  dimensionHoursFrom: number;
}

interface BucketChange {
  moves: Move[];
  added?: Uint32Array;
  recut?: Uint32Array;
}

const HELD_BYTES = 16 * 1024 * 1024;

/** How far back hours are kept: two windows of 48 hours, one before the other, and the running day. */
const HOUR_DAYS = 5;

export function dimensionHoursFrom(zone: Zone, now: number): number {
  let start = zone.dayStart(now);
  for (let day = 0; day < HOUR_DAYS; day++) start = zone.previousBucket("day", start);
  return start;
}

/** What a fold makes of the rows by tracked property. Reads the database, writes nothing. */
export async function foldDimensions(
  scope: DimensionScope,
  { events, cut }: { events: FoldedEvents; cut: CutFold },
): Promise<DimensionFold> {
  const { project, set, zone, kinds, dimensions, buckets: caches } = scope;
  const units = [
    { unit: "hour", from: scope.dimensionHoursFrom },
    { unit: "day", from: -Infinity },
  ] as const;
  const added = dealRows(events, zone, kinds, units);
  const recut = dealRows(cut.recut, zone, kinds, units);
  const fold: DimensionFold = { rows: [], buckets: [] };
  let heldBytes = 0;
  let firstHeld = 0;
  const hold = (unit: BucketUnit, start: number, bucket: DimensionBucket): void => {
    fold.buckets.push({ unit, start, bucket });
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
    await caches[unit].each([...changes.keys()], (start, old) => {
      const { moves, added: rows, recut: again } = changes.get(start) as BucketChange;
      let bucket = old ?? emptyBucket(dimensions.properties.length);
      bucket = moveStays(bucket, moves);
      if (rows !== undefined) bucket = addToBucket(bucket, events, rows, kinds, { counted: true });
      if (again !== undefined) bucket = addToBucket(bucket, cut.recut, again, kinds, { counted: false });
      if (bucket === old || (old === undefined && bucket.sessions.length === 0)) return;
      fold.rows.push(...bucketRows({ projectId: project.id, set, unit, start }, bucket, old));
      hold(unit, start, bucket);
    });
  }
  return fold;
}
