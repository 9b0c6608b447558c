import { isDid, isFilter, isFirstSeen } from "../../model/filter-terms.ts";
import type {
  DidFilter,
  EventMatch,
  Filter,
  FilterOperator,
  FilterScalar,
  FilterTerm,
  FirstSeenFilter,
} from "../../model/question.ts";
import { formatInstant } from "./format.ts";

/** The event's own fields, as they are called in the interface. */
export const FIELD_LABELS: ReadonlyMap<string, string> = new Map([
  ["$name", "Event"],
  ["$type", "Type"],
  ["$userId", "User id"],
  ["$distinctId", "Distinct id"],
  ["$sessionId", "Session id"],
  ["$source", "Came in by"],
  ["$entryPage", "Entry page"],
  ["$exitPage", "Exit page"],
  ["$sessionSource", "Session source"],
  ["$channel", "Channel"],
  ["$utmSource", "Session UTM source"],
  ["$utmMedium", "Session UTM medium"],
  ["$utmCampaign", "Session UTM campaign"],
  ["$utmTerm", "Session UTM term"],
  ["$utmContent", "Session UTM content"],
  ["$country", "Country by time zone"],
]);

const PROPERTY_LABELS: ReadonlyMap<string, string> = new Map([
  ["path", "Page"],
  ["title", "Title"],
  ["referrer_host", "Source"],
  ["utm_source", "UTM source"],
  ["utm_medium", "UTM medium"],
  ["utm_campaign", "UTM campaign"],
]);

export const propertyLabel = (property: string): string =>
  FIELD_LABELS.get(property) ?? PROPERTY_LABELS.get(property) ?? property;

/** The property that {@link propertyLabel} calls so; other words are a property's own key. */
export function labelToProperty(words: string): string {
  const entries = [...FIELD_LABELS, ...PROPERTY_LABELS];
  return entries.find(([, label]) => label === words)?.[0] ?? words.trim();
}

/**
 * What was typed as a filter value: for "is", a number matches as a number and as text. Undefined
 * where a number is needed and none was given.
 */
export function textToValue(text: string, op: FilterOperator): Filter["value"] {
  const isNumber = text.trim() !== "" && Number.isFinite(Number(text));
  if (op === "between") return textToEnds(text);
  if (op === "greater" || op === "less") return isNumber ? Number(text) : undefined;
  if (op === "contains" || op === "not-contains" || op === "matches" || op === "not-matches") return text;
  return isNumber ? [text, Number(text)] : text;
}

/** "1 and 5", "1, 5" or "1..5". */
function textToEnds(text: string): number[] | undefined {
  const ends = text.split(/\s+and\s+|\s*,\s*|\.\./);
  const isRange = ends.length === 2 && ends.every((end) => end.trim() !== "" && Number.isFinite(Number(end)));
  return isRange ? ends.map(Number) : undefined;
}

export const OPERATOR_WORDS: Record<FilterOperator, string> = {
  is: "is",
  "is-not": "is not",
  contains: "contains",
  "not-contains": "does not contain",
  matches: "matches",
  "not-matches": "does not match",
  greater: "is greater than",
  less: "is less than",
  between: "is between",
  set: "is set",
  "not-set": "is not set",
};

export const needsValue = (op: FilterOperator): boolean => op !== "set" && op !== "not-set";

export const scalarText = (value: FilterScalar): string =>
  value === null ? "nothing" : value === "" ? "empty text" : String(value);

/** What terms are put in words with: the project's time zone, without it UTC, and the names of its segments. */
export interface TermWords {
  timeZone?: string;
  segmentName?: (id: string) => string | undefined;
}

/** A group in brackets, unless there is but one term in it. */
export function termToText(term: FilterTerm, known: TermWords): string {
  if ("any" in term) return groupToText(term.any, " or ", known);
  if ("all" in term) return groupToText(term.all, " and ", known);
  if (isFilter(term)) return filterWords(term);
  if (isDid(term)) return didWords(term);
  if (isFirstSeen(term)) return firstSeenWords(term, known);
  return `${term.not ? "Not in" : "In"} segment ${known.segmentName?.(term.segment) ?? term.segment}`;
}

/** {@link termToText} where there is nothing but filters, or nothing more is known. */
export const filterToText = (term: FilterTerm): string => termToText(term, {});

function filterWords({ property, op, value }: Filter): string {
  const words = `${propertyLabel(property)} ${OPERATOR_WORDS[op]}`;
  if (value === undefined || !needsValue(op)) return words;
  const values = Array.isArray(value) ? value : [value];
  if (op === "between") return `${words} ${values.map(scalarText).join(" and ")}`;
  return `${words} ${[...new Set(values.map(scalarText))].join(" or ")}`;
}

const groupToText = (terms: readonly FilterTerm[], joint: string, known: TermWords): string =>
  terms.length === 1
    ? termToText(terms[0]!, known)
    : `(${terms.map((term) => termToText(term, known)).join(joint)})`;

const daysWords = (days: number): string => (days === 1 ? "on the last day" : `in the last ${days} days`);

/** "purchase", "purchase where plan is pro", "any page event", "anything". */
export function matchToText({ name, type, filters = [] }: EventMatch): string {
  const what = name ?? (type === undefined ? "anything" : `any ${type} event`);
  return filters.length === 0 ? what : `${what} where ${filters.map(filterWords).join(" and ")}`;
}

/** "User did purchase at least 2 times in the last 7 days", "Session did not do signup". */
function didWords({ who, did, least = 1, days, not }: DidFilter): string {
  const subject = who === "user" ? "User" : "Session";
  const verb = not && least === 1 ? "did not do" : "did";
  const times = least === 1 ? "" : not ? ` fewer than ${least} times` : ` at least ${least} times`;
  return `${subject} ${verb} ${matchToText(did)}${times}${days === undefined ? "" : ` ${daysWords(days)}`}`;
}

function firstSeenWords({ firstSeen, not }: FirstSeenFilter, { timeZone = "UTC" }: TermWords): string {
  const subject = not ? "User not first seen" : "User first seen";
  if (firstSeen === "window") return `${subject} in the range shown`;
  if ("days" in firstSeen) return `${subject} ${daysWords(firstSeen.days)}`;
  return `${subject} from ${formatInstant(firstSeen.from, timeZone)} to ${formatInstant(firstSeen.to, timeZone)}`;
}

/** A missing value in words: for where people came from, missing means they came by themselves. */
export function missingLabel(property: string): string {
  if (property === "referrer_host") return "Direct or this site";
  if (property === "$sessionSource") return "Direct or none";
  if (property === "$entryPage" || property === "$exitPage" || property === "$channel") return "No page view";
  return property.startsWith("utm_") || property.startsWith("$utm") ? "No UTM" : "Not set";
}

/** The filter that keeps just this value of a breakdown. */
export const groupFilter = (property: string, key: FilterScalar): Filter =>
  key === null ? { property, op: "not-set" } : { property, op: "is", value: key };
