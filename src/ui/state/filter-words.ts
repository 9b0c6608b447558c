import { isDid, isFilter, isFirstSeen } from "../../model/filter-terms.ts";
import type { OwnField, SessionField } from "../../model/own-fields.ts";
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

/** The fields of events and of their sessions, as they are called in the interface. */
export const FIELD_LABELS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    $name: "Event",
    $type: "Type",
    $userId: "User id",
    $distinctId: "Distinct id",
    $sessionId: "Session id",
    $source: "Came in by",
    $entryPage: "Entry page",
    $exitPage: "Exit page",
    $sessionSource: "Session source",
    $channel: "Channel",
    $utmSource: "Session UTM source",
    $utmMedium: "Session UTM medium",
    $utmCampaign: "Session UTM campaign",
    $utmTerm: "Session UTM term",
    $utmContent: "Session UTM content",
    $country: "Country by time zone",
  } satisfies Record<OwnField | SessionField, string>),
);

const PROPERTY_LABELS: ReadonlyMap<string, string> = new Map([
  ["path", "Page"],
  ["title", "Title"],
  ["referrer_host", "Source"],
  ["utm_source", "UTM source"],
  ["utm_medium", "UTM medium"],
  ["utm_campaign", "UTM campaign"],
  ["language", "Language"],
  ["time_zone", "Time zone"],
  ["device", "Device"],
  ["browser", "Browser"],
  ["os", "System"],
  ["screen", "Screen"],
]);

export const propertyLabel = (property: string): string =>
  FIELD_LABELS.get(property) ?? PROPERTY_LABELS.get(property) ?? property;

/** The property that {@link propertyLabel} calls so; other words are a property's own key. */
export function labelToProperty(words: string): string {
  const entries = [...FIELD_LABELS, ...PROPERTY_LABELS];
  return entries.find(([, label]) => label === words)?.[0] ?? words.trim();
}

/** What was typed as a filter value: for "is", a number matches as a number and as text. */
export function textToValue(text: string, op: FilterOperator): string | FilterScalar[] {
  return isNumber(text) && (op === "is" || op === "is-not") ? [text, Number(text)] : text;
}

const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));
const DATE = /^\d{4}-\d{2}/;

/**
 * What something is greater or less than: a number, or a text that begins as dates do, which are in order as text; of
 * fields, which are texts, any text. Undefined where it is none of these.
 */
export function textToMeasure(text: string, isText: boolean): string | number | undefined {
  if (text.trim() === "") return undefined;
  if (isText) return text;
  return isNumber(text) ? Number(text) : DATE.test(text.trim()) ? text.trim() : undefined;
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

const regions = new Intl.DisplayNames("en", { type: "region" });

/** A value of a property as it is shown: countries by name. */
export function valueText(property: string, value: FilterScalar): string {
  if (property === "$country" && typeof value === "string" && /^[A-Z]{2}$/.test(value))
    return regions.of(value) ?? value;
  return scalarText(value);
}

/** What terms are put in words with: the project's time zone, without it UTC, and the names of its segments. */
export interface TermWords {
  timeZone?: string;
  segmentName?: (id: string) => string | undefined;
}

/** A piece of a sentence; glue is what stands between its subjects. */
export interface Part {
  text: string;
  isGlue: boolean;
}

const said = (text: string): Part => ({ text, isGlue: false });
const glue = (text: string): Part => ({ text, isGlue: true });
const partsToText = (parts: readonly Part[]): string => parts.map(({ text }) => text).join("");
const joined = (lists: readonly Part[][], joint: string): Part[] =>
  lists.flatMap((parts, at) => (at === 0 ? parts : [glue(joint), ...parts]));

/** A group in brackets, unless there is but one term in it. */
export function termParts(term: FilterTerm, known: TermWords): Part[] {
  if ("any" in term) return groupParts(term.any, " or ", known);
  if ("all" in term) return groupParts(term.all, " and ", known);
  if (isFilter(term)) return filterParts(term);
  if (isDid(term)) return didParts(term);
  if (isFirstSeen(term)) return firstSeenParts(term, known);
  return [
    glue(`${term.not ? "Not in" : "In"} segment `),
    said(known.segmentName?.(term.segment) ?? term.placed?.name ?? term.segment),
  ];
}

export const termToText = (term: FilterTerm, known: TermWords): string => partsToText(termParts(term, known));

/** {@link termToText} where there is nothing but filters, or nothing more is known. */
export const filterToText = (term: FilterTerm): string => termToText(term, {});

function filterParts({ property, op, value }: Filter): Part[] {
  const begin = [said(propertyLabel(property)), glue(` ${OPERATOR_WORDS[op]}`)];
  if (value === undefined || !needsValue(op)) return begin;
  const all = (Array.isArray(value) ? value : [value]).map((each) => valueText(property, each));
  const words = op === "between" ? all : [...new Set(all)];
  const values = words.map((each) => [said(each)]);
  return [...begin, glue(" "), ...joined(values, op === "between" ? " and " : " or ")];
}

const groupParts = (terms: readonly FilterTerm[], joint: string, known: TermWords): Part[] => {
  const lists = terms.map((term) => termParts(term, known));
  return lists.length === 1 ? lists[0]! : [glue("("), ...joined(lists, joint), glue(")")];
};

const daysWords = (days: number): string => (days === 1 ? "on the last day" : `in the last ${days} days`);

/** "purchase", "purchase where plan is pro", "any page event", "anything". */
function matchParts({ name, type, filters = [] }: EventMatch): Part[] {
  const what = said(name ?? (type === undefined ? "anything" : `any ${type} event`));
  return filters.length === 0
    ? [what]
    : [what, glue(" where "), ...joined(filters.map(filterParts), " and ")];
}

/** "User did purchase at least 2 times in the last 7 days", "Session did not do signup". */
function didParts({ who, did, least = 1, days, not }: DidFilter): Part[] {
  const subject = who === "user" ? "User" : "Session";
  const verb = not && least === 1 ? "did not do" : "did";
  const times = least === 1 ? "" : not ? ` fewer than ${least} times` : ` at least ${least} times`;
  return [
    glue(`${subject} ${verb} `),
    ...matchParts(did),
    glue(`${times}${days === undefined ? "" : ` ${daysWords(days)}`}`),
  ];
}

function firstSeenParts({ firstSeen, not }: FirstSeenFilter, { timeZone = "UTC" }: TermWords): Part[] {
  const subject = glue(not ? "User not first seen " : "User first seen ");
  if (firstSeen === "window") return [subject, said("in the range shown")];
  if ("days" in firstSeen) return [subject, said(daysWords(firstSeen.days))];
  const [from, to] = [firstSeen.from, firstSeen.to].map((instant) => said(formatInstant(instant, timeZone)));
  return [subject, glue("from "), from!, glue(" to "), to!];
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
