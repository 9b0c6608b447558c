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
/** The dictionary an own field's ordinals are of. */
export const KINDS: Record<OwnField, DictionaryKind> = {
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

/** An own field's column; what it holds is ordinals, `none` more than they are, and less where there is none. */
export function columnOf(
  { name, distinct, user, session, source }: BatchColumns,
  field: OwnField,
): [column: Uint32Array, none: 0 | 1] {
  const columns: Record<OwnField, [Uint32Array, 0 | 1]> = {
    $name: [name, 0],
    $type: [name, 0],
    $distinctId: [distinct, 0],
    $userId: [user, 1],
    $sessionId: [session, 1],
    $source: [source, 0],
  };
  return columns[field];
}

/** The text of an own field's entry. */
export function ownText(field: OwnField, entry: string): string {
  if (field === "$sessionId") return entry;
  if (field !== "$name" && field !== "$type") return entry.slice(1);
  const [type, name] = splitKind(entry);
  return field === "$name" ? name : type;
}

function matchField(
  columns: BatchColumns,
  condition: Filter,
  field: OwnField,
  entries: EntryLookup,
): Uint8Array {
  const kind = KINDS[field];
  const [column, none] = columnOf(columns, field);
  const matches = makeMatcher(condition, (stored) => {
    if (stored < none) return undefined;
    const entry = entries.entry(kind, stored - none);
    return entry === null || entry === undefined ? undefined : { text: ownText(field, entry), kind: "text" };
  });
  const rows = new Uint8Array(columns.count);
  for (let row = 0; row < columns.count; row++) rows[row] = matches(column[row]!);
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
