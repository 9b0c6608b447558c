import { compareText } from "../compare-text.ts";
import { foldText } from "./fold-text.ts";
import type { NameMatches } from "./match-names.ts";
import {
  countIn,
  countsByDay,
  type DayRange,
  type Dimension,
  DIMENSIONS,
  type DimensionCounts,
  type NamedCounts,
  NO_VALUE,
  type SideCounts,
  type SideMeasure,
} from "./side-counts.ts";

/** One thing that both count, or one of them. */
export interface ComparedRow {
  /** As A has it, or B where A has none; {@link NO_VALUE} for events that do not say. */
  value: string;
  /** As B has it, where that is another word for the same. */
  other?: string;
  a: number;
  b: number;
}

export interface ComparedDay {
  /** Days since 1970-01-01. */
  day: number;
  a: number;
  b: number;
}

export type ComparedTable =
  | { kind: "compared"; rows: readonly ComparedRow[] }
  /** A side has more different values than are held. */
  | { kind: "too-many"; limit: number }
  /** A side never says it. */
  | { kind: "untold"; side: "a" | "b" | "both" }
  /** A side cannot tell this measure of more than a day. */
  | { kind: "uncounted"; side: "a" | "b" };

export interface Comparison {
  measure: SideMeasure;
  range: DayRange;
  /** Undefined where a side cannot tell it for all of the range. */
  a: number | undefined;
  b: number | undefined;
  days: readonly ComparedDay[];
  tables: Readonly<Record<Dimension, ComparedTable>>;
}

/** What both can tell. */
export const sharedMeasures = (a: SideCounts, b: SideCounts): SideMeasure[] =>
  a.measures.filter((measure) => b.measures.includes(measure));

/** Two sides over the same whole days. Every table has each value once, the greatest difference first. */
export function compareSides(
  a: SideCounts,
  b: SideCounts,
  options: { measure: SideMeasure; range: DayRange; matches: NameMatches },
): Comparison {
  const { measure, range, matches } = options;
  const ofA = countsByDay(a.total, measure, range);
  const ofB = countsByDay(b.total, measure, range);
  const table = (dimension: Dimension): ComparedTable =>
    compareValues(
      a.dimensions[dimension],
      b.dimensions[dimension],
      (counts) => countIn(counts, measure, range),
      dimension,
      matches,
    );
  return {
    measure,
    range,
    a: countIn(a.total, measure, range),
    b: countIn(b.total, measure, range),
    days: ofA.map((count, at) => ({ day: range.first + at, a: count ?? 0, b: ofB[at] ?? 0 })),
    tables: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, table(dimension)])) as Record<
      Dimension,
      ComparedTable
    >,
  };
}

/** Other values are the same where they fold alike. */
const WRITTEN: ReadonlySet<Dimension> = new Set(["event", "page"]);

function compareValues(
  a: DimensionCounts | undefined,
  b: DimensionCounts | undefined,
  count: (counts: NamedCounts) => number | undefined,
  dimension: Dimension,
  matches: NameMatches,
): ComparedTable {
  for (const side of [a, b]) if (side?.kind === "too-many") return side;
  const [ofA, ofB] = [a, b].map((side) => (side?.kind === "counted" ? side.values : []));
  const tells = (values: readonly NamedCounts[] | undefined): boolean =>
    values?.some(({ value }) => value !== NO_VALUE) === true;
  if (!tells(ofA) && !tells(ofB)) return { kind: "untold", side: "both" };
  // Only what is automated is marked.
  if (dimension !== "automated") {
    if (!tells(ofA)) return { kind: "untold", side: "a" };
    if (!tells(ofB)) return { kind: "untold", side: "b" };
  }

  const rows: ComparedRow[] = [];
  const keyOf = WRITTEN.has(dimension) ? String : foldText;
  const left = new Map(ofB!.map((counts) => [keyOf(counts.value), counts]));
  for (const counts of ofA!) {
    const partner = dimension === "event" ? matches.get(counts.value) : counts.value;
    const key = partner === undefined ? undefined : keyOf(partner);
    const other = key === undefined ? undefined : left.get(key);
    if (key !== undefined) left.delete(key);
    const [inA, inB] = [count(counts), other === undefined ? 0 : count(other)];
    if (inA === undefined) return { kind: "uncounted", side: "a" };
    if (inB === undefined) return { kind: "uncounted", side: "b" };
    const isRenamed = dimension === "event" && other !== undefined && other.value !== counts.value;
    const named = isRenamed ? { other: other.value } : {};
    rows.push({ value: counts.value, ...named, a: inA, b: inB });
  }
  for (const counts of left.values()) {
    const inB = count(counts);
    if (inB === undefined) return { kind: "uncounted", side: "b" };
    rows.push({ value: counts.value, a: 0, b: inB });
  }
  return {
    kind: "compared",
    rows: rows.filter(({ a: one, b: two }) => one + two > 0).sort(byDifference),
  };
}

const byDifference = (one: ComparedRow, two: ComparedRow): number =>
  Math.abs(two.a - two.b) - Math.abs(one.a - one.b) ||
  two.a + two.b - one.a - one.b ||
  compareText(one.value, two.value);

/** What both ways add up to: differences that even out count twice. */
export const grossDifference = (rows: readonly { a: number; b: number }[]): number =>
  rows.reduce((sum, { a, b }) => sum + Math.abs(a - b), 0);
