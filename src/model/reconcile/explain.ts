import type { Zone } from "../time-zone.ts";
import { type ComparedRow, type Comparison, grossDifference } from "./compare-sides.ts";
import { findGaps, type Gap } from "./find-gaps.ts";
import { type ClockShift, findShift, HALF_HOUR_MS } from "./find-shift.ts";
import { type IdMatches, matchIds } from "./match-ids.ts";
import {
  type DayCounts,
  type DayRange,
  type Dimension,
  DIMENSIONS,
  NO_VALUE,
  type SideCounts,
} from "./side-counts.ts";

export type Side = "a" | "b";

/** Why two sides differ. A `share` is of the gross difference, which adds up differences both ways. */
export type Finding =
  | {
      kind: "shift";
      shift: ClockShift;
      /** How far the zone is ahead of UTC in the middle of the range. */
      zoneMs: number;
    }
  /** One side counted nothing for a while. `days` where that is nearly all of what was missed: these whole days. */
  | { kind: "gap"; gap: Gap; measure: "events" | "views"; days?: DayRange; share: number }
  /** What one side alone has: the greatest three, and how many more there are. */
  | {
      kind: "only";
      dimension: Dimension;
      side: Side;
      values: readonly { value: string; count: number }[];
      more: number;
      count: number;
      share: number;
      /** Single values of other dimensions that this side alone has as often: likely the same events. */
      also?: readonly { dimension: Dimension; value: string }[];
    }
  | { kind: "differs"; dimension: Dimension; row: ComparedRow; share: number }
  | { kind: "day"; day: number; a: number; b: number; share: number }
  /** Each day B has about the same share of what A has. */
  | { kind: "ratio"; ratio: number; low: number; high: number; days: number }
  | { kind: "ids"; ids: IdMatches };

const MOST_FINDINGS = 9;
const VALUES_TOLD = 3;
const LEAST_DIFFERENCE = 5;
/** Smaller ones explain little. */
const LEAST_SHARE = 0.2;
const LEAST_ONLY_SHARE = 0.12;
const LEAST_GAP_SHARE = 0.05;
/** A value explains where its share of the difference is so many times its share of what is counted. */
const LEAST_LIFT = 1.5;
const WHOLE_DAYS_SHARE = 0.9;
/** Of a ratio. */
const SAME = 0.03;
const RATIO_SPREAD = 0.35;
const RATIO_DAYS = 4;
const RATIO_DAY_COUNT = 20;
const RATIO_REST = 0.5;
const LEAST_COMMON_IDS = 0.05;

/** Ranked: clocks, then what explains most, then what is spread evenly, then ids. Nothing where nothing differs. */
export function explain(a: SideCounts, b: SideCounts, comparison: Comparison, zone: Zone): Finding[] {
  const { range, tables } = comparison;
  // Between them there may be decades, for one event of a clock that is off.
  const days = comparison.days.filter((day) => greaterOf(day) > 0);
  const span = { from: zone.startOfDay(range.first), to: zone.startOfDay(range.last + 1) };
  const hours = sharedHours(a, b);
  const shift = hours && findShift(hours.a, hours.b, span);
  const steps = (shift?.byMs ?? 0) / HALF_HOUR_MS;
  const gross = grossDifference(days);
  const gaps = hours === undefined ? [] : findGaps(hours.a, moved(hours.b, steps), span);
  const inTime = moveSide(b, steps);
  const ofGaps = gaps.map((gap) => gapFinding(gap, a, inTime, zone, comparison));
  const ofDays = days
    .filter(
      ({ day }) => !gaps.some(({ from, to }) => zone.startOfDay(day) < to && zone.startOfDay(day + 1) > from),
    )
    .flatMap((each) => {
      const share = telling(each, days, gross);
      return share === undefined ? [] : [{ kind: "day" as const, ...each, share }];
    });
  const ofValues = DIMENSIONS.flatMap((dimension) => {
    const table = tables[dimension];
    return table.kind === "compared" ? explainTable(dimension, table.rows) : [];
  });
  const explained = [
    ...ofGaps.filter(({ share }) => share >= LEAST_GAP_SHARE),
    // Where a clock is off, days differ at their ends.
    ...(shift === undefined ? ofDays : []),
    ...joinAlike(ofValues),
  ].sort((one, other) => other.share - one.share);
  const ratio = explained.some(({ share }) => share >= RATIO_REST) ? undefined : evenRatio(comparison);
  const ids = a.ids && b.ids && matchIds(a.ids, b.ids, range);
  return [
    ...(shift === undefined
      ? []
      : [{ kind: "shift" as const, shift, zoneMs: zone.offsetAt((span.from + span.to) / 2) }]),
    ...explained.slice(0, MOST_FINDINGS),
    ...(ratio === undefined ? [] : [ratio]),
    ...(ids !== undefined && isTelling(ids) ? [{ kind: "ids" as const, ids }] : []),
  ];
}

/** Looks at pages where both have them, which tools define most alike; else events. */
export function sharedHours(a: SideCounts, b: SideCounts): { a: DayCounts; b: DayCounts } | undefined {
  if (a.halfHours === undefined || b.halfHours === undefined) return undefined;
  const measure = a.halfHours.views.length > 0 && b.halfHours.views.length > 0 ? "views" : "events";
  return { a: a.halfHours[measure], b: b.halfHours[measure] };
}

function grossByDay(
  a: SideCounts,
  b: SideCounts,
  measure: "events" | "views",
  { first, last }: DayRange,
): number {
  const byDay = new Map<number, { a: number; b: number }>();
  for (const [side, counts] of [["a", a.total[measure]] as const, ["b", b.total[measure]] as const])
    for (let at = 0; at < counts.length; at += 2) {
      const day = counts[at]!;
      if (day < first || day > last) continue;
      const row = byDay.get(day) ?? { a: 0, b: 0 };
      row[side] += counts[at + 1]!;
      byDay.set(day, row);
    }
  return grossDifference([...byDay.values()]);
}

