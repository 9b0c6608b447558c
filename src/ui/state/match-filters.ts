import type { JsonValue, LochanEvent } from "../../model/event.ts";
import type { Filter, FilterScalar } from "../../model/question.ts";

const FIELDS = new Map<string, (event: LochanEvent) => string | undefined>([
  ["$name", (event) => event.name],
  ["$type", (event) => event.type],
  ["$distinctId", (event) => event.distinctId],
  ["$userId", (event) => event.userId],
  ["$sessionId", (event) => event.sessionId],
  ["$source", (event) => event.source],
]);

function valueOf(event: LochanEvent, property: string): JsonValue | undefined {
  const field = FIELDS.get(property);
  if (field !== undefined) return field(event);
  return Object.hasOwn(event.properties, property) ? event.properties[property] : undefined;
}

const textOf = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));

const isOneOf = (value: JsonValue | undefined, wanted: Filter["value"]): boolean => {
  const list: readonly (FilterScalar | undefined)[] = Array.isArray(wanted) ? wanted : [wanted];
  return list.some((each) => each === value);
};

function matches(event: LochanEvent, { property, op, value }: Filter): boolean {
  const found = valueOf(event, property);
  switch (op) {
    case "set":
      return found !== undefined;
    case "not-set":
      return found === undefined;
    case "is":
      return isOneOf(found, value);
    case "is-not":
      return !isOneOf(found, value);
    case "contains":
    case "not-contains": {
      const within = found !== undefined && textOf(found).toLowerCase().includes(String(value).toLowerCase());
      return op === "contains" ? within : !within;
    }
    case "greater":
      return typeof found === "number" && found > Number(value);
    case "less":
      return typeof found === "number" && found < Number(value);
  }
}

/** Whether an event passes every filter; for events already on the page, never for counting. */
export const matchesFilters = (event: LochanEvent, filters: readonly Filter[]): boolean =>
  filters.every((filter) => matches(event, filter));
