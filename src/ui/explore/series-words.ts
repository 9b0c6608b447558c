import type { Display, ExplorationSeries } from "../../model/exploration.ts";
import type { Measure } from "../../model/question.ts";
import { MEASURE_LABELS } from "../state/question-words.ts";

/** What a series can count: one more is one more entry. */
export const MEASURE_CHOICES: readonly { value: Measure; label: string; hint: string }[] = [
  { value: "events", label: "events", hint: "each counts" },
  { value: "users", label: "users", hint: "each once" },
  { value: "sessions", label: "sessions", hint: "each once" },
];

/** Which events a series is about. */
export const eventWords = ({ name, type }: Pick<ExplorationSeries, "name" | "type">): string =>
  name ?? (type === undefined ? "All events" : `All of type ${type}`);

/** Its label, else what it counts of what. */
export const seriesWords = (series: ExplorationSeries): string =>
  series.label ??
  (series.measure === "events"
    ? eventWords(series)
    : `${MEASURE_LABELS[series.measure]}: ${eventWords(series)}`);

export const DISPLAY_LABELS: Record<Display, string> = {
  line: "Line",
  area: "Area",
  bar: "Bars",
  stacked: "Stacked",
  table: "Table",
  number: "Number",
  heat: "Heat map",
};
