import * as v from "valibot";
import { filterTermsSchema } from "../../model/filter-schema.ts";
import { isDid, isFilter, isFirstSeen, isGroup } from "../../model/filter-terms.ts";
import { issueWords } from "../../model/issue-words.ts";
import { isField } from "../../model/own-fields.ts";
import {
  BEHAVIOUR_LIMITS,
  type DidFilter,
  type EventMatch,
  type Filter,
  type FilterOperator,
  type FilterScalar,
  type FilterTerm,
  type FirstSeenFilter,
  type Who,
} from "../../model/question.ts";
import { zoneOf } from "../../model/time-zone.ts";
import {
  labelToProperty,
  needsValue,
  propertyLabel,
  scalarText,
  textToMeasure,
  textToValue,
} from "../state/filter-words.ts";
import { inputToInstant, instantToInput } from "../state/zoned-input.ts";

/** One of several values: a number that was typed is two, itself and its text. */
export interface Token {
  words: string;
  values: FilterScalar[];
}

export interface PropertyDraft {
  kind: "property";
  /** As it is called in the interface, or its key. */
  property: string;
  op: FilterOperator;
  /** Of `is` and `is-not`. */
  tokens: readonly Token[];
  /** What is typed and no token yet; of `between` its lower end. */
  text: string;
  /** Of `between`. */
  upper: string;
}

/** Those that are finished, and one that is being written: new where `at` is behind the last. */
export interface ListDraft {
  terms: readonly FilterTerm[];
  open?: { at: number; draft: Draft } | undefined;
}

export interface GroupDraft extends ListDraft {
  kind: "group";
  joint: "any" | "all";
}

export interface DidDraft {
  kind: "did";
  who: Who;
  not: boolean;
  event: Pick<EventMatch, "name" | "type">;
  where: ListDraft;
  /** As typed: how often at least, or with `not` fewer than. */
  least: string;
  /** As typed; empty for any time. */
  days: string;
}

export interface FirstSeenDraft {
  kind: "first-seen";
  not: boolean;
  when: "window" | "days" | "span";
  days: string;
  /** As a `datetime-local` field has them, in the project's time zone. */
  from: string;
  to: string;
}

export interface SegmentDraft {
  kind: "segment";
  /** Empty where none is chosen yet. */
  id: string;
  not: boolean;
}

export type Draft = PropertyDraft | GroupDraft | DidDraft | FirstSeenDraft | SegmentDraft;
export type DraftKind = Draft["kind"];

/** What is wrong with the innermost draft that is open. */
export interface Wrong {
  field: "property" | "value" | "upper" | "least" | "days" | "from" | "to" | "segment" | "list";
  message: string;
}

export type Drafted<T> = { ok: true; value: T } | { ok: false; wrong: Wrong };

const good = <T>(value: T): Drafted<T> => ({ ok: true, value });
const bad = (field: Wrong["field"], message: string): { ok: false; wrong: Wrong } => ({
  ok: false,
  wrong: { field, message },
});

export function blankDraft(kind: DraftKind = "property"): Draft {
  switch (kind) {
    case "property":
      return { kind, property: "", op: "is", tokens: [], text: "", upper: "" };
    case "group":
      return { kind, joint: "any", terms: [], open: { at: 0, draft: blankDraft() } };
    case "did":
      return { kind, who: "user", not: false, event: {}, where: { terms: [] }, least: "1", days: "" };
    case "first-seen":
      return { kind, not: false, when: "window", days: "30", from: "", to: "" };
    case "segment":
      return { kind, id: "", not: false };
  }
}

/** Whether nothing was said in it yet. */
export function isBlank(draft: Draft): boolean {
  switch (draft.kind) {
    case "property":
      return draft.property.trim() === "" && draft.tokens.length === 0 && draft.text + draft.upper === "";
    case "group":
      return isBlankList(draft);
    case "did": {
      const { event, least, days, where } = draft;
      const isAnything = event.name === undefined && event.type === undefined;
      return isAnything && least.trim() === "1" && days.trim() === "" && isBlankList(where);
    }
    case "first-seen":
      return false;
    case "segment":
      return draft.id === "";
  }
}

const isBlankList = ({ terms, open }: ListDraft): boolean =>
  terms.length === 0 && (open === undefined || isBlank(open.draft));

