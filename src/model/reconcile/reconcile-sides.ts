import { fail, type Result, success } from "../failure.ts";
import { zoneOf } from "../time-zone.ts";
import { compareSides, type Comparison, sharedMeasures } from "./compare-sides.ts";
import { explain, type Finding } from "./explain.ts";
import { matchNames, namesOf } from "./match-names.ts";
import type { SideCounts, SideMeasure } from "./side-counts.ts";
import { type PartDay, wholeDays } from "./whole-days.ts";

export interface Reconciled extends Comparison {
  findings: Finding[];
  /** Days at the ends that both have and one has a part of: left out, unless there are no others. */
  partDays: readonly PartDay[];
}

/**
 * Two sides over the whole days both have, with events matched as is proposed. `invalid-input` where they have no day in
 * common, or one cannot tell the measure.
 */
export function reconcileSides(
  a: SideCounts,
  b: SideCounts,
  measure: SideMeasure = "events",
): Result<Reconciled> {
  const zone = zoneOf(a.timeZone);
  const days = wholeDays(a, b, zone);
  const refuse = (message: string): Result<never> => fail({ kind: "invalid-input", message });
  if (days === undefined) return refuse("The two have no day in common.");
  if (!sharedMeasures(a, b).includes(measure)) return refuse(`Not both can tell ${measure}.`);
  const comparison = compareSides(a, b, {
    ...{ measure, range: days.range },
    matches: matchNames(namesOf(a), namesOf(b)),
  });
  return success({ ...comparison, findings: explain(a, b, comparison, zone), partDays: days.parts });
}
