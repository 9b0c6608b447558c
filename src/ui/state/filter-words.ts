import type { Filter, FilterOperator, FilterScalar, FilterTerm } from "../../model/question.ts";

/** The event's own fields, as they are called in the interface. */
export const FIELD_LABELS: ReadonlyMap<string, string> = new Map([
  ["$name", "Event"],
  ["$type", "Type"],
  ["$userId", "User id"],
  ["$distinctId", "Distinct id"],
  ["$sessionId", "Session id"],
  ["$source", "Came in by"],
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

/** A group in brackets, unless there is but one filter in it. */
export function filterToText(term: FilterTerm): string {
  if ("any" in term) return groupToText(term.any, " or ");
  if ("all" in term) return groupToText(term.all, " and ");
  const { property, op, value } = term;
  const words = `${propertyLabel(property)} ${OPERATOR_WORDS[op]}`;
  if (value === undefined || !needsValue(op)) return words;
  const values = Array.isArray(value) ? value : [value];
  if (op === "between") return `${words} ${values.map(scalarText).join(" and ")}`;
  return `${words} ${[...new Set(values.map(scalarText))].join(" or ")}`;
}

const groupToText = (terms: readonly FilterTerm[], joint: string): string =>
  terms.length === 1 ? filterToText(terms[0]!) : `(${terms.map(filterToText).join(joint)})`;

/** A missing value in words: for where people came from, missing means they came by themselves. */
export const missingLabel = (property: string): string =>
  property === "referrer_host" ? "Direct or this site" : property.startsWith("utm_") ? "No UTM" : "Not set";

/** The filter that keeps just this value of a breakdown. */
export const groupFilter = (property: string, key: FilterScalar): Filter =>
  key === null ? { property, op: "not-set" } : { property, op: "is", value: key };
