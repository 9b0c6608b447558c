import { canonicalJson } from "./canonical-json.ts";
import { compareText } from "./compare-text.ts";
import type { TimeSpan } from "./time-span.ts";
import { dateToDay, type Zone } from "./time-zone.ts";

/**
 * What another product counted by day, which is no event and becomes none. Tables and columns are Plausible's
 * (https://plausible.io/docs/csv-import).
 */
export const TOTALS_KEYS = {
  visitors: [],
  sources: ["source", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"],
  pages: ["page", "hostname"],
  entry_pages: ["entry_page"],
  exit_pages: ["exit_page"],
  custom_events: ["name", "link_url", "path"],
  locations: ["country", "region", "city"],
  devices: ["device"],
  browsers: ["browser", "browser_version"],
  operating_systems: ["operating_system", "operating_system_version"],
} as const satisfies Record<string, readonly string[]>;

export type TotalsTable = keyof typeof TOTALS_KEYS;

export const TOTALS_TABLES = Object.keys(TOTALS_KEYS) as TotalsTable[];

/** `visit_duration` in seconds, of all visits together. */
export const TOTALS_MEASURES = [
  "visitors",
  "visits",
  "pageviews",
  "events",
  "entrances",
  "exits",
  "bounces",
  "visit_duration",
] as const;

export type TotalsMeasure = (typeof TOTALS_MEASURES)[number];
export type TotalsCounts = Partial<Record<TotalsMeasure, number>>;

/** Characters each name of a line may have. */
export const LONGEST_TOTALS_KEY = 2_000;

/** One line of a table on one day; `key` in the order of {@link TOTALS_KEYS}. */
export interface TotalsLine {
  key: string[];
  counts: TotalsCounts;
}

/** One table of one day, as one import brought it. */
export interface DailyTotals {
  table: TotalsTable;
  /** Of the site, `YYYY-MM-DD`. */
  day: string;
  importId: string;
  /** When its import began, epoch milliseconds: of one day the latest import stands. */
  importedAt: number;
  lines: TotalsLine[];
}

/** A table's lines of some days, joined by the first part of their key. */
export interface TotalsGroup {
  table: TotalsTable;
  /** Greatest first, of the measure that the table is ordered by. */
  rows: { label: string; counts: TotalsCounts }[];
  /** Lines joined into those that are left out. */
  others: number;
}

export interface TotalsAnswer {
  /** All there are, whatever was asked for; undefined where there are none. */
  extent?: { first: string; last: string };
  /** Days that were asked for and have totals, ascending. Visitors of one day; of several they are no users. */
  days: { day: string; counts: TotalsCounts }[];
  groups: TotalsGroup[];
}

/** What an import brought of one table that stands. */
export interface TotalsPart {
  importId: string;
  importedAt: number;
  table: TotalsTable;
  days: number;
  lines: number;
}

/** An answer with what it was made of. */
export interface TotalsReceipt {
  answer: TotalsAnswer;
  /** By when they were imported, then by table. */
  parts: TotalsPart[];
  /** By whose clock days are whole. */
  timeZone: string;
  /** Milliseconds it took. */
  ms: number;
}

/** Which imports totals are of, as they {@link standing stand}. */
export function partsOf(totals: readonly DailyTotals[]): TotalsPart[] {
  const parts = new Map<string, TotalsPart>();
  for (const { importId, importedAt, table, lines } of totals) {
    const key = `${table} ${importId}`;
    const part = parts.get(key) ?? { importId, importedAt, table, days: 0, lines: 0 };
    parts.set(key, { ...part, days: part.days + 1, lines: part.lines + lines.length });
  }
  return [...parts.values()].sort(
    (a, b) =>
      a.importedAt - b.importedAt ||
      compareText(a.importId, b.importId) ||
      TOTALS_TABLES.indexOf(a.table) - TOTALS_TABLES.indexOf(b.table),
  );
}

/** Adds to a sum what it has of each measure. */
export function addCounts(sum: TotalsCounts, more: TotalsCounts): void {
  for (const measure of TOTALS_MEASURES) {
    const value = more[measure];
    if (value !== undefined) sum[measure] = (sum[measure] ?? 0) + value;
  }
}

/** What a table is ordered by. */
export const rankingMeasure = (table: TotalsTable): TotalsMeasure =>
  table === "custom_events" ? "events" : table === "pages" ? "pageviews" : "visitors";

/** Of two of the same moment the greater by its content: imports are of a device, and all are to tell the same. */
export const isNewer = (a: DailyTotals, b: DailyTotals): boolean =>
  a.importedAt > b.importedAt || (a.importedAt === b.importedAt && contentOf(a) > contentOf(b));

/** What totals say, whatever import brought them. */
export const contentOf = ({ table, day, importedAt, lines }: DailyTotals): string =>
  canonicalJson({
    table,
    day,
    importedAt,
    lines: lines.map(({ key, counts }) => ({ key, counts: { ...counts } })),
  });

/** Of each table and day the one that stands. */
export function standing(all: Iterable<DailyTotals>): DailyTotals[] {
  const newest = new Map<string, DailyTotals>();
  for (const each of all) {
    const key = `${each.table} ${each.day}`;
    const known = newest.get(key);
    if (known === undefined || isNewer(each, known)) newest.set(key, each);
  }
  return [...newest.values()];
}

/** Answers for days that were picked, of totals as they {@link standing stand}. `rows`: how many a group has at most. */
export function answerTotals(
  totals: readonly DailyTotals[],
  rows: number,
): Pick<TotalsAnswer, "days" | "groups"> {
  const days = new Map<string, TotalsCounts>();
  const labels = new Map<TotalsTable, Map<string, TotalsCounts>>();
  for (const { table, day, lines } of totals)
    for (const { key, counts } of lines) {
      if (table === "visitors") {
        addCounts(entry(days, day), counts);
        continue;
      }
      const ofTable = labels.get(table) ?? new Map<string, TotalsCounts>();
      labels.set(table, ofTable);
      addCounts(entry(ofTable, key[0] ?? ""), counts);
    }
  const groups = TOTALS_TABLES.flatMap((table): TotalsGroup[] => {
    const found = labels.get(table);
    if (found === undefined) return [];
    const measure = rankingMeasure(table);
    const ranked = Array.from(found, ([label, counts]) => ({ label, counts })).sort(
      (a, b) => (b.counts[measure] ?? 0) - (a.counts[measure] ?? 0) || compareText(a.label, b.label),
    );
    return [{ table, rows: ranked.slice(0, rows), others: Math.max(0, ranked.length - rows) }];
  });
  return {
    days: Array.from(days, ([day, counts]) => ({ day, counts })).sort((a, b) => compareText(a.day, b.day)),
    groups,
  };
}

function entry<Key>(map: Map<Key, TotalsCounts>, key: Key): TotalsCounts {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made: TotalsCounts = {};
  map.set(key, made);
  return made;
}

/** First instant of a day of totals, by a zone's clock. */
export const dayStart = (day: string, zone: Zone): number => zone.startOfDay(dateToDay(day) ?? Number.NaN);

/** From a day to before another, `YYYY-MM-DD`. */
export interface DaySpan {
  first: string;
  before: string;
}

/** Of years past 9999, `+10000-01-01`, which as text would come before all days. */
const sortable = (date: string): string => (date.startsWith("+") ? "~" : date);

/** The days that lie in a span whole, by a zone's clock. */
export function wholeDays(
  { from, before }: { [Edge in keyof TimeSpan]?: TimeSpan[Edge] | undefined },
  zone: Zone,
): Partial<DaySpan> {
  const isGiven = (ms: number | undefined): ms is number => ms !== undefined && Number.isFinite(ms);
  return {
    ...(isGiven(from) && {
      first: sortable(zone.localDate(zone.dayStart(from) === from ? from : zone.nextBucket("day", from))),
    }),
    ...(isGiven(before) && { before: sortable(zone.localDate(before)) }),
  };
}
