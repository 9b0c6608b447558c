import { dropDailyTotals, type LineCounts, saveDailyTotals } from "../../catalog/daily-totals.ts";
import type { Database } from "../../database/database.ts";
import { makeBreather } from "../../log/breathe.ts";
import { type DailyTotals, dayStart, type TotalsLine, type TotalsTable } from "../../model/daily-totals.ts";
import type { Failure, Result } from "../../model/failure.ts";
import { fail } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { zoneOf } from "../../model/time-zone.ts";
import type { ImportTally } from "../import-tally.ts";
import type { FileRow, RowGroup } from "../row-group.ts";
import { makeLineParser } from "./parse-line.ts";

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
  /** By day, what its lines were counted as. */
  const written = new Map<string, LineCounts>();
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
    const sum = { accepted: 0, duplicate: 0 };
    for (const [at, { day }] of totals.entries()) {
      const counted = saved.value[at]!;
      const before = written.get(day);
      written.set(day, before === undefined ? counted : addLines(before, counted));
      addLines(sum, counted);
    }
    const days = totals.map(({ day }) => dayStart(day, zoneOf(options.project.timeZone)));
    tally.admitted(sum.accepted, sum.duplicate, {
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
    const before = written.get(day) ?? { accepted: 0, duplicate: 0 };
    if (written.delete(day)) {
      const dropped = await dropDailyTotals(options.db, options.project.id, { table, day, importId });
      if (!dropped.ok) return dropped.failure;
      tally.withdrawn(before.accepted, before.duplicate);
    }
    tally.refuse({ index: number, ...named, reason }, before.accepted + before.duplicate + waiting + 1);
    return undefined;
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

function addLines(sum: LineCounts, { accepted, duplicate }: LineCounts): LineCounts {
  sum.accepted += accepted;
  sum.duplicate += duplicate;
  return sum;
}
