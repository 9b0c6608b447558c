import type { Loaded } from "../mirror/loader.ts";
import { numberLiteral, numberText, textLiteral } from "../mirror/sql-text.ts";
import { isDid, isFirstSeen } from "../model/filter-terms.ts";
import type { DidFilter, Filter, FilterScalar, FilterTerm, FirstSeenFilter } from "../model/question.ts";
import { parseWildcard, type WildcardPiece } from "../model/wildcard.ts";
import { numberWrittenAs } from "../model/written-number.ts";
import { fieldSql, tableOf, type FieldSql } from "./field-sql.ts";

/**
 * SQL that is true for the events a filter keeps.
 *
 * A property of an event is a text, a number, true or false, an object or array, or not there.
 * JSON null counts as not there; an empty text is there. Every value has a text form: a text is
 * its own, anything else has its (canonical) JSON.
 * - `is`: the text forms are equal, so 5 and "5" are the same, and so are true and "true"; 5 and
 *   "5.0" are not. null asks for events where the property is not there. Of a list, any one.
 * - `contains`: the text form contains the value. Upper and lower case differ.
 * - `matches`: the whole text form is as the pattern says, in which `*` stands for any characters or none and `?`
 *   for exactly one; `\*`, `\?` and `\\` stand for these characters. Upper and lower case differ.
 * - `greater`, `less`: with a number, or a text that reads exactly as a number is written, by size,
 *   among numbers and texts that read so. With any other text, by code point, among the other
 *   texts. Own fields always compare as texts.
 * - `between`: neither less than its first value nor greater than its second, each compared as by these, so
 *   both ends are included; between a greater and a lesser is nothing.
 * - `set`, `not-set`: whether it is there.
 * - `is-not`, `not-contains` and `not-matches` keep exactly what `is`, `contains` and `matches` do
 *   not, events without the property among them.
 * Own fields: `$sessionId` is the id that came with the event; `$userId` the one it carries.
 */
export function filterSql(term: FilterTerm, loaded: Loaded, behaviour: BehaviourSql = refuse): string {
  if ("any" in term)
    return anyOf(term.any.map((each) => filterSql(each, loaded, behaviour)).filter((sql) => sql !== "false"));
  if ("all" in term) return allOf(term.all, loaded, behaviour);
  if ("segment" in term) {
    if (term.placed === undefined) return refuse();
    const kept = allOf(term.placed.terms, loaded, behaviour);
    return term.not ? `NOT coalesce(${kept}, false)` : kept;
  }
  if (isDid(term) || isFirstSeen(term)) return behaviour(term);
  return soleFilterSql(term, loaded);
}

function allOf(terms: readonly FilterTerm[], loaded: Loaded, behaviour: BehaviourSql): string {
  const all = terms.map((each) => filterSql(each, loaded, behaviour));
  return all.includes("false") ? "false" : `(${all.join(" AND ")})`;
}

type BehaviourSql = (term: DidFilter | FirstSeenFilter) => string;

const refuse = (): never => {
  throw new Error("This term is not one of an event, or was not put in place.");
};

function soleFilterSql(filter: Filter, loaded: Loaded): string {
  const field = fieldSql(filter.property, loaded);
  const values = Array.isArray(filter.value) ? filter.value : [filter.value ?? null];
  switch (filter.op) {
    case "is":
      return anyOf(isOneOf(field, values, loaded));
    case "is-not":
      return `NOT coalesce(${anyOf(isOneOf(field, values, loaded))}, false)`;
    case "contains":
      return anyOf(contains(field, String(values[0])));
    case "not-contains":
      return `NOT coalesce(${anyOf(contains(field, String(values[0])))}, false)`;
    case "matches":
      return anyOf(like(field, String(values[0])));
    case "not-matches":
      return `NOT coalesce(${anyOf(like(field, String(values[0])))}, false)`;
    case "greater":
      return anyOf(compares(field, [[">", values[0] ?? null]]));
    case "less":
      return anyOf(compares(field, [["<", values[0] ?? null]]));
    case "between":
      return anyOf(
        compares(field, [
          [">=", values[0] ?? null],
          ["<=", values[1] ?? null],
        ]),
      );
    case "set":
      return `NOT ${isUnset(field, loaded)}`;
    case "not-set":
      return isUnset(field, loaded);
  }
}

