import type { BatchColumns, DictionaryKind } from "../model/batch.ts";
import { foundValue, matchesValue, type FoundValue } from "../model/match-filter.ts";
import { filtersIn } from "../model/filter-terms.ts";
import { isOwnField, type OwnField } from "../model/own-fields.ts";
import type { EventTerm, Filter } from "../model/question.ts";
import type { ActiveRule } from "../model/traffic.ts";
import { eachPlace } from "./column-places.ts";
import type { EntryLookup } from "./dictionary.ts";
import { splitKind } from "./split-kind.ts";

/** The dictionaries {@link matchRows} looks into. */
export const kindsOf = (rules: readonly ActiveRule[]): DictionaryKind[] => {
  const properties = rules.flatMap(({ conditions }) => filtersIn(conditions).map(({ property }) => property));
  return [
    ...new Set(properties.flatMap((property) => (isOwnField(property) ? KINDS[property] : OF_PROPERTIES))),
  ];
};

const OF_PROPERTIES: DictionaryKind[] = ["keys", "values"];
const KINDS: Record<OwnField, DictionaryKind> = {
  $name: "names",
  $type: "names",
  $distinctId: "people",
  $userId: "people",
  $sessionId: "sessions",
  $source: "values",
};

/** A 1 for each row that a rule matches; undefined where none is. */
export function matchRows(
  columns: BatchColumns,
  rules: readonly ActiveRule[],
  entries: EntryLookup,
): Uint8Array | undefined {
  return matchAny(
    columns,
    rules.map(({ conditions }) => conditions),
    entries,
  );
}

/** Of the rows that all of any of these keep; undefined for none. */
function matchAny(
  columns: BatchColumns,
  lists: readonly (readonly EventTerm[])[],
  entries: EntryLookup,
): Uint8Array | undefined {
  let matched: Uint8Array | undefined;
  for (const conditions of lists) {
    const rows = matchAll(columns, conditions, entries);
    if (rows === undefined) continue;
    if (matched === undefined) matched = rows;
    else for (let row = 0; row < rows.length; row++) matched[row]! |= rows[row]!;
  }
  return matched;
}

/** Of the rows that every condition keeps; undefined for none. */
function matchAll(
  columns: BatchColumns,
  conditions: readonly EventTerm[],
  entries: EntryLookup,
): Uint8Array | undefined {
  let matched: Uint8Array | undefined;
  for (const condition of conditions) {
    const rows = matchTerm(columns, condition, entries);
    if (rows === undefined) return undefined;
    if (matched !== undefined) for (let row = 0; row < rows.length; row++) rows[row]! &= matched[row]!;
    if (!rows.includes(1)) return undefined;
    matched = rows;
  }
  return matched;
}

function matchTerm(columns: BatchColumns, term: EventTerm, entries: EntryLookup): Uint8Array | undefined {
  if ("all" in term) return matchAll(columns, term.all, entries);
  if ("any" in term)
    return matchAny(
      columns,
      term.any.map((each) => [each]),
      entries,
    );
  return isOwnField(term.property)
    ? matchField(columns, term, term.property, entries)
    : matchProperty(columns, term, entries);
}

/** A value is looked at once, however many rows have it. */
function makeMatcher(
  condition: Filter,
  valueOf: (ordinal: number) => FoundValue | undefined,
): (ordinal: number) => 0 | 1 {
  const known = new Map<number, 0 | 1>();
  return (ordinal) => {
    let result = known.get(ordinal);
    if (result === undefined)
      known.set(ordinal, (result = matchesValue(condition, valueOf(ordinal)) ? 1 : 0));
    return result;
  };
}

const asText = (text: string | null | undefined): FoundValue | undefined =>
  text === null || text === undefined ? undefined : { text, kind: "text" };

function matchField(
  { count, name, distinct, user, session, source }: BatchColumns,
  condition: Filter,
  field: OwnField,
  entries: EntryLookup,
): Uint8Array {
  const kind = KINDS[field];
  const [column, none] = {
    $name: [name, 0],
    $type: [name, 0],
    $distinctId: [distinct, 0],
    $userId: [user, 1],
    $sessionId: [session, 1],
    $source: [source, 0],
  }[field] as [Uint32Array, 0 | 1];
  const matches = makeMatcher(condition, (stored) => {
    if (stored < none) return undefined;
    const entry = entries.entry(kind, stored - none);
    if (entry === null || entry === undefined || kind === "sessions") return asText(entry);
    if (kind !== "names") return asText(entry.slice(1));
    const [type, name] = splitKind(entry);
    return asText(field === "$name" ? name : type);
  });
  const rows = new Uint8Array(count);
  for (let row = 0; row < count; row++) rows[row] = matches(column[row]!);
  return rows;
}

function matchProperty(columns: BatchColumns, condition: Filter, entries: EntryLookup): Uint8Array {
  const { count, properties } = columns;
  const rows = new Uint8Array(count);
  if (matchesValue(condition, undefined)) rows.fill(1);
  const matches = makeMatcher(condition, (ordinal) => {
    const entry = entries.entry("values", ordinal) ?? "jnull";
    const text = entry.slice(1);
    if (entry.startsWith("s")) return { text, kind: "text" };
    return text === "null" ? undefined : { text, kind: "other" };
  });
  for (const { key, text, numbers } of properties) {
    if (entries.entry("keys", key) !== condition.property) continue;
    if (text !== undefined)
      eachPlace(text.rows, count, undefined, (place, row) => {
        rows[row] = matches(text.ordinals[place]!);
      });
    if (numbers !== undefined)
      eachPlace(numbers.rows, count, undefined, (place, row) => {
        rows[row] = matchesValue(condition, foundValue(numbers.values[place])) ? 1 : 0;
      });
  }
  return rows;
}