/** `timeZone`: the project's. */
export function termToDraft(term: FilterTerm, timeZone = "UTC"): Draft {
  if (isGroup(term))
    return {
      kind: "group",
      joint: "any" in term ? "any" : "all",
      terms: "any" in term ? term.any : term.all,
    };
  if (isFilter(term)) return filterToDraft(term);
  const not = term.not === true;
  if (isDid(term)) {
    const { who, did, least = 1, days } = term;
    const { filters = [], ...event } = did;
    const asked = { least: String(least), days: days === undefined ? "" : String(days) };
    return { kind: "did", who, not, event, where: { terms: filters }, ...asked };
  }
  if (isFirstSeen(term)) return firstSeenToDraft(term, timeZone);
  return { kind: "segment", id: term.segment, not };
}

function firstSeenToDraft({ firstSeen, not }: FirstSeenFilter, timeZone: string): FirstSeenDraft {
  const blank = { kind: "first-seen", not: not === true, days: "30", from: "", to: "" } as const;
  if (firstSeen === "window") return { ...blank, when: "window" };
  if ("days" in firstSeen) return { ...blank, when: "days", days: String(firstSeen.days) };
  const zone = zoneOf(timeZone);
  const [from = "", to = ""] = [firstSeen.from, firstSeen.to].map((at) => instantToInput(at, zone));
  return { ...blank, when: "span", from, to };
}

export function filterToDraft({ property, op, value }: Filter): PropertyDraft {
  const blank = { kind: "property", property: propertyLabel(property), op, text: "", upper: "" } as const;
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (op === "is" || op === "is-not") return { ...blank, tokens: valuesToTokens(values) };
  const [text = "", upper = ""] = values.map(String);
  return { ...blank, tokens: [], text, upper };
}

function valuesToTokens(values: readonly FilterScalar[]): Token[] {
  const tokens: Token[] = [];
  for (const value of values) {
    const words = scalarText(value);
    const same = tokens.find(
      (each) => each.words === words && each.values.includes(null) === (value === null),
    );
    if (same === undefined) tokens.push({ words, values: [value] });
    else same.values.push(value);
  }
  return tokens;
}

export const textToToken = (text: string): Token => {
  const value = textToValue(text, "is");
  return { words: text, values: Array.isArray(value) ? value : [value ?? text] };
};

/** With what was typed as one more; the same where it is there, or nothing was typed. */
export function withToken(draft: PropertyDraft, token: Token): PropertyDraft {
  const isThere = draft.tokens.some(({ words }) => words === token.words);
  return { ...draft, text: "", tokens: isThere ? draft.tokens : [...draft.tokens, token] };
}

const takesTokens = (op: FilterOperator): boolean => op === "is" || op === "is-not";

/** Another condition on the same property: what was said of values stays as far as it has a place there. */
export function withOperator(draft: PropertyDraft, op: FilterOperator): PropertyDraft {
  if (takesTokens(op) === takesTokens(draft.op)) return { ...draft, op };
  if (!takesTokens(op)) {
    const [first] = draft.tokens;
    return { ...draft, op, tokens: [], text: draft.text === "" ? (first?.words ?? "") : draft.text };
  }
  return { ...draft, op, upper: "" };
}

/** The term a draft says; `timeZone` is the project's. */
export function draftToTerm(draft: Draft, timeZone = "UTC"): Drafted<FilterTerm> {
  const made = makeTerm(draft, timeZone);
  if (!made.ok) return made;
  const parsed = v.safeParse(filterTermsSchema, [made.value], { abortEarly: true });
  if (!parsed.success) return bad(lastField(draft), capitalised(issueWords(parsed.issues[0])));
  return good(made.value);
}

function makeTerm(draft: Draft, timeZone: string): Drafted<FilterTerm> {
  switch (draft.kind) {
    case "property":
      return propertyToTerm(draft);
    case "group":
      return groupToTerm(draft, timeZone);
    case "did":
      return didToTerm(draft);
    case "first-seen":
      return firstSeenToTerm(draft, timeZone);
    case "segment":
      return draft.id === ""
        ? bad("segment", "Choose a segment.")
        : good({ segment: draft.id, ...(draft.not && { not: true as const }) });
  }
}

const lastField = (draft: Draft): Wrong["field"] => (draft.kind === "property" ? "value" : "list");
const capitalised = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;

