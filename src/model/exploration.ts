import * as v from "valibot";
import { canonicalJson } from "./canonical-json.ts";
import type { JsonValue } from "./event.ts";
import { filterTermsSchema, propertySchema } from "./filter-schema.ts";
import { FORMULA_LENGTH, parseFormula, SERIES_LETTERS, type SeriesLetter } from "./formula.ts";
import { issueWords } from "./issue-words.ts";
import { isField } from "./own-fields.ts";
import {
  COMPARES,
  FOLDS,
  MEASURES,
  NAMED_WINDOWS,
  PERS,
  SESSION_MEASURES,
  type AnyMeasure,
  type AnyQuestion,
  type FilterTerm,
  type Granularity,
  type QuestionWindow,
} from "./question.ts";

export const DISPLAYS = ["line", "area", "bar", "stacked", "table", "number", "heat"] as const;
export type Display = (typeof DISPLAYS)[number];

export const COMPARISONS = ["none", ...COMPARES] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const EXPLORATION_LIMITS = {
  series: SERIES_LETTERS.length,
  formulas: 4,
  labelLength: 100,
  /** Values of a breakdown shown. */
  top: 20,
  /** Buckets of a rolling average. */
  rolling: { least: 2, most: 90 },
} as const;

/** One thing counted. Formulas and links know it by its letter, which it keeps when others come, go or move. */
export interface ExplorationSeries {
  letter: SeriesLetter;
  measure: AnyMeasure;
  type?: string;
  name?: string;
  /** Beside those of the whole exploration. */
  filters: FilterTerm[];
  /** In place of the words it would have. */
  label?: string;
}

export interface ExplorationFormula {
  /** As {@link parseFormula} takes it. */
  text: string;
  label?: string;
}

/** How the buckets of a series are shown: a rolling average is over so many of them. */
export type Shown = "counted" | "cumulative" | { rolling: number };

/** What of an exploration no other page shares. */
export interface Sheet {
  /** At least one. */
  series: ExplorationSeries[];
  formulas: ExplorationFormula[];
  /** `and`: by pairs of values, those of this property second. */
  breakdown?: { property: string; and?: string; top: number };
  compare: Comparison;
  display: Display;
  shown: Shown;
}

/** Several questions over the same time, and how their answers are shown. */
export interface Exploration extends Sheet {
  version: 1;
  window: QuestionWindow;
  /** Absent: what suits the window. */
  granularity?: Granularity;
  /** Of every series. */
  filters: FilterTerm[];
  /** What traffic rules leave out counts too. */
  allTraffic: boolean;
}

const DEFAULT_TOP = 5;
export const DEFAULT_SHEET: Sheet = {
  series: [{ letter: "A", measure: "events", filters: [] }],
  formulas: [],
  compare: "previous",
  display: "line",
  shown: "counted",
};

const text = (what: string, most: number) =>
  v.pipe(
    v.string(`${what} must be text`),
    v.minLength(1, `${what} is empty`),
    v.maxLength(most, `${what} is longer than ${most} characters`),
    v.transform((given) => given.toWellFormed()),
  );
const label = text("a label", EXPLORATION_LIMITS.labelLength);

/** Members that are there and undefined go. */
const pruned = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

const per = v.picklist(PERS, `per is one of ${PERS.join(", ")}`);
const measureSchema = v.union(
  [
    v.picklist(MEASURES),
    v.pipe(
      v.strictObject({ count: v.picklist(MEASURES), per }),
      v.check(({ count, per: whose }) => count !== `${whose}s`),
    ),
    v.pipe(
      v.strictObject({
        property: v.pipe(
          propertySchema("property"),
          v.check((key) => !isField(key)),
        ),
        fold: v.picklist(FOLDS),
        per: v.optional(per),
      }),
      v.transform(pruned),
    ),
    v.strictObject({ session: v.picklist(SESSION_MEASURES) }),
  ],
  `a measure is one of ${MEASURES.join(", ")}, a rate of them, a fold of a property, or what sessions are`,
);

