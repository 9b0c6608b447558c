import {
  dayStart,
  LONGEST_TOTALS_KEY,
  TOTALS_KEYS,
  TOTALS_MEASURES,
  type TotalsCounts,
  type TotalsLine,
  type TotalsTable,
} from "../../model/daily-totals.ts";
import { fail, type Result, success } from "../../model/failure.ts";
import { isRecord } from "../../model/is-record.ts";
import type { Project } from "../../model/project.ts";
import { retentionBoundary } from "../../model/retention.ts";
import { isWithin } from "../../model/time-span.ts";
import { dateToDay, zoneOf } from "../../model/time-zone.ts";
import { isDay } from "./recognise-totals.ts";

/** `YYYY-MM-DD`. */
export type DayLine = TotalsLine & { day: string };

const refused = (message: string): Result<never> => fail({ kind: "invalid-input", message });

/** A line of a table on a day; where it is none, or of a day that is not kept or still to come, why. */
export function makeLineParser({
  table,
  project,
  importedAt,
}: {
  table: TotalsTable;
  project: Pick<Project, "timeZone" | "retentionDays" | "erasedSpans">;
  /** Epoch milliseconds. */
  importedAt: number;
}): (row: unknown) => Result<DayLine> {
  const zone = zoneOf(project.timeZone);
  const keys = TOTALS_KEYS[table];
  const { retentionDays, erasedSpans = [] } = project;
  const keepsFrom =
    retentionDays === undefined ? -Infinity : retentionBoundary(retentionDays, project.timeZone, importedAt);
  const reasonByDay = new Map<string, string | undefined>();
  const whyNot = (day: string): string | undefined => {
    if (dateToDay(day) === undefined) return `${day} is no date.`;
    const start = dayStart(day, zone);
    if (start > importedAt) return `${day} is still to come.`;
    if (start < keepsFrom) return `${day} is older than this project keeps events: Settings tells how long.`;
    if (erasedSpans.some((span) => isWithin(span, start)))
      return `${day} was erased: Settings tells which times are.`;
    return undefined;
  };
  return (row) => {
    if (!isRecord(row)) return refused("It is no line of a table.");
    const day = row["date"];
    if (!isDay(row) || typeof day !== "string") return refused("date is no day such as 2026-11-24.");
    if (!reasonByDay.has(day)) reasonByDay.set(day, whyNot(day));
    const reason = reasonByDay.get(day);
    if (reason !== undefined) return refused(reason);
    const counts: TotalsCounts = {};
    for (const measure of TOTALS_MEASURES) {
      const given = row[measure];
      if (given === undefined || given === null || given === "") continue;
      const count = typeof given === "string" ? Number(given) : given;
      if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0)
        return refused(`${measure} is no count: a whole number of 0 or more.`);
      counts[measure] = count;
    }
    if (Object.keys(counts).length === 0) return refused("It counts nothing.");
    const key = keys.map((field) => textOf(row[field]));
    if (key.some((part) => part.length > LONGEST_TOTALS_KEY))
      return refused(`A text of it is longer than ${LONGEST_TOTALS_KEY} characters.`);
    return success({ day, key, counts });
  };
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value.toWellFormed() : typeof value === "number" ? String(value) : "";