function propertyToTerm(draft: PropertyDraft): Drafted<Filter> {
  if (draft.property.trim() === "") return bad("property", "Choose a property.");
  const { op } = draft;
  const property = labelToProperty(draft.property);
  if (!needsValue(op)) return good({ property, op });
  if (takesTokens(op)) {
    const { tokens } = draft.text === "" ? draft : withToken(draft, textToToken(draft.text));
    const [first, ...more] = tokens.flatMap(({ values }) => values);
    if (first === undefined) return bad("value", "Give a value, or choose “is set”.");
    return good({ property, op, value: more.length === 0 ? first : [first, ...more] });
  }
  if (draft.text === "") return bad("value", "Give a value, or choose “is set”.");
  if (op !== "between" && op !== "greater" && op !== "less") return good({ property, op, value: draft.text });
  const isText = isField(property);
  const lower = textToMeasure(draft.text, isText);
  if (lower === undefined) return bad("value", "Give a number, or a date such as 2026-01-31.");
  if (op !== "between") return good({ property, op, value: lower });
  const upper = textToMeasure(draft.upper, isText);
  if (upper === undefined) return bad("upper", "Give a number, or a date such as 2026-01-31.");
  if (typeof lower === typeof upper && lower > upper) return bad("upper", "It ends before it begins.");
  return good({ property, op, value: [lower, upper] });
}

function didToTerm({ who, not, event, where, least, days }: DidDraft): Drafted<DidFilter> {
  const listed = listToTerms(where);
  if (!listed.ok) return listed;
  const times = textToWhole(least, BEHAVIOUR_LIMITS.least);
  if (times === undefined) return bad("least", wholeWords(BEHAVIOUR_LIMITS.least));
  const within = days.trim() === "" ? 0 : textToWhole(days, BEHAVIOUR_LIMITS.days);
  if (within === undefined) return bad("days", `${wholeWords(BEHAVIOUR_LIMITS.days)} Empty is any time.`);
  const filters = listed.value.filter(isFilter);
  const did: EventMatch = { ...event, ...(filters.length > 0 && { filters }) };
  if (Object.keys(did).length === 0 && times === 1 && within === 0)
    return bad("list", "Choose an event, or say how often or when anything was done.");
  return good({
    who,
    did,
    ...(times > 1 && { least: times }),
    ...(within > 0 && { days: within }),
    ...(not && { not: true as const }),
  });
}

function firstSeenToTerm(draft: FirstSeenDraft, timeZone: string): Drafted<FirstSeenFilter> {
  const made = (firstSeen: FirstSeenFilter["firstSeen"]): Drafted<FirstSeenFilter> =>
    good({ who: "user", firstSeen, ...(draft.not && { not: true as const }) });
  if (draft.when === "window") return made("window");
  if (draft.when === "days") {
    const days = textToWhole(draft.days, BEHAVIOUR_LIMITS.days);
    return days === undefined ? bad("days", wholeWords(BEHAVIOUR_LIMITS.days)) : made({ days });
  }
  const zone = zoneOf(timeZone);
  const from = inputToInstant(draft.from, zone);
  if (from === undefined) return bad("from", "Give a date and a time.");
  const to = inputToInstant(draft.to, zone);
  if (to === undefined) return bad("to", "Give a date and a time.");
  return from < to ? made({ from, to }) : bad("to", "It ends before it begins.");
}

const wholeWords = (most: number): string => `Give a whole number, 1 to ${most.toLocaleString("en")}.`;

function textToWhole(text: string, most: number): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isInteger(value) && value >= 1 && value <= most ? value : undefined;
}

/** A group of one is that one. */
function groupToTerm(draft: GroupDraft, timeZone: string): Drafted<FilterTerm> {
  const listed = listToTerms(draft, timeZone);
  if (!listed.ok) return listed;
  const [first, ...more] = listed.value;
  if (first === undefined) return bad("list", "Add a condition first.");
  if (more.length === 0) return good(first);
  return good(draft.joint === "any" ? { any: [first, ...more] } : { all: [first, ...more] });
}

/** All terms of a list, with the one that is being written in its place, unless that is blank. */
export function listToTerms({ terms, open }: ListDraft, timeZone = "UTC"): Drafted<FilterTerm[]> {
  if (open === undefined) return good([...terms]);
  if (isBlank(open.draft)) return good(terms.toSpliced(open.at, 1));
  const made = draftToTerm(open.draft, timeZone);
  return made.ok ? good(terms.toSpliced(open.at, 1, made.value)) : made;
}

/** Its term becomes the first of several, any of which may hold; the second is begun. */
export function withOr(draft: Draft, timeZone = "UTC"): Drafted<GroupDraft> {
  const made = draftToTerm(draft, timeZone);
  if (!made.ok) return made;
  return good({ kind: "group", joint: "any", terms: [made.value], open: { at: 1, draft: blankDraft() } });
}
