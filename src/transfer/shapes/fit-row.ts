import { checkProperties } from "../../intake/check-properties.ts";
import { isRecord } from "../../model/is-record.ts";
import { addProperties, fitProperties, IDENTITY_BYTES } from "../../intake/fit-properties.ts";
import { EVENT_LIMITS, type JsonValue, type Properties } from "../../model/event.ts";
import { addFilled, filled } from "./row-fields.ts";

const ROOM_BYTES = EVENT_LIMITS.eventBytes - IDENTITY_BYTES;

/**
 * Properties of a row within {@link EVENT_LIMITS}, without what says nothing: what the site named itself
 * (`own`), and `added` where it named nothing so. What has no room is left out and counted in `$cut`, and
 * what JSON cannot hold becomes what it can: a Date its ISO text, a bigint a number, or text past those that are exact.
 */
export function fitRow(own: Record<string, unknown>, added: Record<string, unknown> = {}): Properties {
  const whole = addFilled(filled(added), own);
  const checked = checkProperties(whole);
  if (typeof checked !== "string") {
    const fits =
      checked.mostBytes <= ROOM_BYTES || encoder.encode(JSON.stringify(whole)).length <= ROOM_BYTES;
    if (fits) return checked.properties;
  }
  return addProperties(fitProperties(jsonRecord(filled(own), 0)), [jsonRecord(filled(added), 0)]);
}

const encoder = new TextEncoder();

const jsonRecord = (record: Record<string, unknown>, depth: number): Properties =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => {
      const json = toJson(value, depth + 1);
      return json === undefined ? [] : [[key, json]];
    }),
  );

function toJson(value: unknown, depth: number): JsonValue | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "object":
      if (value === null) return null;
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
      // One level too deep is left to be seen as such; what is below may be thousands of levels.
      if (Array.isArray(value))
        return depth > EVENT_LIMITS.depth ? [] : value.map((member) => toJson(member, depth + 1) ?? null);
      if (!isRecord(value)) return undefined;
      return depth > EVENT_LIMITS.depth ? {} : jsonRecord(value, depth);
    default:
      return undefined;
  }
}
