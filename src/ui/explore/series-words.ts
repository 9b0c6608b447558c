import type { Display, ExplorationSeries } from "../../model/exploration.ts";
import { FOLDS, type AnyMeasure, type Fold } from "../../model/question.ts";
import { termToText, type TermWords } from "../state/filter-words.ts";
import { measureWords } from "../state/question-words.ts";

/** What a series can count, or `fold:` and how the numbers of a property become one. */
export type MeasureChoice =
  | "events"
  | "users"
  | "sessions"
  | "events per user"
  | "events per session"
  | "sessions per user"
  | "bounce rate"
  | "visit duration"
  | `fold:${Fold}`;

const COUNTS: readonly { value: MeasureChoice; label: string; measure: AnyMeasure }[] = [
  { value: "events", label: "events", measure: "events" },
  { value: "users", label: "users", measure: "users" },
  { value: "sessions", label: "sessions", measure: "sessions" },
  { value: "events per user", label: "events per user", measure: { count: "events", per: "user" } },
  { value: "events per session", label: "events per session", measure: { count: "events", per: "session" } },
  { value: "sessions per user", label: "sessions per user", measure: { count: "sessions", per: "user" } },
  { value: "bounce rate", label: "bounce rate of sessions, 0 to 1", measure: { session: "bounce-rate" } },
  { value: "visit duration", label: "duration of sessions, seconds", measure: { session: "duration" } },
];

const FOLD_WORDS: Record<Fold, string> = {
  sum: "sum of",
  average: "average of",
  min: "minimum of",
  max: "maximum of",
  median: "median of",
  p90: "90th percentile of",
  p95: "95th percentile of",
  p99: "99th percentile of",
};

export const MEASURE_CHOICES: readonly { value: MeasureChoice; label: string }[] = [
  ...COUNTS.map(({ value, label }) => ({ value, label })),
  ...FOLDS.map((fold) => ({ value: `fold:${fold}` as const, label: FOLD_WORDS[fold] })),
];

/** The fold a choice is of; undefined for those that count. */
export const foldOf = (choice: MeasureChoice): Fold | undefined =>
  FOLDS.find((fold) => choice === `fold:${fold}`);

/** Of a choice that counts. */
export const countOfChoice = (choice: MeasureChoice): AnyMeasure =>
  COUNTS.find(({ value }) => value === choice)?.measure ?? "events";

export function measureToChoice(measure: AnyMeasure): MeasureChoice {
  if (typeof measure === "string") return measure;
  if ("fold" in measure) return `fold:${measure.fold}`;
  const said = JSON.stringify(measure);
  return COUNTS.find((each) => JSON.stringify(each.measure) === said)?.value ?? "events";
}

/** Which events a series is about. */
export const eventWords = ({ name, type }: Pick<ExplorationSeries, "name" | "type">): string =>
  name ?? (type === undefined ? "All events" : `All of type ${type}`);

/** Its label, else what it counts of what, by its own filters. */
export const seriesWords = (series: ExplorationSeries, known: TermWords = {}): string =>
  series.label ??
  [
    series.measure === "events"
      ? eventWords(series)
      : `${measureWords(series.measure)}: ${eventWords(series)}`,
    ...series.filters.map((filter) => termToText(filter, known)),
  ].join(", ");

export const DISPLAY_LABELS: Record<Display, string> = {
  line: "Line",
  area: "Area",
  bar: "Bars",
  stacked: "Stacked",
  table: "Table",
  number: "Number",
  heat: "Heat map",
};
