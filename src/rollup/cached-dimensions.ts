import type { DimensionRow } from "../database/rows.ts";
import { requireDimension } from "./damaged-row.ts";
import { isInParts, isPartOf, partOf, type DimensionKey, type PartKind } from "./dimension-rows.ts";
import type { BucketTier, BucketUnit } from "./group-dimensions.ts";
import {
  everyStay,
  unpackCounts,
  unpackMembers,
  unpackStays,
  unpackWhole,
  type Members,
  type Stays,
  type ValueCounts,
  type WholeBucket,
} from "./pack-dimensions.ts";

const KEPT_BYTES = 64 * 1024 * 1024;
const WIDEST_MS = 800 * 86_400_000;

interface HeldRow {
  row: DimensionRow;
  /** Of the whole: that the bucket is in parts. */
  saysInParts: boolean;
  bytes: number;
  whole?: WholeBucket;
  counts?: ValueCounts[];
  stays?: Stays;
  users?: { users: Uint32Array; identityStamp: number };
  members?: Members;
}

/** Every stored row of one part that starts in `[from, to)`. */
interface HeldPart {
  from: number;
  to: number;
  rows: Map<number, HeldRow>;
}

/** Rows by tracked property held in memory, part by part, and unpacked as they are asked for. */
export interface CachedDimensions {
  /** Rises with every change. */
  readonly stamp: number;
  holds(part: string, from: number, to: number): boolean;
  /** These parts are asked for now. */
  use(wanted: readonly string[]): void;
  /** Forgets what was used longest ago, but for the parts named, until the rest is of bearable size. */
  makeRoom(wanted: readonly string[]): void;
  /** Ranges to read so that `[from, to)` is held; forgets the rest where they lie far apart. */
  missing(part: string, from: number, to: number): [from: number, to: number][];
  extend(part: string, from: number, to: number, rows: readonly DimensionRow[]): void;
  /** Keys of the rows held, or that would be if they existed. */
  held(unit: BucketUnit, starts: readonly number[]): [part: string, start: number][];
  replace(rows: readonly DimensionRow[]): void;
  /** Starts of the buckets there are in `[from, to)`, ascending. */
  starts(tier: BucketTier, from: number, to: number): number[];
  counts(tier: BucketTier, start: number): ValueCounts[];
  sessions(tier: BucketTier, start: number): Uint32Array;
  /** Canonical actor of each stay. */
  users(tier: BucketTier, start: number): Uint32Array;
  members(tier: BucketTier, start: number, place: number): Members;
  /** Who counts as whom changed. */
  touch(): void;
  clear(): void;
}

