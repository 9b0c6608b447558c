import { PAGE_VIEW } from "../../model/event.ts";
import type { TotalsTable } from "../../model/daily-totals.ts";
import { foldText } from "../../model/reconcile/fold-text.ts";
import {
  type Dimension,
  NEVER,
  type NamedCounts,
  type SideCounts,
  type SideMeasure,
} from "../../model/reconcile/side-counts.ts";
import { dateToDay } from "../../model/time-zone.ts";
import { textOf } from "../shapes/row-fields.ts";
import type { DayLine } from "../totals/parse-line.ts";
import { makeValueReader } from "./event-values.ts";
import { SIDE_LIMITS } from "./side-limits.ts";

/** What each table is counted by; of the others nothing is compared. */
const BY: Partial<Record<TotalsTable, Dimension>> = {
  pages: "page",
  devices: "device",
  browsers: "browser",
  operating_systems: "os",
  locations: "country",
  sources: "source",
  custom_events: "event",
};
const WHOLE: TotalsTable = "visitors";

interface Line {
  value: string;
  events: number;
  views: number;
  users: number;
  sessions: number;
}

export interface TotalsTally {
  readonly lines: number;
  /** More lines than a side may have: no further one is taken. */
  readonly isFull: boolean;
  /** `file` counts files: of a day of a table the last file stands. */
  take(table: TotalsTable, line: DayLine, file: number): void;
  /** Takes back what a file had of a day; how many lines these were. */
  withdraw(table: TotalsTable, day: string, file: number): number;
  finish(): Omit<SideCounts, "parts" | "refused" | "shiftMs" | "timeZone">;
}

/** A tool's report by day: who came is known of each day alone. */
export function makeTotalsTally(mostLines: number = SIDE_LIMITS.lines): TotalsTally {
  const read = makeValueReader();
  /** By table and day. */
  const known = new Map<string, { table: TotalsTable; day: number; file: number; lines: Line[] }>();
  let lines = 0;
  let held = 0;

  const valueOf = (table: TotalsTable, [first]: readonly string[]): string => {
    const text = textOf(first) ?? "";
    const dimension = BY[table];
    if (dimension === undefined || dimension === "event") return text;
    return read(dimension, { [dimension]: text });
  };
  return {
    get lines() {
      return lines;
    },
    get isFull() {
      return held >= mostLines;
    },
    take(table, line, file) {
      const day = dateToDay(line.day);
      if (day === undefined) return;
      lines += 1;
      const key = `${table} ${day}`;
      let ofDay = known.get(key);
      if (ofDay === undefined || ofDay.file !== file) {
        held -= ofDay?.lines.length ?? 0;
        known.set(key, (ofDay = { table, day, file, lines: [] }));
      }
      held += 1;
      const { events = 0, pageviews = 0, visitors = 0, visits = 0 } = line.counts;
      ofDay.lines.push({
        value: valueOf(table, line.key),
        ...{ events, views: pageviews, users: visitors, sessions: visits },
      });
    },
    withdraw(table, day, file) {
      const key = `${table} ${dateToDay(day)}`;
      const ofDay = known.get(key);
      if (ofDay?.file !== file) return 0;
      known.delete(key);
      held -= ofDay.lines.length;
      lines -= ofDay.lines.length;
      return ofDay.lines.length;
    },
    finish() {
      const inOrder = [...known.values()].sort((one, other) => one.day - other.day);
      const ofTable = (table: TotalsTable, keyOf?: (value: string) => string): NamedCounts[] =>
        foldLines(
          inOrder.filter((each) => each.table === table),
          keyOf,
        );
      const [total = { value: "", events: [], views: [] }] = ofTable(WHOLE);
      const dimensions: SideCounts["dimensions"] = {};
      for (const [table, dimension] of Object.entries(BY) as [TotalsTable, Dimension][]) {
        // As a side of events has them: of two that fold alike a comparison would lose one.
        const values = ofTable(table, dimension === "page" || dimension === "event" ? undefined : foldText);
        if (values.length > 0) dimensions[dimension] = { kind: "counted", values };
      }
      const ofEvents = dimensions.event?.kind === "counted" ? dimensions.event.values : [];
      const looks: NamedCounts = { ...total, value: PAGE_VIEW, page: true };
      dimensions.event = { kind: "counted", values: [looks, ...ofEvents] };
      const days = inOrder.filter(({ table }) => table === WHOLE).map(({ day }) => day);
      const measures: SideMeasure[] = ["views", "users", "sessions"];
      return {
        measures,
        ...(days.length > 0 && { days: { first: days[0]!, last: days.at(-1)! } }),
        total,
        dimensions,
        repeated: 0,
        hidden: 0,
      };
    },
  };
}

/** Of one table: each value once, by the name that came first, with what its lines of a day add up to. */
function foldLines(
  days: readonly { day: number; lines: readonly Line[] }[],
  keyOf = (value: string): string => value,
): NamedCounts[] {
  const byKey = new Map<string, { value: string; ofDays: Map<number, Line> }>();
  for (const { day, lines } of days)
    for (const line of lines) {
      const key = keyOf(line.value);
      let known = byKey.get(key);
      if (known === undefined) byKey.set(key, (known = { value: line.value, ofDays: new Map() }));
      const ofValue = known.ofDays;
      const before = ofValue.get(day);
      if (before === undefined) ofValue.set(day, { ...line });
      else
        for (const measure of ["events", "views", "users", "sessions"] as const)
          before[measure] += line[measure];
    }
  return [...byKey.values()].map(({ value, ofDays }) => {
    const pairs = (measure: "events" | "views"): number[] =>
      [...ofDays].flatMap(([day, line]) => (line[measure] > 0 ? [day, line[measure]] : []));
    const perDay = (measure: "users" | "sessions") => ({
      cells: [...ofDays].flatMap(([day, line]) => (line[measure] > 0 ? [day, NEVER, line[measure]] : [])),
      perDay: true as const,
    });
    return {
      value,
      ...{ events: pairs("events"), views: pairs("views") },
      ...{ users: perDay("users"), sessions: perDay("sessions") },
    };
  });
}
