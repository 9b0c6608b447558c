import type { Loaded } from "../mirror/loader.ts";
import { numberLiteral, numberText, textLiteral } from "../mirror/sql-text.ts";
import type { Filter, FilterScalar } from "../model/question.ts";
import { numberWrittenAs } from "../model/written-number.ts";
import { fieldSql, type FieldSql } from "./field-sql.ts";

/**
 * SQL that is true for the events a filter keeps.
 *
 * A property of an event is a text, a number, true or false, an object or array, or not there.
 * JSON null counts as not there; an empty text is there. Every value has a text form: a text is
 * its own, anything else has its (canonical) JSON.
 * - `is`: the text forms are equal, so 5 and "5" are the same, and so are true and "true"; 5 and
 *   "5.0" are not. null asks for events where the property is not there. Of a list, any one.
 * - `contains`: the text form contains the value. Upper and lower case differ.
 * - `greater`, `less`: with a number, or a text that reads exactly as a number is written, by size,
 *   among numbers and texts that read so. With any other text, by code point, among the other
 *   texts. Own fields always compare as texts.
 * - `set`, `not-set`: whether it is there.
 * - `is-not` and `not-contains` keep exactly what `is` and `contains` do not, events without the
 *   property among them.
 * Own fields: `$sessionId` is the id that came with the event; `$userId` the one it carries.
 */
export function filterSql(filter: Filter, loaded: Loaded): string {
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
    case "greater":
    case "less":
      return anyOf(compares(field, filter.op === "greater" ? ">" : "<", values[0] ?? null));
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
  `${ordinal} IN (SELECT ordinal FROM m.main.${table} WHERE ${condition})`;

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

function compares(field: FieldSql, operator: ">" | "<", value: FilterScalar): string[] {
  const number = typeof value === "number" ? value : numberWrittenAs(String(value));
  if (!field.isProperty)
    return field.text
      ? [among(field.text, `${field.text.column} ${operator} ${textLiteral(String(value))}`)]
      : [];
  if (number === undefined)
    return field.text
      ? [
          among(
            field.text,
            `tag = 0 AND num IS NULL AND ${field.text.column} ${operator} ${textLiteral(String(value))}`,
          ),
        ]
      : [];
  return [
    ...(field.text ? [among(field.text, `num ${operator} ${numberLiteral(number)}`)] : []),
    ...(field.number ? [`${field.number} ${operator} ${numberLiteral(number)}`] : []),
  ];
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