const seriesSchema = v.pipe(
  v.strictObject({
    letter: v.picklist(SERIES_LETTERS, `a letter is one of ${SERIES_LETTERS.join(", ")}`),
    measure: measureSchema,
    type: v.optional(text("a type", 64)),
    name: v.optional(text("a name", 200)),
    filters: v.optional(filterTermsSchema, []),
    label: v.optional(label),
  }),
  v.transform((given) => pruned(given) as ExplorationSeries),
);
const formulaSchema = v.pipe(
  v.strictObject({
    text: v.pipe(
      text("a formula", FORMULA_LENGTH),
      v.check(
        (given) => parseFormula(given).ok,
        (issue) => wrongFormula(issue.input),
      ),
    ),
    label: v.optional(label),
  }),
  v.transform((given) => pruned(given) as ExplorationFormula),
);
function wrongFormula(given: string): string {
  const parsed = parseFormula(given);
  return parsed.ok ? "" : parsed.failure.message.replace(/\.$/, "");
}

const breakdownSchema = v.pipe(
  v.strictObject({
    property: propertySchema("a breakdown"),
    and: v.optional(propertySchema("a breakdown's second property")),
    top: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(EXPLORATION_LIMITS.top)),
      DEFAULT_TOP,
    ),
  }),
  v.check(({ property, and }) => property !== and, "a breakdown names one property twice"),
  v.transform(({ property, and, top }) => ({ property, ...(and !== undefined && { and }), top })),
);
const compareSchema = v.picklist(COMPARISONS);
const displaySchema = v.picklist(DISPLAYS);
const shownSchema = v.union([
  v.picklist(["counted", "cumulative"]),
  v.strictObject({
    rolling: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(EXPLORATION_LIMITS.rolling.least),
      v.maxValue(EXPLORATION_LIMITS.rolling.most),
    ),
  }),
]);
const hasOwnLetters = (series: ExplorationSeries[]): boolean =>
  new Set(series.map(({ letter }) => letter)).size === series.length;

const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(Date.UTC(10_000, 0, 1)));
const windowSchema = v.union([
  v.strictObject({ last: v.picklist(NAMED_WINDOWS) }),
  v.pipe(
    v.strictObject({ from: instant, to: instant }),
    v.check(({ from, to }) => from < to, "it ends before it begins"),
  ),
]);

/** One that was stored or came in a file. */
export const explorationSchema: v.GenericSchema<unknown, Exploration> = v.pipe(
  v.strictObject({
    version: v.literal(1),
    series: v.pipe(
      v.array(seriesSchema),
      v.minLength(1),
      v.maxLength(EXPLORATION_LIMITS.series),
      v.check(hasOwnLetters, "Two series have the same letter."),
    ),
    formulas: v.pipe(v.array(formulaSchema), v.maxLength(EXPLORATION_LIMITS.formulas)),
    breakdown: v.optional(breakdownSchema),
    compare: compareSchema,
    display: displaySchema,
    shown: shownSchema,
    window: windowSchema,
    granularity: v.optional(v.picklist(["minute", "hour", "day", "week", "month"])),
    filters: filterTermsSchema,
    allTraffic: v.boolean(),
  }),
  v.transform((given) => pruned(given) as Exploration),
);

/** As a link has it: JSON without what is as by default; undefined where all is. */
export function sheetToText({
  series,
  formulas,
  breakdown,
  compare,
  display,
  shown,
}: Sheet): string | undefined {
  const said = {
    ...(isDefault(series, DEFAULT_SHEET.series)
      ? {}
      : {
          series: series.map(({ filters, ...each }) => ({ ...each, ...(filters.length > 0 && { filters }) })),
        }),
    ...(formulas.length > 0 && { formulas }),
    ...(breakdown && { breakdown }),
    ...(compare !== DEFAULT_SHEET.compare && { compare }),
    ...(display !== DEFAULT_SHEET.display && { display }),
    ...(shown !== DEFAULT_SHEET.shown && { shown }),
  };
  return Object.keys(said).length === 0 ? undefined : JSON.stringify(said);
}

const isDefault = (value: object, usual: object): boolean =>
  canonicalJson(value as JsonValue) === canonicalJson(usual as JsonValue);

/**
 * Reads what {@link sheetToText} wrote. What it does not understand is left out, or replaced by what is usual, and said
 * in `notices`, in words; it never throws.
 */