export function makeCachedDimensions(
  properties: number,
  canonical: (actor: number) => number,
): CachedDimensions {
  /** The one used last comes last. */
  const parts = new Map<string, HeldPart>();
  let bytes = 0;
  let stamp = 1;
  let identityStamp = 0;

  const drop = (part: string): void => {
    for (const row of parts.get(part)?.rows.values() ?? []) bytes -= row.bytes;
    parts.delete(part);
  };
  const put = (held: HeldPart, row: DimensionRow): void => {
    bytes -= held.rows.get(row.start)?.bytes ?? 0;
    const saysInParts = isInParts(requireDimension(row));
    held.rows.set(row.start, { row, saysInParts, bytes: row.packed.length });
    bytes += row.packed.length;
  };
  const find = (tier: BucketTier, kind: PartKind, start: number): HeldRow => {
    const held = parts.get(partOf(tier, kind))?.rows.get(start);
    if (held !== undefined) return held;
    requireDimension(undefined);
    throw new Error("A row that is not there was not refused");
  };
  /** What was unpacked to so many bytes need not be kept packed. */
  const unpacked = (held: HeldRow, size: number): void => {
    const more = size - held.row.packed.length;
    held.row = { ...held.row, packed: new Uint8Array(0) };
    held.bytes += more;
    bytes += more;
  };
  /** The row of a bucket that is in one; undefined where it is in parts. */
  const wholeRow = (tier: BucketTier, start: number): HeldRow | undefined => {
    const held = parts.get(partOf(tier, "whole"))?.rows.get(start);
    return held?.saysInParts === false ? held : undefined;
  };
  const countsBytes = (counts: readonly ValueCounts[]): number =>
    counts.reduce((sum, { values }) => sum + 12 * values.length + 200, 0);
  const wholeOf = (tier: BucketTier, start: number): WholeBucket | undefined => {
    const held = wholeRow(tier, start);
    if (held === undefined || held.whole !== undefined) return held?.whole;
    held.whole = unpackWhole(held.row.packed, properties);
    const { counts, stays, members } = held.whole;
    unpacked(
      held,
      countsBytes(counts) +
        12 * stays.sessions.length +
        members.reduce((sum, list) => sum + 4 * (list.members.length + list.starts.length), 0),
    );
    return held.whole;
  };
  const countsOf = (tier: BucketTier, start: number): ValueCounts[] => {
    const whole = wholeOf(tier, start);
    if (whole !== undefined) return whole.counts;
    const held = find(tier, "counts", start);
    if (held.counts === undefined) {
      held.counts = unpackCounts(held.row.packed, properties);
      unpacked(held, countsBytes(held.counts));
    }
    return held.counts;
  };
  const staysOf = (held: HeldRow): Stays => {
    if (held.whole !== undefined) return held.whole.stays;
    if (held.stays === undefined) {
      held.stays = unpackStays(held.row.packed);
      unpacked(held, 12 * held.stays.sessions.length);
    }
    return held.stays;
  };
  const staysRow = (tier: BucketTier, start: number): HeldRow =>
    wholeOf(tier, start) === undefined ? find(tier, "stays", start) : wholeRow(tier, start)!;

  return {
    get stamp() {
      return stamp;
    },
    holds(part, from, to) {
      const held = parts.get(part);
      return held !== undefined && held.from <= from && to <= held.to;
    },
    use(wanted) {
      for (const part of wanted) {
        const held = parts.get(part);
        if (held === undefined) continue;
        parts.delete(part);
        parts.set(part, held);
      }
    },
    makeRoom(wanted) {
      for (const part of parts.keys()) {
        if (bytes <= KEPT_BYTES) break;
        if (!wanted.includes(part)) drop(part);
      }
    },
    missing(part, from, to) {
      const held = parts.get(part);
      if (held === undefined) return [[from, to]];
      if (Math.max(held.to, to) - Math.min(held.from, from) > WIDEST_MS) {
        drop(part);
        return [[from, to]];
      }
      const ranges: [number, number][] = [];
      if (from < held.from) ranges.push([from, held.from]);
      if (to > held.to) ranges.push([held.to, to]);
      return ranges;
    },
    extend(part, from, to, rows) {
      stamp++;
      let held = parts.get(part);
      if (held === undefined) parts.set(part, (held = { from, to, rows: new Map() }));
      held.from = Math.min(held.from, from);
      held.to = Math.max(held.to, to);
      for (const row of rows) put(held, row);
    },
    held(unit, starts) {
      const keys: [string, number][] = [];
      for (const [part, { from, to }] of parts)
        if (isPartOf(part, unit))
          for (const start of starts) if (start >= from && start < to) keys.push([part, start]);
      return keys;
    },
    replace(rows) {
      stamp++;
      for (const row of rows) {
        const held = parts.get(row.part);
        if (held !== undefined) put(held, row);
      }
    },
    starts(tier, from, to) {
      const rowsOf = (kind: PartKind) => [...(parts.get(partOf(tier, kind))?.rows ?? [])];
      const whole = rowsOf("whole").filter(([, { saysInParts }]) => !saysInParts);
      const starts = new Set([...whole, ...rowsOf("counts")].map(([start]) => start));
      return [...starts].filter((start) => start >= from && start < to).sort((a, b) => a - b);
    },
    counts: countsOf,
    sessions: (tier, start) => staysOf(staysRow(tier, start)).sessions,
    users(tier, start) {
      const held = staysRow(tier, start);
      if (held.users?.identityStamp !== identityStamp) {
        const { actors } = staysOf(held);
        held.users = { users: actors.map(canonical), identityStamp };
      }
      return held.users.users;
    },
    members(tier, start, place) {
      const whole = wholeOf(tier, start);
      if (whole !== undefined) return whole.members[place]!;
      const { isEvery } = countsOf(tier, start)[place]!;
      const held = find(tier, isEvery ? "stays" : place, start);
      if (isEvery && held.members === undefined) {
        held.members = everyStay(staysOf(held).sessions.length);
        unpacked(held, 4 * held.members.members.length);
      }
      if (held.members === undefined) {
        held.members = unpackMembers(held.row.packed);
        unpacked(held, 4 * (held.members.members.length + held.members.starts.length));
      }
      return held.members;
    },
    touch() {
      stamp++;
      identityStamp++;
    },
    clear() {
      stamp++;
      parts.clear();
      bytes = 0;
    },
  };
}

/** The key in the database of a row of one project and set. */
export const dimensionKey = (
  projectId: string,
  set: string,
  [part, start]: [part: string, start: number],
): DimensionKey => [projectId, set, part, start];
