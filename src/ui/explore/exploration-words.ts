import type { Exploration } from "../../model/exploration.ts";
import type { SessionField } from "../../model/own-fields.ts";
import { propertyLabel, type TermWords } from "../state/filter-words.ts";
import type { Line } from "./lines.ts";
import { seriesWords } from "./series-words.ts";

const MOST_NAMED = 3;

const breakdownWords = ({ property, and }: NonNullable<Exploration["breakdown"]>): string =>
  [property, ...(and === undefined ? [] : [and])].map(propertyLabel).join(" and ");

/** What is shown, in a line. */
export function explorationTitle(
  { series, formulas, breakdown }: Exploration,
  known: TermWords = {},
): string {
  const all = [
    ...series.map((each) => seriesWords(each, known)),
    ...formulas.map(({ label, text }) => label ?? text),
  ];
  const named = all.slice(0, MOST_NAMED).join(", ");
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : "";
  return `${named}${more}${breakdown === undefined ? "" : ` by ${breakdownWords(breakdown)}`}`;
}

/** What somebody who looks at it should know. */
export function explorationNotes(
  { shown, series, breakdown, display, formulas }: Exploration,
  isFilling: boolean,
): string[] {
  const notes: string[] = [];
  const countsPeople = series.some(({ measure }) => measure === "users" || measure === "sessions");
  const isMean = series.some(
    ({ measure }) =>
      typeof measure === "object" &&
      !("fold" in measure && measure.fold === "sum" && measure.per === undefined),
  );
  if (display === "heat") {
    if (breakdown !== undefined) notes.push("A heat map shows all values of the breakdown together.");
    return notes;
  }
  if (shown === "cumulative")
    notes.push(
      `Cumulative: each point adds its bucket to those before it.${countsPeople ? " Who comes in two buckets is added twice; totals count everybody once." : ""} Totals are as counted.`,
    );
  else if (shown !== "counted")
    notes.push(
      `Rolling average: each point is the mean of its bucket and the ${shown.rolling - 1} before it; the first ${shown.rolling - 1} are means of the buckets there are. Totals are as counted.`,
    );
  if (shown !== "counted" && formulas.length > 0)
    notes.push("Formulas are worked out of the values as they are shown.");
  if (display === "stacked" && formulas.length > 0)
    notes.push("Formulas are not in the stack, for they do not add up; the table has them.");
  if ((display === "stacked" || shown === "cumulative") && isMean)
    notes.push("Only counts and sums add up: of averages and the like, what is added means nothing.");
  if (breakdown !== undefined && countsPeople)
    notes.push("A user or session with several values counts in each of them, and once in Everything else.");
  if (isFilling && display !== "number") notes.push("The last bucket is still filling.");
  return notes;
}

/** What a visit came with, of properties that only its page views carry. */
const OF_SESSION: ReadonlyMap<string, SessionField> = new Map([
  ["referrer_host", "$sessionSource"],
  ["utm_source", "$utmSource"],
  ["utm_medium", "$utmMedium"],
  ["utm_campaign", "$utmCampaign"],
  ["utm_term", "$utmTerm"],
  ["utm_content", "$utmContent"],
]);

/** The session's field somebody means who breaks down by a property that most of these events do not carry; else undefined. */
export function fieldMeant(
  breakdown: Exploration["breakdown"],
  lines: readonly Pick<Line, "kind" | "key" | "total">[],
): SessionField | undefined {
  const field = breakdown?.and === undefined ? OF_SESSION.get(breakdown?.property ?? "") : undefined;
  if (field === undefined) return undefined;
  const groups = lines.filter(({ kind }) => kind === "group");
  const sumOf = (some: typeof groups): number => some.reduce((sum, { total }) => sum + (total ?? 0), 0);
  const missing = sumOf(groups.filter(({ key }) => key === null));
  return missing > sumOf(groups) / 2 ? field : undefined;
}