export function parseSheet(given: string | undefined): { sheet: Sheet; notices: string[] } {
  if (given === undefined) return { sheet: DEFAULT_SHEET, notices: [] };
  const said = parseJson(given);
  if (said === undefined)
    return {
      sheet: DEFAULT_SHEET,
      notices: ["This link's question was not understood; showing all events."],
    };
  const notices: string[] = [];
  const { series, formulas, breakdown, compare, display, shown, ...rest } = said;
  const read = <T>(schema: v.GenericSchema<unknown, T>, value: unknown, usual: T, notice: string): T => {
    if (value === undefined) return usual;
    const parsed = v.safeParse(schema, value, { abortEarly: true });
    if (parsed.success) return parsed.output;
    notices.push(`This link's ${notice}.`);
    return usual;
  };
  for (const key of Object.keys(rest).slice(0, 3))
    notices.push(`This link says “${key.slice(0, 40)}”, which is not known here; it was left out.`);
  const found = {
    series: readSeries(series, notices),
    formulas: readList(formulas, formulaSchema, EXPLORATION_LIMITS.formulas, "formula", notices),
    compare: read(
      compareSchema,
      compare,
      DEFAULT_SHEET.compare,
      "comparison was not understood; showing the previous period",
    ),
    display: read(displaySchema, display, DEFAULT_SHEET.display, "display was not understood; showing lines"),
    shown: read(
      shownSchema,
      shown,
      DEFAULT_SHEET.shown,
      "way to show values was not understood; showing them as counted",
    ),
  };
  const by = read(
    v.optional(breakdownSchema),
    breakdown,
    undefined,
    "breakdown was not understood; showing none",
  );
  return { sheet: { ...found, ...(by && { breakdown: by }) }, notices };
}

function parseJson(given: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(given);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : undefined;
  } catch {
    return undefined;
  }
}

function readSeries(given: unknown, notices: string[]): ExplorationSeries[] {
  if (given === undefined) return DEFAULT_SHEET.series;
  const read = readList(given, seriesSchema, EXPLORATION_LIMITS.series, "series", notices);
  const own = read.filter((each, at) => read.findIndex(({ letter }) => letter === each.letter) === at);
  if (own.length < read.length)
    notices.push("Two of this link's series have the same letter; the first of them is shown.");
  if (own.length > 0) return own;
  if (notices.length === 0) notices.push("This link has no series; showing all events.");
  return DEFAULT_SHEET.series;
}

function readList<T>(
  given: unknown,
  schema: v.GenericSchema<unknown, T>,
  most: number,
  what: "series" | "formula",
  notices: string[],
): T[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    notices.push(
      `This link's ${what === "series" ? what : "formulas"} were not understood; they were left out.`,
    );
    return [];
  }
  if (given.length > most)
    notices.push(
      `This link has more than ${most} ${what === "series" ? what : "formulas"}; the first ${most} are shown.`,
    );
  return given.slice(0, most).flatMap((each: unknown, at) => {
    const parsed = v.safeParse(schema, each, { abortEarly: true });
    if (parsed.success) return [parsed.output];
    notices.push(`Of this link, ${what} ${at + 1} was left out: ${issueWords(parsed.issues[0])}.`);
    return [];
  });
}

/** The first letter no series has; undefined where all are taken. */
export const freeLetter = (series: readonly ExplorationSeries[]): SeriesLetter | undefined =>
  SERIES_LETTERS.find((letter) => series.every((each) => each.letter !== letter));

/** What is asked for one series. `granularity` is that of the buckets. */
export function seriesToQuestion(
  { window, filters, allTraffic, breakdown, compare }: Exploration,
  { measure, type, name, filters: own }: ExplorationSeries,
  granularity: Granularity,
): AnyQuestion {
  const all = [...filters, ...own];
  return {
    version: 1,
    measure,
    window,
    granularity,
    ...(type !== undefined && { type }),
    ...(name !== undefined && { name }),
    ...(all.length > 0 && { filters: all }),
    ...(breakdown && {
      breakdown: breakdown.and === undefined ? breakdown.property : [breakdown.property, breakdown.and],
      limit: breakdown.top,
    }),
    ...(compare !== "none" && { compare }),
    ...(allTraffic ? {} : { traffic: "real" as const }),
  };
}
