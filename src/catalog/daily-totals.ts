import type { Database } from "../database/database.ts";
import type { DailyTotalsRow } from "../database/rows.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import {
  addCounts,
  answerTotals,
  type DaySpan,
  type DailyTotals,
  partsOf,
  standing,
  type TotalsAnswer,
  type TotalsLine,
  type TotalsReceipt,
  wholeDays,
} from "../model/daily-totals.ts";
import { type Result, success } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import { zoneOf } from "../model/time-zone.ts";
import type { TimeSpan } from "../model/time-span.ts";
import { unknownProject } from "../model/unknown-project.ts";
import { attempt } from "./attempt.ts";
import { readProject } from "./projects.ts";

const ROWS_A_GROUP = 7;
/** As a key it comes after every text. */
const AFTER_TEXT: never[] = [];

/** From a day to before another. */
const ofDays = (db: Database, projectId: string, { first = "", before = "~" }: Partial<DaySpan>) =>
  db.dailyTotals.where("[projectId+day]").between([projectId, first], [projectId, before]);

export interface LineCounts {
  accepted: number;
  duplicate: number;
}

/**
 * Writes what an import has of some days. Lines that are here already, of whichever import stands, are `duplicate`, all
 * others `accepted`: counted for each of `totals`. Where `adds` says so a day goes on that the same import has begun.
 */
export function saveDailyTotals(
  db: Database,
  projectId: ProjectId,
  totals: readonly DailyTotals[],
  adds: (each: DailyTotals) => boolean,
): Promise<Result<LineCounts[]>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.dailyTotals, async () => {
      if ((await db.projects.get(projectId)) === undefined) return unknownProject(projectId);
      const counts: LineCounts[] = [];
      const written: DailyTotalsRow[] = [];
      for (const each of totals) {
        const before = await db.dailyTotals
          .where("[projectId+table+day+importId]")
          .between([projectId, each.table, each.day], [projectId, each.table, each.day, AFTER_TEXT])
          .toArray();
        const begun = adds(each) ? before.find(({ importId }) => importId === each.importId) : undefined;
        // What the import itself has of the day would stand before all else.
        const [stands] = standing(before.filter((row) => row !== begun));
        const known = new Set(stands?.lines.map(lineText));
        const joined = joinLines(each.lines);
        const again = new Set(joined.filter((line) => known.has(lineText(line))).map(keyText));
        const counted = { accepted: 0, duplicate: 0 };
        for (const line of each.lines) counted[again.has(keyText(line)) ? "duplicate" : "accepted"]++;
        counts.push(counted);
        written.push({ projectId, ...each, lines: joinLines([...(begun?.lines ?? []), ...joined]) });
      }
      await db.dailyTotals.bulkPut(written);
      return success(counts);
    }),
  );
}

/** Takes back what an import has written of a day. */
export function dropDailyTotals(
  db: Database,
  projectId: string,
  { table, day, importId }: Pick<DailyTotals, "table" | "day" | "importId">,
): Promise<Result<null>> {
  return attempt(async () => {
    await db.dailyTotals.delete([projectId, table, day, importId]);
    return success(null);
  });
}

const keyText = ({ key }: TotalsLine): string => JSON.stringify(key);
const lineText = ({ key, counts }: TotalsLine): string => canonicalJson({ key, counts: { ...counts } });

/** Lines with the same key become one. */
export function joinLines(lines: readonly TotalsLine[]): TotalsLine[] {
  const byKey = new Map<string, TotalsLine>();
  for (const line of lines) {
    const text = keyText(line);
    const known = byKey.get(text);
    if (known === undefined) byKey.set(text, { key: line.key, counts: { ...line.counts } });
    else addCounts(known.counts, line.counts);
  }
  return [...byKey.values()];
}

/** Totals of the days that lie in `[from, to)` whole, epoch milliseconds, by the project's clock; all there are without them. */
export async function readTotals(
  db: Database,
  projectId: string,
  span: Partial<TimeSpan>,
): Promise<Result<TotalsAnswer>> {
  const read = await readTotalsReceipt(db, projectId, span);
  return read.ok ? success(read.value.answer) : read;
}

/** The same, with the imports it was made of. */
export function readTotalsReceipt(
  db: Database,
  projectId: string,
  { from, before }: Partial<TimeSpan>,
): Promise<Result<TotalsReceipt>> {
  return attempt(async (): Promise<Result<TotalsReceipt>> => {
    const started = performance.now();
    const project = await readProject(db, projectId);
    if (!project.ok) return project;
    const { timeZone } = project.value;
    const all = ofDays(db, projectId, {});
    const [first, last] = [await all.first(), await ofDays(db, projectId, {}).last()];
    const days = wholeDays({ from, before }, zoneOf(timeZone));
    const rows = first === undefined ? [] : await ofDays(db, projectId, days).toArray();
    const stands = standing(rows);
    const extent = first && last && { first: first.day, last: last.day };
    return success({
      answer: { ...(extent && { extent }), ...answerTotals(stands, ROWS_A_GROUP) },
      ...{ parts: partsOf(stands), timeZone, ms: performance.now() - started },
    });
  });
}

/** All there are, of whichever import. */
export const totalsOfProject = (db: Database, projectId: string) =>
  db.dailyTotals.where("[projectId+table+day+importId]").between([projectId], [projectId, AFTER_TEXT]);

/** Records, one for each table and day. */
export const countTotalsOf = (db: Database, importId: string): Promise<number> =>
  db.dailyTotals.where("importId").equals(importId).count();
