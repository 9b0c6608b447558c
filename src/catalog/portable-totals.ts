import * as v from "valibot";
import type { Database } from "../database/database.ts";
import type { DailyTotalsRow } from "../database/rows.ts";
import { compareText } from "../model/compare-text.ts";
import {
  contentOf,
  type DailyTotals,
  dayStart,
  isNewer,
  LONGEST_TOTALS_KEY,
  TOTALS_KEYS,
  TOTALS_MEASURES,
  TOTALS_TABLES,
  wholeDays,
} from "../model/daily-totals.ts";
import { digestOf } from "../model/digest.ts";
import { type Result, success } from "../model/failure.ts";
import type { ProjectId } from "../model/identifier.ts";
import type { TimeSpan } from "../model/time-span.ts";
import { dateToDay, zoneOf } from "../model/time-zone.ts";
import { attempt } from "./attempt.ts";
import { totalsOfProject } from "./daily-totals.ts";
import { parseInput } from "./parse-input.ts";
import { readProject } from "./projects.ts";

const VERSION = 1;

type Portable = Omit<DailyTotals, "importId">;

const timeless = (totals: DailyTotals): string => contentOf({ ...totals, importedAt: 0 });

/** All of a project, or of some imports, of each content one, in an order that does not depend on how they came. */
export async function readAllTotals(
  db: Database,
  projectId: string,
  isWanted: (importId: string) => boolean = () => true,
): Promise<Portable[]> {
  const byContent = new Map<string, Portable>();
  for (const { table, day, importId, importedAt, lines } of await totalsOfProject(db, projectId).toArray()) {
    if (!isWanted(importId)) continue;
    const totals = { table, day, importedAt, lines };
    byContent.set(contentOf({ ...totals, importId: "" }), totals);
  }
  return Array.from(byContent)
    .sort(([a], [b]) => compareText(a, b))
    .map(([, totals]) => totals);
}

/** Another one where totals came or went since, as far as keys and imports tell: none is read. */
export async function markTotals(db: Database, projectId: string): Promise<string> {
  const keys = await totalsOfProject(db, projectId).primaryKeys();
  if (keys.length === 0) return "";
  const imports = await db.imports.where("projectId").equals(projectId).toArray();
  const ended = imports.map(({ id, endedAt = 0 }) => `${id} ${endedAt}`).sort();
  const text = new TextEncoder().encode([...keys.map((key) => key.join(" ")), ...ended].join("\n"));
  return digestOf(text);
}

export const totalsToFile = (totals: readonly Portable[]): object => ({ version: VERSION, totals });

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const totalsFile = v.object({
  version: v.literal(VERSION, "Its daily totals were written by a newer Lochan."),
  totals: v.array(
    v.pipe(
      v.object({
        table: v.picklist(TOTALS_TABLES),
        day: v.pipe(
          v.string(),
          v.check((day) => dateToDay(day) !== undefined, "A day is no date."),
        ),
        importedAt: v.pipe(v.number(), v.finite()),
        lines: v.array(
          v.object({
            key: v.array(v.pipe(v.string(), v.maxLength(LONGEST_TOTALS_KEY))),
            counts: v.object(
              Object.fromEntries(TOTALS_MEASURES.map((measure) => [measure, v.exactOptional(count)])),
            ),
          }),
        ),
      }),
      v.check(
        ({ table, lines }) => lines.every(({ key }) => key.length === TOTALS_KEYS[table].length),
        "A line has another number of names than its table.",
      ),
    ),
  ),
});

/** What {@link totalsToFile} gave; `invalid-input` with the first thing wrong. */
export function parseTotalsFile(input: unknown): Result<Portable[]> {
  const parsed = parseInput(totalsFile, input);
  return parsed.ok ? success(parsed.value.totals) : parsed;
}

/** Another device's clock may be ahead, or the project's zone another one there: its today is no day to come. */
const AHEAD_MS = 86_400_000;

export interface PutTotals {
  /** Tables of days that are new here. */
  added: number;
  /** Why days were left out that should be told of. */
  refused?: string;
}

/**
 * Puts daily totals beside those here, as part of an import. Left out are days that were erased whole,
 * here or in `erased`, and those that are here with the same content; of one import the latest of a table and day stays. Times of
 * imports to come are taken for now; days more than one day to come are refused.
 */
export function putTotals(
  db: Database,
  projectId: ProjectId,
  given: readonly Portable[],
  importId: string,
  erased: readonly TimeSpan[] = [],
): Promise<Result<PutTotals>> {
  return attempt(() =>
    db.transaction("rw", db.projects, db.dailyTotals, async (): Promise<Result<PutTotals>> => {
      const project = await readProject(db, projectId);
      if (!project.ok) return project;
      const zone = zoneOf(project.value.timeZone);
      const spans = [...(project.value.erasedSpans ?? []), ...erased];
      // As `eraseTotals` has it: a day that lies in an erased time only in part stayed where it was.
      const erasedDays = spans.map((span) => wholeDays(span, zone));
      const isErased = (day: string): boolean =>
        erasedDays.some(({ first = "", before = "~" }) => first <= day && day < before);
      const here = await totalsOfProject(db, projectId).toArray();
      const known = new Set(here.map(contentOf));
      const saidOnce = new Set(here.map(timeless));
      const now = Date.now();
      const rows = new Map<string, DailyTotalsRow>();
      const before = new Map(
        here.flatMap((row) => (row.importId === importId ? [[`${row.table} ${row.day}`, row]] : [])),
      );
      const toCome = new Set<string>();
      for (const totals of given) {
        if (dayStart(totals.day, zone) > now + AHEAD_MS) {
          toCome.add(totals.day);
          continue;
        }
        const row = { projectId, ...totals, importId, importedAt: Math.min(totals.importedAt, now) };
        // What is taken for now has another time whenever it is put.
        const isKnown = totals.importedAt > now ? saidOnce.has(timeless(row)) : known.has(contentOf(row));
        if (isKnown || isErased(totals.day)) continue;
        // One import has one of each table and day: of several the latest stands anyway.
        const key = `${row.table} ${row.day}`;
        const rival = rows.get(key) ?? before.get(key);
        if (rival === undefined || isNewer(row, rival)) rows.set(key, row);
      }
      await db.dailyTotals.bulkPut([...rows.values()]);
      return success({ added: rows.size, ...(toCome.size > 0 && { refused: toComeWords([...toCome]) }) });
    }),
  );
}

function toComeWords(days: string[]): string {
  const [first = ""] = days.sort();
  return days.length === 1
    ? `${first} is still to come: its daily totals are left out.`
    : `${days.length.toLocaleString("en")} days, ${first} the first of them, are still to come: their daily totals are left out.`;
}
