import { type Comparison, grossDifference } from "../../model/reconcile/compare-sides.ts";
import type { Finding } from "../../model/reconcile/explain.ts";
import {
  type Dimension,
  NO_VALUE,
  OTHER_NAMES,
  type SideMeasure,
} from "../../model/reconcile/side-counts.ts";
import type { Zone } from "../../model/time-zone.ts";
import { capital } from "../state/capital.ts";
import { counted } from "../state/counted.ts";
import { formatCount, formatHour, formatPercent } from "../state/format.ts";
import { countedAs, dayWords, daysWords, DIMENSION_WORDS, MEASURES, valueWords } from "./compare-words.ts";

export interface FindingWords {
  title: string;
  body: string;
}

const HOUR_MS = 3_600_000;
const other = (side: "a" | "b"): "A" | "B" => (side === "a" ? "B" : "A");
const name = (side: "a" | "b"): "A" | "B" => (side === "a" ? "A" : "B");

/** `2 h`, `30 min`, `5 h 30 min`. */
export function hoursWords(ms: number): string {
  const hours = Math.floor(Math.abs(ms) / HOUR_MS);
  const minutes = Math.round((Math.abs(ms) % HOUR_MS) / 60_000);
  const parts = [...(hours > 0 ? [`${hours} h`] : []), ...(minutes > 0 ? [`${minutes} min`] : [])];
  return parts.join(" ");
}

/** Of these one may be in several counts. */
const isUnion = (measure: SideMeasure): boolean => measure === "users" || measure === "sessions";

/** Why two sides differ, in a sentence and what it rests on. */
export function findingWords(finding: Finding, comparison: Comparison, zone: Zone): FindingWords {
  const { measure } = comparison;
  /** `66% of the 1,554 events that differ by browser` */
  const ofDifference = (share: number, dimension: Dimension): string => {
    const by = DIMENSION_WORDS[dimension].one;
    // Who has several of the values is in several of the differences: these add up to no number of users.
    if (isUnion(measure))
      return `${formatPercent(share)} of the differences in ${MEASURES[measure].many} by ${by}, added up`;
    const table = comparison.tables[dimension];
    const gross = table.kind === "compared" ? grossDifference(table.rows) : 0;
    return `${formatPercent(share)} of the ${countedAs(gross, measure)} that differ by ${by}`;
  };
  switch (finding.kind) {
    case "shift":
      return shiftWords(finding, zone);
    case "gap":
      return gapWords(finding, zone);
    case "day":
      return {
        title: `${dayWords(finding.day)}: A has ${formatCount(finding.a)}, B ${formatCount(finding.b)}`,
        body: `${formatPercent(finding.share)} of what differs from day to day.`,
      };
    case "only": {
      const { many } = DIMENSION_WORDS[finding.dimension];
      const [first] = finding.values;
      const isOne = finding.values.length === 1 && finding.more === 0;
      const named = finding.values.map(({ value }) => valueWords(finding.dimension, value)).join(", ");
      const rest = finding.more > 0 ? ` and ${counted(finding.more, "more", "more")}` : "";
      // Who has several of the values is counted for each.
      const amount = `${!isOne && isUnion(measure) ? "up to " : ""}${countedAs(finding.count, measure)}`;
      const also = (finding.also ?? []).map((each) => ` and ${quoted(each.dimension, each.value)}`).join("");
      return {
        title: isOne
          ? `Only ${name(finding.side)} has ${quoted(finding.dimension, first?.value ?? "")}${also}: ${amount}${also === "" ? "" : " each"}`
          : `${formatCount(finding.values.length + finding.more)} ${many} only ${name(finding.side)} has: ${amount}`,
        body: `${ofDifference(finding.share, finding.dimension)}${isOne ? "" : `: ${named}${rest}`}.`,
      };
    }
    case "differs": {
      const { row, dimension, share } = finding;
      const called = row.other === undefined ? "" : ` (${row.other} in B)`;
      const what =
        row.value === NO_VALUE && dimension !== "automated"
          ? `No ${DIMENSION_WORDS[dimension].one} is told`
          : `${capital(valueWords(dimension, row.value))}${called}`;
      return {
        title: `${what}: A has ${formatCount(row.a)}, B ${formatCount(row.b)}`,
        body: `${ofDifference(share, dimension)}.`,
      };
    }
    case "ratio":
      return {
        title: `B has about ${formatPercent(finding.ratio)} of A's ${MEASURES[measure].many}, every day`,
        body: `Between ${formatPercent(finding.low)} and ${formatPercent(finding.high)} on ${counted(finding.days, "day")}. What is missing is spread evenly, as with sampling, a consent banner or blocked scripts.`,
      };
    case "ids": {
      const { both, onlyA, onlyB, namesOnlyA, namesOnlyB } = finding.ids;
      const named = (names: typeof namesOnlyA): string =>
        names.length === 0
          ? ""
          : ` (${names
              .slice(0, 3)
              .map(
                ([called, count]) =>
                  `${formatCount(count)} ${called === OTHER_NAMES ? "with other names" : called}`,
              )
              .join(", ")}${names.length > 3 ? " and others" : ""})`;
      return {
        title: `${counted(both, "event has", "events have")} the same id in both`,
        body: `${counted(onlyA, "id is", "ids are")} in A alone${named(namesOnlyA)}, ${counted(onlyB, "id", "ids")} in B alone${named(namesOnlyB)}.`,
      };
    }
  }
}

