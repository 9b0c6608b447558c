import { canonicalJson } from "./canonical-json.ts";
import type { JsonValue, LochanEvent } from "./event.ts";
import { holds } from "./filter-terms.ts";
import { isOwnField, type OwnField } from "./own-fields.ts";
import type { EventTerm, Filter, FilterScalar } from "./question.ts";
import { matchesWildcard } from "./wildcard.ts";
import { numberWrittenAs } from "./written-number.ts";

/** A value as filters see it: its text form, and what it is. */
export interface FoundValue {
  text: string;
  kind: "text" | "number" | "other";
}

/** Undefined, and JSON null, is a property that is not there. */
export function foundValue(value: JsonValue | undefined): FoundValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return { text: value, kind: "text" };
  if (typeof value === "number") return { text: String(value), kind: "number" };
  return { text: canonicalJson(value), kind: "other" };
}

/** Whether a filter keeps an event with this value of its property; as `filterSql` has it in SQL. */
export function matchesValue({ property, op, value }: Filter, found: FoundValue | undefined): boolean {
  switch (op) {
    case "is":
      return isOneOf(value, found);
    case "is-not":
      return !isOneOf(value, found);
    case "contains":
      return found !== undefined && found.text.includes(String(value));
    case "not-contains":
      return found === undefined || !found.text.includes(String(value));
    case "set":
      return found !== undefined;
    case "not-set":
      return found === undefined;
    case "matches":
      return found !== undefined && matchesWildcard(found.text, String(value));
    case "not-matches":
      return found === undefined || !matchesWildcard(found.text, String(value));
    case "greater":
      return (compare(property, scalarOf(value), found) ?? 0) > 0;
    case "less":
      return (compare(property, scalarOf(value), found) ?? 0) < 0;
    case "between":
      return isBetween(property, value, found);
  }
}

const isOneOf = (wanted: Filter["value"], found: FoundValue | undefined): boolean =>
  (Array.isArray(wanted) ? wanted : [wanted ?? null]).some((one) =>
    one === null ? found === undefined : found?.text === String(one),
  );

const scalarOf = (value: Filter["value"]): FilterScalar => (Array.isArray(value) ? value[0] : value) ?? null;

function isBetween(property: string, value: Filter["value"], found: FoundValue | undefined): boolean {
  const [low, high] = [value].flat();
  const above = compare(property, low ?? null, found);
  const below = compare(property, high ?? null, found);
  return above !== undefined && below !== undefined && above >= 0 && below <= 0;
}

/** Above or below zero, or zero where they are equal; undefined where no order is between them. */
function compare(property: string, wanted: FilterScalar, found: FoundValue | undefined): number | undefined {
  if (found === undefined) return undefined;
  if (isOwnField(property)) return byCodePoint(found.text, String(wanted));
  if (found.kind === "other") return undefined;
  const limit = typeof wanted === "number" ? wanted : numberWrittenAs(String(wanted));
  const size = found.kind === "number" ? Number(found.text) : numberWrittenAs(found.text);
  if (limit !== undefined) return size === undefined ? undefined : Math.sign(size - limit);
  return size === undefined ? byCodePoint(found.text, String(wanted)) : undefined;
}

function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a.codePointAt(at)!, b.codePointAt(at)!];
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}

const OWN: Record<OwnField, (event: LochanEvent) => string | undefined> = {
  $name: (event) => event.name,
  $type: (event) => event.type,
  $distinctId: (event) => event.distinctId,
  $userId: (event) => event.userId,
  $sessionId: (event) => event.sessionId,
  $source: (event) => event.source,
};

const valueOf = (event: LochanEvent, property: string): FoundValue | undefined => {
  if (isOwnField(property)) return foundValue(OWN[property](event));
  return foundValue(Object.hasOwn(event.properties, property) ? event.properties[property] : undefined);
};

/** Whether an event passes every filter and group. */
export const matchesFilters = (event: LochanEvent, filters: readonly EventTerm[]): boolean =>
  filters.every((term) => holds(term, (filter) => matchesValue(filter, valueOf(event, filter.property))));
