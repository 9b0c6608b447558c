import { isRecord } from "../model/is-record.ts";
import { parseJson } from "../intake/parse-json.ts";
import { MAPPED_FIELDS, type RowMapping } from "../model/row-mapping.ts";
import { setOwn } from "../model/set-own.ts";
import { zoneOf } from "../model/time-zone.ts";
import { commaNumberOf, isBlank, plainNumberOf, readRowTime, readTimeOfDay, shown } from "./row-time.ts";

type Row = Record<string, unknown>;

/** The value at a key, or at keys joined by dots. Keys that only prototypes have are not there. */
export function fieldAt(row: Row, path: string): unknown {
  if (Object.hasOwn(row, path)) return row[path];
  let value: unknown = row;
  for (const key of path.split(".")) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Ids and names that are numbers become text; the rest is left to be refused. */
export const asText = (value: unknown): unknown =>
  typeof value === "number" ? String(value) : (value ?? undefined);

/** As {@link asText}, and nothing for blank text: a cell of a table that holds nothing. */
export const filledText = (value: unknown): unknown => {
  const text = typeof value === "boolean" || typeof value === "bigint" ? String(value) : asText(value);
  return typeof text === "string" && text.trim() === "" ? undefined : text;
};

/**
 * When a row happened, by its mapping: epoch milliseconds, or in words why that is not known. Compiled once for
 * a file: `mapping` must have no gap.
 */
export function makeRowClock(mapping: RowMapping): (row: Row) => number | string {
  const { timestampField, timeOfDayField, timeOfDayFormat = "clock", fixedDate } = mapping;
  const timeOf = makeValueClock(mapping);
  return (row) => {
    const value = timestampField === undefined ? fixedDate : fieldAt(row, timestampField);
    if (timeOfDayField === undefined) return timeOf(value);
    const cell = fieldAt(row, timeOfDayField);
    // A row may know its day alone.
    const timeOfDayMs = isBlank(cell) ? undefined : readTimeOfDay(cell, timeOfDayFormat);
    if (timeOfDayMs === undefined && !isBlank(cell))
      return `${timeOfDayField} is not a time of the day: ${shown(cell)}.`;
    return timeOf(value, timeOfDayMs);
  };
}

/** As {@link makeRowClock}, of the value a row's time is read of. */
export function makeValueClock(
  mapping: RowMapping,
): (value: unknown, timeOfDayMs?: number) => number | string {
  const { timestampField } = mapping;
  const zone = mapping.timeZone === undefined ? undefined : zoneOf(mapping.timeZone);
  const format = timestampField === undefined ? "iso" : (mapping.timeFormat ?? "iso");
  const place = timestampField ?? "The date";
  return (value, timeOfDayMs) => about(place, readRowTime(value, format, zone, timeOfDayMs));
}

const about = (place: string, time: number | string): number | string =>
  typeof time === "number" ? time : `${place} ${time}.`;

/** Reads what is written as text and is a number; undefined where the text is none. */
export type ReadNumber = (text: string) => number | undefined;

/** By field, how its text is read as a number. */
export const numberReaders = (mapping: RowMapping): ReadonlyMap<string, ReadNumber> =>
  new Map([
    ...(mapping.numberFields ?? []).map((field) => [field, plainNumberOf] as const),
    ...(mapping.commaNumberFields ?? []).map((field) => [field, commaNumberOf] as const),
  ]);

/**
 * What a row holds beside the fields its mapping names: a field inside an object leaves the object. The
 * object of `propertiesField` comes over it; empty cells say nothing.
 */
export function makePropertiesReader(mapping: RowMapping): (row: Row) => unknown {
  const used = new Set<string>(MAPPED_FIELDS.flatMap((part) => mapping[part] ?? []));
  const numbers = numberReaders(mapping);
  const { propertiesField } = mapping;
  return (row) => {
    const properties: Row = {};
    for (const key of Object.keys(row)) {
      const value = row[key];
      if (used.has(key) || isBlank(value)) continue;
      const number = typeof value === "string" ? numbers.get(key)?.(value) : undefined;
      setOwn(properties, key, number ?? value);
    }
    const own = propertiesField === undefined ? undefined : fieldAt(row, propertiesField);
    const object = typeof own === "string" ? parseJson(own) : own;
    if (isRecord(object)) for (const key of Object.keys(object)) setOwn(properties, key, object[key]);
    else if (!isBlank(own) && propertiesField !== undefined) setOwn(properties, propertiesField, own);
    return properties;
  };
}