/** By so many half hours later. */
export const moved = (counts: DayCounts, steps: number): DayCounts =>
  steps === 0 ? counts : counts.map((each, at) => (at % 2 === 0 ? each + steps : each));

const moveSide = (side: SideCounts, steps: number): SideCounts =>
  side.halfHours === undefined
    ? side
    : {
        ...side,
        halfHours: { events: moved(side.halfHours.events, steps), views: moved(side.halfHours.views, steps) },
      };

/** Told by looks at pages alone where these are compared, or where the silent side has other events meanwhile. */
function gapFinding(found: Gap, a: SideCounts, b: SideCounts, zone: Zone, about: Comparison) {
  const [silent, other] = found.side === "a" ? [a, b] : [b, a];
  const isSilent = countBetween(silent.halfHours?.events ?? [], found.from, found.to) === 0;
  const measure = isSilent && about.measure !== "views" ? ("events" as const) : ("views" as const);
  const heard = other.halfHours?.[measure] ?? [];
  const gap = { ...found, count: countBetween(heard, found.from, found.to) };
  const first = zone.localDay(gap.from - 1) + 1;
  const last = zone.localDay(gap.to) - 1;
  const inDays = first > last ? 0 : countBetween(heard, zone.startOfDay(first), zone.startOfDay(last + 1));
  const gross = grossByDay(a, b, measure, about.range);
  return {
    kind: "gap" as const,
    gap,
    measure,
    ...(inDays >= gap.count * WHOLE_DAYS_SHARE && { days: { first, last } }),
    share: gross === 0 ? 0 : Math.min(1, gap.count / gross),
  };
}

/** Of half hours that begin within these instants. */
export function countBetween(counts: DayCounts, from: number, to: number): number {
  let sum = 0;
  for (let at = 0; at < counts.length; at += 2) {
    const time = counts[at]! * HALF_HOUR_MS;
    if (time >= from && time < to) sum += counts[at + 1]!;
  }
  return sum;
}

/** `iOS` after `Safari`, where both are as many: one finding of two dimensions. */
function joinAlike(findings: ReturnType<typeof explainTable>): ReturnType<typeof explainTable> {
  const firsts = new Map<string, OnlyFinding>();
  return findings.flatMap((finding) => {
    if (finding.kind !== "only" || finding.values.length > 1) return [finding];
    const key = `${finding.side} ${finding.count}`;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, finding);
      return [finding];
    }
    const { dimension, values } = finding;
    first.also = [...(first.also ?? []), { dimension, value: values[0]!.value }];
    return [];
  });
}

interface Counted {
  a: number;
  b: number;
}

const greaterOf = ({ a, b }: Counted): number => Math.max(a, b);

/** Its share of the gross difference, where that is more than its size makes of it. */
function telling(row: Counted, rows: readonly Counted[], gross: number): number | undefined {
  const difference = Math.abs(row.a - row.b);
  if (gross === 0 || difference < LEAST_DIFFERENCE) return undefined;
  const share = difference / gross;
  const size = greaterOf(row) / rows.reduce((sum, each) => sum + greaterOf(each), 0);
  return share >= LEAST_SHARE && share >= size * LEAST_LIFT ? share : undefined;
}

type OnlyFinding = Extract<Finding, { kind: "only" }>;

function explainTable(
  dimension: Dimension,
  rows: readonly ComparedRow[],
): (OnlyFinding | Extract<Finding, { kind: "differs" }>)[] {
  const gross = grossDifference(rows);
  const isOnly = (row: ComparedRow): boolean => (row.a === 0 || row.b === 0) && row.value !== NO_VALUE;
  const differing = rows
    .filter((row) => !isOnly(row))
    .flatMap((row) => {
      const share = telling(row, rows, gross);
      return share === undefined ? [] : [{ kind: "differs" as const, dimension, row, share }];
    });
  const only = (["a", "b"] as const).flatMap((side) => {
    const own = rows.filter((row) => isOnly(row) && row[side] > 0);
    const count = own.reduce((sum, row) => sum + row[side], 0);
    const share = gross === 0 ? 0 : count / gross;
    if (count < LEAST_DIFFERENCE || share < LEAST_ONLY_SHARE) return [];
    const values = own.slice(0, VALUES_TOLD).map((row) => ({ value: row.value, count: row[side] }));
    return [
      { kind: "only" as const, dimension, side, values, more: own.length - values.length, count, share },
    ];
  });
  return [...only, ...differing];
}

function evenRatio({ a, b, days }: Comparison): Finding | undefined {
  if (a === undefined || b === undefined || a === 0 || b === 0) return undefined;
  const ratio = b / a;
  const busy = days.filter((day) => greaterOf(day) >= RATIO_DAY_COUNT);
  if (Math.abs(ratio - 1) <= SAME || busy.length < RATIO_DAYS || busy.some((day) => day.a === 0))
    return undefined;
  const ratios = busy.map((day) => day.b / day.a);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return (high - low) / ratio <= RATIO_SPREAD
    ? { kind: "ratio", ratio, low, high, days: busy.length }
    : undefined;
}

/** Two tools that name events each by itself have none in common, and nothing is to be said. */
const isTelling = ({ both, onlyA, onlyB }: IdMatches): boolean =>
  both > LEAST_COMMON_IDS * Math.min(both + onlyA, both + onlyB) && onlyA + onlyB > 0;