const anyOf = (conditions: string[]): string =>
  conditions.length === 0
    ? "false"
    : conditions.length === 1
      ? conditions[0]!
      : `(${conditions.join(" OR ")})`;

const among = ({ ordinal, table }: NonNullable<FieldSql["text"]>, condition: string): string =>
  `${ordinal} IN (SELECT ordinal FROM ${tableOf(table)} WHERE ${condition})`;

function isOneOf(field: FieldSql, values: FilterScalar[], loaded: Loaded): string[] {
  const texts = values.flatMap((value) => (value === null ? [] : [String(value)]));
  const conditions: string[] = [];
  if (field.text && texts.length > 0)
    conditions.push(among(field.text, `${field.text.column} IN (${texts.map(textLiteral).join(", ")})`));
  const numbers = texts.flatMap((text) => numberWrittenAs(text) ?? []);
  if (field.number && numbers.length > 0)
    conditions.push(`${field.number} IN (${numbers.map(numberLiteral).join(", ")})`);
  if (values.includes(null)) conditions.push(isUnset(field, loaded));
  return conditions;
}

function contains(field: FieldSql, value: string): string[] {
  const literal = textLiteral(value);
  return [
    ...(field.text ? [among(field.text, `contains(${field.text.column}, ${literal})`)] : []),
    ...(field.number ? [`contains(${numberText(field.number)}, ${literal})`] : []),
  ];
}

function like(field: FieldSql, pattern: string): string[] {
  // LIKE begins anew at each place for each `%`, which takes exponential time; RE2 never goes back.
  const literal = textLiteral((parseWildcard(pattern) ?? []).map(regexPiece).join(""));
  const matches = (text: string) => `regexp_full_match(${text}, ${literal}, 's')`;
  return [
    ...(field.text ? [among(field.text, matches(field.text.column))] : []),
    ...(field.number ? [matches(numberText(field.number))] : []),
  ];
}

function regexPiece(piece: WildcardPiece): string {
  if (piece.kind !== "character") return piece.kind === "many" ? ".*" : ".";
  return /[\\^$.*+?()[\]{}|]/.test(piece.character) ? `\\${piece.character}` : piece.character;
}

/** By size where all limits are numbers, as texts where none is. */
function compares(
  { text, number, isProperty }: FieldSql,
  limits: readonly [operator: ">" | "<" | ">=" | "<=", value: FilterScalar][],
): string[] {
  const within = (sql: string, literal: (value: FilterScalar) => string) =>
    limits.map(([operator, value]) => `${sql} ${operator} ${literal(value)}`).join(" AND ");
  const asTexts = text && within(text.column, (value) => textLiteral(String(value)));
  if (!isProperty) return text ? [among(text, asTexts!)] : [];
  const sizes = limits.map(([, value]) =>
    typeof value === "number" ? value : numberWrittenAs(String(value)),
  );
  if (sizes.every((size) => size === undefined))
    return text ? [among(text, `tag = 0 AND num IS NULL AND ${asTexts!}`)] : [];
  if (sizes.includes(undefined)) return [];
  const bySize = (sql: string) => within(sql, (value) => numberLiteral(Number(value)));
  return [...(text ? [among(text, bySize("num"))] : []), ...(number ? [`(${bySize(number)})`] : [])];
}

function isUnset(field: FieldSql, loaded: Loaded): string {
  const { text, number } = field;
  const conditions: string[] = [];
  if (text) {
    const none = field.isProperty ? loaded.jsonNull : undefined;
    conditions.push(
      none === undefined ? `${text.ordinal} IS NULL` : `coalesce(${text.ordinal} = ${none}, true)`,
    );
  }
  if (number) conditions.push(`${number} IS NULL`);
  return conditions.length === 0 ? "true" : `(${conditions.join(" AND ")})`;
}
