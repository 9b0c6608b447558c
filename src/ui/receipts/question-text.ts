import { NAMED_WINDOWS, type AnyQuestion, type Granularity, type Receipt } from "../../model/question.ts";
import { propertyLabel, termToText } from "../state/filter-words.ts";
import { formatInstant } from "../state/format.ts";
import { measureWords } from "../state/question-words.ts";
import { RANGE_LABELS } from "../state/range-words.ts";

const BUCKETS: Record<Granularity, string> = {
  minute: "by minute",
  hour: "by hour",
  day: "by day",
  week: "by week",
  month: "by month",
};

/** What was asked, in a sentence. */
export function questionToText(
  question: AnyQuestion,
  { from, to, timeZone, segments = [] }: Pick<Receipt, "from" | "to" | "timeZone" | "segments">,
): string {
  const { measure, name, type, filters = [], breakdown, limit, granularity, compare, traffic } = question;
  const segmentName = (id: string): string | undefined => segments.find((each) => each.id === id)?.name;
  const kept = filters.map((term) => termToText(term, { timeZone, segmentName }));
  const what =
    name !== undefined ? `of “${name}”` : type !== undefined ? `of all of type ${type}` : "of all events";
  const named =
    "last" in question.window && NAMED_WINDOWS.includes(question.window.last)
      ? `${RANGE_LABELS[question.window.last]}: `
      : "";
  return [
    measure === "events" && name === undefined && type === undefined
      ? "All events"
      : `${measureWords(measure)} ${what}`,
    ...(filters.length > 0 ? [`where ${kept.join(" and ")}`] : []),
    ...(breakdown !== undefined
      ? [`broken down by ${[breakdown].flat().map(propertyLabel).join(" and ")}, the first ${limit ?? 10}`]
      : []),
    ...(granularity !== undefined ? [BUCKETS[granularity]] : []),
    `${named}from ${formatInstant(from, timeZone)} to ${formatInstant(to, timeZone)} (not included), ${timeZone}`,
    ...(compare === "previous" ? ["compared with the period before"] : []),
    ...(compare === "year" ? ["compared with the year before"] : []),
    ...(traffic === "real" ? ["without what traffic rules leave out"] : []),
    ...(traffic === "left-out" ? ["only what traffic rules leave out"] : []),
  ].join("; ");
}