const quoted = (dimension: Dimension, value: string): string =>
  dimension === "automated" ? "automated browsers" : `“${valueWords(dimension, value)}”`;

function shiftWords({ shift, zoneMs }: Extract<Finding, { kind: "shift" }>, zone: Zone): FindingWords {
  const isAhead = shift.byMs < 0;
  const place = zone.name.replaceAll("_", " ");
  const why =
    zoneMs === 0 || Math.abs(shift.byMs) !== Math.abs(zoneMs)
      ? ""
      : isAhead === zoneMs > 0
        ? ` Its times look like those of ${place}, read as UTC.`
        : ` Its times look like UTC, read as those of ${place}.`;
  return {
    title: `B looks ${hoursWords(shift.byMs)} ${isAhead ? "ahead of" : "behind"} A`,
    body: `Moved by that, ${formatPercent(shift.after)} of it falls into other half hours than A's, not ${formatPercent(shift.before)}.${why}`,
  };
}

function gapWords(finding: Extract<Finding, { kind: "gap" }>, zone: Zone): FindingWords {
  const { gap, days, measure, share } = finding;
  const clock = (ms: number): string => formatHour(ms, zone.name);
  const when = (): string => {
    if (days !== undefined) return daysWords(days);
    const startDay = zone.localDay(gap.from);
    const endDay = zone.localDay(gap.to - 1);
    if (endDay - startDay > 1)
      return `from ${clock(gap.from)} on ${dayWords(startDay)} to ${clock(gap.to)} on ${dayWords(endDay)}`;
    // Silent since the day before went to sleep, or until the next one wakes.
    if (endDay > startDay && gap.to - zone.startOfDay(endDay) > zone.startOfDay(startDay + 1) - gap.from)
      return `before ${clock(gap.to)} on ${dayWords(endDay)}`;
    if (gap.from === zone.startOfDay(startDay)) return `before ${clock(gap.to)} on ${dayWords(endDay)}`;
    if (endDay > startDay || gap.to === zone.startOfDay(startDay + 1))
      return `after ${clock(gap.from)} on ${dayWords(startDay)}`;
    return `on ${dayWords(startDay)} between ${clock(gap.from)} and ${clock(gap.to)}`;
  };
  return {
    title: `${name(gap.side)} has ${measure === "events" ? "nothing" : "no page views"} ${when()}`,
    body: `${other(gap.side)} has ${countedAs(gap.count, measure)} then: ${formatPercent(share)} of what differs from day to day.`,
  };
}
