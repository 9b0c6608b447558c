import { dropDailyTotals, saveDailyTotals } from "../../catalog/daily-totals.ts";
import type { Database } from "../../database/database.ts";
import { makeBreather } from "../../log/breathe.ts";
import {
  type DailyTotals,
  dayStart,
  LONGEST_TOTALS_KEY,
  TOTALS_KEYS,
  TOTALS_MEASURES,
  type TotalsCounts,
  type TotalsLine,
  type TotalsTable,
} from "../../model/daily-totals.ts";
import type { Failure, Result } from "../../model/failure.ts";
import { fail, success } from "../../model/failure.ts";
import { isRecord } from "../../model/is-record.ts";
import type { Project } from "../../model/project.ts";
import { retentionBoundary } from "../../model/retention.ts";
import { isWithin } from "../../model/time-span.ts";
import { dateToDay, zoneOf } from "../../model/time-zone.ts";
import type { ImportTally } from "../import-tally.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { isDay } from "./recognise-totals.ts";

/** Lines in memory before whole days are written. */
const LINES_HELD = 20_000;
const ROWS_A_STEP = 250;
/** Of one day of a table: they are held, and stored, as one. */
const MOST_LINES_A_DAY = 100_000;

interface TotalsOptions {
  groups: AsyncIterable<Result<RowGroup>>;
  table: TotalsTable;
  db: Database;
  project: Project;
  importId: string;
  /** Epoch milliseconds. */
  importedAt: number;
  /** Of an archive, the part these rows are of. */
  file?: string | undefined;
  tally: ImportTally;
  signal: AbortSignal;
  onStep: () => void;
  mostLinesADay?: number | undefined;
}

/**
 * Reads a table of daily totals into the project: as they are, since no event can be told from them. A day that was there
 * is replaced by this import's for as long as it is not undone. Lines of days in another order than by date are joined
 * all the same. A day with more lines than one may have is left out, and told. Ends with the first failure, `cancelled` among them; what was written before it stays.
 */
export async function importTotals(options: TotalsOptions): Promise<Failure | undefined> {
  const { table, tally, signal, importId, importedAt, mostLinesADay = MOST_LINES_A_DAY } = options;
  const parse = makeLineParser(options);
  const named = options.file === undefined ? {} : { file: options.file };
  const breathe = makeBreather();
  const pending = new Map<string, TotalsLine[]>();
  const written = new Set<string>();
  const linesByDay = new Map<string, number>();
  let held = 0;
  let latest: string | undefined;

  /** A day that is still read is not written: cut short, it would stand in place of a whole one. */
  const write = async (unread?: string): Promise<Failure | undefined> => {
    const rest = unread === undefined ? undefined : pending.get(unread);
    if (unread !== undefined) pending.delete(unread);
    const totals = Array.from(pending, ([day, lines]): DailyTotals => ({
      table,
      day,
      importId,
      importedAt,
      lines,
    }));
    pending.clear();
    held = rest?.length ?? 0;
    if (unread !== undefined && rest !== undefined) pending.set(unread, rest);
    if (totals.length === 0) return undefined;
    const saved = await saveDailyTotals(options.db, options.project.id, totals, ({ day }) =>
      written.has(day),
    );
    if (!saved.ok) return saved.failure;
    for (const { day } of totals) written.add(day);
    const days = totals.map(({ day }) => dayStart(day, zoneOf(options.project.timeZone)));
    tally.admitted(saved.value.accepted, saved.value.duplicate, {
      first: days.reduce((least, ms) => Math.min(least, ms)),
      last: days.reduce((most, ms) => Math.max(most, ms)),
    });
    options.onStep();
    return undefined;
  };
  /** What is too much for one day is none of it: cut short, it would stand in place of a whole one. */
  const refuseDay = async (day: string, number: number): Promise<Failure | undefined> => {
    const waiting = pending.get(day)?.length ?? 0;
    pending.delete(day);
    held -= waiting;
    const reason = `${day} has more than ${mostLinesADay.toLocaleString("en")} lines in this table: it is left out.`;
    tally.refuse({ index: number, ...named, reason }, waiting + 1);
    if (!written.delete(day)) return undefined;
    const dropped = await dropDailyTotals(options.db, options.project.id, { table, day, importId });
    return dropped.ok ? undefined : dropped.failure;
  };
  const takeRow = async (row: FileRow | undefined, number: number): Promise<Failure | undefined> => {
    if (row === undefined) return undefined;
    const line = "fault" in row ? fail({ kind: "invalid-input", message: row.fault }) : parse(row.value);
    if (!line.ok) {
      tally.refuse({ index: number, ...named, reason: line.failure.message }, 1, row);
      return undefined;
    }
    const { day, ...rest } = line.value;
    const ofDay = (linesByDay.get(day) ?? 0) + 1;
    linesByDay.set(day, ofDay);
    if (ofDay > mostLinesADay) return refuseDay(day, number);
    const lines = pending.get(day);
    if (lines === undefined) pending.set(day, [rest]);
    else lines.push(rest);
    latest = day;
    held += 1;
    return undefined;
  };

  for await (const group of options.groups) {
    if (!group.ok)
      return group.failure.kind === "cancelled" ? group.failure : ((await write(latest)) ?? group.failure);
    const rows = group.value;
    for (let index = 0; index < rows.count; index++) {
      const refusal = await takeRow(rows.rowAt(index), rows.numberAt(index));
      if (refusal !== undefined) return refusal;
      if (held >= LINES_HELD) {
        const failure = await write(latest);
        if (failure !== undefined) return failure;
      }
      if (index % ROWS_A_STEP === 0) await breathe();
      if (signal.aborted) return { kind: "cancelled", message: "Cancelled." };
    }
    options.onStep();
  }
  return write();
}

const refused = (message: string): Result<never> => fail({ kind: "invalid-input", message });

function makeLineParser({
  table,
  project,
  importedAt,
}: TotalsOptions): (row: unknown) => Result<TotalsLine & { day: string }> {
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
