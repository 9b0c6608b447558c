import type { JsonValue, Properties } from "../model/event.ts";

/**
 * Lone surrogates become U+FFFD, as they do in UTF-8, in files and in SQL: so that a string is the
 * same everywhere, and what was counted can be asked for. Two keys that become one are one, the
 * later value stands. `__proto__` is a key like any other.
 */
export const wellFormedProperties = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key.toWellFormed(), wellFormedValue(value)]),
  );

function wellFormedValue(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map(wellFormedValue) : wellFormedProperties(value);
}
